//! The way to the login page and back, to the byte.

use actix_web::test::TestRequest;

use crate::service::{Database, app, auth, builder, get, send};

/// The vectors of the seed: what Python's urllib makes of the article's algorithm.
#[test]
fn a_sign_in_link_is_encoded_as_the_article_does_it() {
    let database = Database::new();
    for (login_url, path, expected) in [
        (
            "https://auth.breakthesystem.org/login",
            "/home/user/daniel",
            "https://auth.breakthesystem.org/login?next=https%3A//someservice.breakthesystem.org/home/user/daniel",
        ),
        (
            "https://auth.breakthesystem.org/login",
            "/a/b?x=1&y=2",
            "https://auth.breakthesystem.org/login?next=https%3A//someservice.breakthesystem.org/a/b%3Fx%3D1%26y%3D2",
        ),
        (
            "https://auth.breakthesystem.org/login?lang=de&tag=a&tag=b&e=",
            "/a%20b/?q=%C3%BC+z",
            "https://auth.breakthesystem.org/login?lang=de&tag=a&tag=b&e=&next=https%3A//someservice.breakthesystem.org/a%2520b/%3Fq%3D%25C3%25BC%2Bz",
        ),
        (
            "https://auth.breakthesystem.org/login?next=/old&lang=d+e#top",
            "/~me;v=1/",
            "https://auth.breakthesystem.org/login?next=https%3A//someservice.breakthesystem.org/~me%3Bv%3D1/&lang=d%20e#top",
        ),
    ] {
        let auth = builder(&database).login_url(login_url).build().unwrap();
        assert_eq!(auth.login_redirect(path), expected);
    }
}

/// R44, X22: the same in the answer to somebody who opens a page, and some more.
#[actix_web::test]
async fn the_redirect_is_encoded_as_django_does_it() {
    let vectors = [
        (
            "HTTPS://Auth.example/login?tag=a&x=1&tag=b#",
            "/home/user/x",
            "https://Auth.example/login?tag=a&tag=b&x=1&next=https%3A//someservice.breakthesystem.org/home/user/x",
        ),
        (
            "https://auth.breakthesystem.org/login",
            "/home/user/daniel",
            "https://auth.breakthesystem.org/login?next=https%3A//someservice.breakthesystem.org/home/user/daniel",
        ),
        (
            "https://auth.breakthesystem.org/login",
            "/home/user/b?x=1&y=2",
            "https://auth.breakthesystem.org/login?next=https%3A//someservice.breakthesystem.org/home/user/b%3Fx%3D1%26y%3D2",
        ),
        (
            "https://auth.breakthesystem.org/login?lang=de&tag=a&tag=b&e=",
            "/home/user/a%20b?q=%C3%BC+z",
            "https://auth.breakthesystem.org/login?lang=de&tag=a&tag=b&e=&next=https%3A//someservice.breakthesystem.org/home/user/a%2520b%3Fq%3D%25C3%25BC%2Bz",
        ),
        (
            "https://auth.breakthesystem.org/login?next=/old&lang=d+e#top",
            "/home/user/~me;v=1",
            "https://auth.breakthesystem.org/login?next=https%3A//someservice.breakthesystem.org/home/user/~me%3Bv%3D1&lang=d%20e#top",
        ),
    ];
    for (login_url, path, expected) in vectors {
        let database = Database::new();
        let app = app(builder(&database).login_url(login_url).build().unwrap()).await;

        let answer = send(&app, get(path)).await;

        assert_eq!(answer.status, 302, "{path}");
        assert_eq!(answer.header("location").as_deref(), Some(expected));
        assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
    }
}

/// R40, R41, R43.
#[actix_web::test]
async fn no_header_of_the_request_can_choose_where_to_come_back() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let expected = "https://auth.breakthesystem.org/login?next=https%3A//someservice.breakthesystem.org/home/user/x";
    for (name, value) in [
        ("Host", "evil.example"),
        ("X-Forwarded-Host", "evil.example"),
        ("X-Forwarded-Proto", "ftp"),
        ("X-Original-URL", "https://evil.example/"),
        ("Forwarded", "host=evil.example;proto=http"),
    ] {
        let answer = send(&app, get("/home/user/x").insert_header((name, value))).await;
        assert_eq!(
            answer.header("location").as_deref(),
            Some(expected),
            "{name}"
        );
    }
    let absolute_form = send(&app, get("http://evil.example/home/user/x")).await;
    assert_eq!(absolute_form.header("location").as_deref(), Some(expected));
}

/// R44.
#[actix_web::test]
async fn a_next_in_the_request_stays_inside_the_one_next() {
    let database = Database::new();
    let app = app(auth(&database)).await;

    let answer = send(
        &app,
        get("/home/user/x?next=https://evil.example/&a=%0d%0a"),
    )
    .await;

    let location = answer.header("location").unwrap();
    let login = url::Url::parse(&location).unwrap();
    let next: Vec<_> = login
        .query_pairs()
        .filter(|(name, _)| name == "next")
        .collect();
    assert_eq!(next.len(), 1);
    assert_eq!(
        next[0].1,
        "https://someservice.breakthesystem.org/home/user/x?next=https://evil.example/&a=%0d%0a"
    );
}

#[actix_web::test]
async fn an_own_url_may_have_a_path_and_a_trailing_slash_is_not_doubled() {
    for (own_url, next) in [
        (
            "https://example.org/shop",
            "https%3A//example.org/shop/home/user/x",
        ),
        (
            "https://example.org/shop/",
            "https%3A//example.org/shop/home/user/x",
        ),
        ("https://example.org/", "https%3A//example.org/home/user/x"),
        (
            "https://example.org:8443",
            "https%3A//example.org%3A8443/home/user/x",
        ),
    ] {
        let database = Database::new();
        let app = app(builder(&database).own_url(own_url).build().unwrap()).await;
        let answer = send(&app, get("/home/user/x")).await;
        let expected = format!("https://auth.breakthesystem.org/login?next={next}");
        assert_eq!(answer.header("location"), Some(expected));
    }
}

/// R44.
#[actix_web::test]
async fn a_way_back_that_is_too_long_becomes_the_start_page() {
    let database = Database::new();
    let app = app(auth(&database)).await;

    let answer = send(&app, get(&format!("/home/user/{}", "x".repeat(3_000)))).await;

    assert_eq!(
        answer.header("location").as_deref(),
        Some(
            "https://auth.breakthesystem.org/login?next=https%3A//someservice.breakthesystem.org/"
        )
    );
}

/// R42.
#[actix_web::test]
async fn paths_that_look_like_hosts_lead_back_to_the_own_host() {
    let database = Database::new();
    let auth = auth(&database);
    for path in [
        "*",
        ".evil.example/x",
        "@evil.example/",
        "",
        "//evil.example/x",
        "/..//evil.example",
        "/@evil.example",
        "/%5cevil.example",
    ] {
        let login = url::Url::parse(&auth.login_redirect(path)).unwrap();
        let (_, next) = login
            .query_pairs()
            .find(|(name, _)| name == "next")
            .unwrap();
        let next = url::Url::parse(&next).unwrap();
        assert_eq!(
            next.host_str(),
            Some("someservice.breakthesystem.org"),
            "{path}"
        );
    }
}

/// R45, however the two addresses are spelled.
#[actix_web::test]
async fn the_login_page_of_the_same_application_is_not_redirected_to_itself() {
    let own = "https://someservice.breakthesystem.org";
    let login = "https://someservice.breakthesystem.org/home/user/login";
    let database = Database::new();
    for (own_url, login_url, status) in [
        (own, login, 401),
        (
            own,
            "https://SomeService.BreakTheSystem.org/home/user/login?a=b#top",
            401,
        ),
        (
            own,
            "https://someservice.breakthesystem.org:443/home/user/login",
            401,
        ),
        ("HTTPS://someservice.breakthesystem.org:443/", login, 401),
        (
            own,
            "https://someservice.breakthesystem.org:444/home/user/login",
            302,
        ),
        (own, "https://auth.breakthesystem.org/home/user/login", 302),
        (
            own,
            "https://someservice.breakthesystem.org/home/user/Login",
            302,
        ),
        ("https://someservice.breakthesystem.org/shop", login, 302),
        (
            "https://someservice.breakthesystem.org/shop",
            "https://someservice.breakthesystem.org/shop/home/user/login",
            401,
        ),
    ] {
        let auth = builder(&database).own_url(own_url).login_url(login_url);
        let app = app(auth.build().unwrap()).await;
        let answer = send(&app, get("/home/user/login?x=1")).await;
        assert_eq!(answer.status, status, "{login_url} at {own_url}");
    }
}

#[actix_web::test]
async fn the_field_name_can_be_chosen() {
    let database = Database::new();
    let auth = builder(&database)
        .redirect_field_name("return to")
        .build()
        .unwrap();
    assert_eq!(
        auth.login_redirect("/"),
        "https://auth.breakthesystem.org/login?return%20to=https%3A//someservice.breakthesystem.org/"
    );
}

#[actix_web::test]
async fn a_head_request_is_redirected_as_a_get() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let head = TestRequest::default()
        .method(actix_web::http::Method::HEAD)
        .uri("/home/user/x");
    assert_eq!(send(&app, head).await.status, 302);
}
