//! One process under several addresses: a request chooses among those that are configured.

use actix_web::test::TestRequest;

use crate::service::{Database, ada, app, auth, builder, get, issuer, send, signed_in};

const SHOP: &str = "https://shop.example.com:8443/eu";

#[actix_web::test]
async fn the_way_back_begins_with_the_own_url_that_the_request_was_sent_to() {
    let database = Database::new();
    let auth = builder(&database)
        .also_own_url(SHOP)
        .also_own_url("http://127.0.0.1:9000")
        .also_own_url("https://[2001:db8::1]")
        .build()
        .unwrap();
    let app = app(auth).await;
    let first = "https%3A//someservice.breakthesystem.org";
    let shop = "https%3A//shop.example.com%3A8443/eu";
    for (host, own) in [
        ("someservice.breakthesystem.org", first),
        ("shop.example.com:8443", shop),
        ("SHOP.Example.COM:8443", shop),
        ("127.0.0.1:9000", "http%3A//127.0.0.1%3A9000"),
        ("[2001:db8::1]", "https%3A//%5B2001%3Adb8%3A%3A1%5D"),
        ("[2001:db8::1]:443", "https%3A//%5B2001%3Adb8%3A%3A1%5D"),
        // Nothing that is not configured counts.
        ("shop.example.com", first),
        ("shop.example.com:8444", first),
        ("shop.example.com.", first),
        ("shop.example.com:8443@evil.example", first),
        ("evil.example", first),
        ("127.0.0.1", first),
        ("", first),
    ] {
        let answer = send(&app, get("/home/user/x").insert_header(("Host", host))).await;
        let expected = format!("https://auth.breakthesystem.org/login?next={own}/home/user/x");
        assert_eq!(answer.header("location"), Some(expected), "{host}");
    }
    for name in ["X-Forwarded-Host", "Forwarded", "X-Original-Host", "X-Host"] {
        let answer = send(
            &app,
            get("/home/user/x").insert_header((name, "shop.example.com:8443")),
        )
        .await;
        assert!(answer.header("location").unwrap().contains(first), "{name}");
    }
    let absolute_form = send(&app, get("https://shop.example.com:8443/home/user/x")).await;
    assert!(absolute_form.header("location").unwrap().contains(shop));
    let two = get("/home/user/x")
        .append_header(("Host", "shop.example.com:8443"))
        .append_header(("Host", "shop.example.com:8443"));
    assert!(
        send(&app, two)
            .await
            .header("location")
            .unwrap()
            .contains(first)
    );
}

#[actix_web::test]
async fn another_own_url_is_another_origin() {
    let database = Database::new();
    let auth = builder(&database)
        .also_own_url("https://shop.example.com")
        .build()
        .unwrap();
    let app = app(auth).await;
    let token = issuer().access_token(&ada());
    for (host, origin, status) in [
        ("shop.example.com", "https://shop.example.com", 200),
        (
            "shop.example.com",
            "https://someservice.breakthesystem.org",
            403,
        ),
        (
            "someservice.breakthesystem.org",
            "https://shop.example.com",
            403,
        ),
        ("evil.example", "https://evil.example", 403),
        (
            "evil.example",
            "https://someservice.breakthesystem.org",
            200,
        ),
    ] {
        let request = TestRequest::post()
            .uri("/home/user/x")
            .insert_header(("Host", host));
        let answer = send(
            &app,
            signed_in(request.insert_header(("Origin", origin)), &token),
        )
        .await;
        assert_eq!(answer.status.as_u16(), status, "{origin} at {host}");
    }
}

#[actix_web::test]
async fn the_bounce_cookie_is_guarded_by_the_scheme_of_the_own_url_in_use() {
    let database = Database::new();
    let auth = builder(&database)
        .also_own_url("http://127.0.0.1:9000")
        .build()
        .unwrap();
    let app = app(auth).await;
    let stale = issuer().expired_token(&ada());
    for (host, name) in [
        ("someservice.breakthesystem.org", "__Host-jwt-auth-bounces="),
        ("127.0.0.1:9000", "jwt-auth-bounces="),
    ] {
        let request = signed_in(get("/home/user/x").insert_header(("Host", host)), &stale);
        let cookie = send(&app, request).await.header("set-cookie").unwrap();
        assert!(cookie.starts_with(name), "{cookie}");
    }
}

#[test]
fn two_own_urls_that_no_request_tells_apart_are_refused() {
    let database = Database::new();
    for twin in [
        "https://someservice.breakthesystem.org",
        "https://someservice.breakthesystem.org:443/other",
        "http://someservice.breakthesystem.org:443",
        // `Host: someservice.breakthesystem.org` is what browsers send to both.
        "http://someservice.breakthesystem.org",
        "http://SomeService.breakthesystem.org:80/other",
    ] {
        let error = builder(&database).also_own_url(twin).build().unwrap_err();
        assert!(
            error.to_string().contains("also_own_url"),
            "{twin}: {error}"
        );
    }
    let error = builder(&database).also_own_url("https://example.org/?x");
    let error = error.build().unwrap_err();
    assert_eq!(error.problems().len(), 1, "{error}");
    assert!(error.problems()[0].starts_with("also_own_url"), "{error}");
    assert!(
        auth(&database)
            .report()
            .warnings()
            .iter()
            .all(|it| !it.contains("own_url"))
    );
}

#[actix_web::test]
async fn a_sign_in_link_leads_back_to_the_page_that_it_is_on() {
    let database = Database::new();
    let auth = builder(&database).also_own_url(SHOP).build().unwrap();
    let request = TestRequest::get()
        .uri("/cart?item=1")
        .insert_header(("Host", "shop.example.com:8443"))
        .to_http_request();
    assert_eq!(
        auth.login_redirect_from(&request),
        "https://auth.breakthesystem.org/login?next=https%3A//shop.example.com%3A8443/eu/cart%3Fitem%3D1"
    );
}
