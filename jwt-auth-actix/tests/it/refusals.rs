//! Each kind of client is refused in a form that it can use.

use actix_web::http::{Method, StatusCode};
use actix_web::test::TestRequest;

use crate::service::{Database, OWN_URL, ada, app, auth, builder, get, issuer, send, signed_in};

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

/// Name, headers, status.
type Row = (&'static str, &'static [(&'static str, &'static str)], u16);

#[actix_web::test]
async fn people_who_navigate_are_redirected_and_programs_get_401() {
    let rows: &[Row] = &[
        (
            "a browser",
            &[("Accept", BROWSER), ("Sec-Fetch-Mode", "navigate")],
            302,
        ),
        ("an old browser", &[("Accept", BROWSER)], 302),
        ("curl", &[("Accept", "*/*")], 302),
        ("nothing said", &[], 302),
        (
            "prefers HTML",
            &[("Accept", "text/html, application/json;q=0.9")],
            302,
        ),
        ("prefers JSON", &[("Accept", "application/json")], 401),
        (
            "prefers JSON a little",
            &[("Accept", "application/json, text/html;q=0.9")],
            401,
        ),
        (
            "prefers problem+json",
            &[("Accept", "application/problem+json")],
            401,
        ),
        (
            "fetch",
            &[("Sec-Fetch-Mode", "cors"), ("Accept", "*/*")],
            401,
        ),
        (
            "an image",
            &[("Sec-Fetch-Mode", "no-cors"), ("Accept", "image/*")],
            401,
        ),
        (
            "jQuery",
            &[("X-Requested-With", "XMLHttpRequest"), ("Accept", BROWSER)],
            401,
        ),
        ("HTMX", &[("HX-Request", "true"), ("Accept", BROWSER)], 401),
        (
            "an API client",
            &[("Authorization", "Bearer x"), ("Accept", "*/*")],
            401,
        ),
        (
            "an API client without a token",
            &[("Authorization", "bearer"), ("Accept", BROWSER)],
            401,
        ),
        (
            "another scheme that begins alike",
            &[("Authorization", "BearerX x"), ("Accept", BROWSER)],
            302,
        ),
        (
            "a WebSocket",
            &[("Upgrade", "websocket"), ("Connection", "Upgrade")],
            401,
        ),
        (
            "prefetch",
            &[("Sec-Purpose", "prefetch"), ("Sec-Fetch-Mode", "navigate")],
            401,
        ),
    ];
    let database = Database::new();
    let app = app(auth(&database)).await;
    for (client, headers, status) in rows {
        let mut request = get("/home/user/x");
        for header in *headers {
            request = request.insert_header(*header);
        }
        let answer = send(&app, request).await;
        assert_eq!(answer.status.as_u16(), *status, "{client}");
        assert_eq!(
            answer.header("cache-control").as_deref(),
            Some("no-store"),
            "{client}"
        );
        let challenge = answer.header("www-authenticate");
        assert_eq!(challenge.is_some(), *status == 401, "{client}");
    }
}

#[actix_web::test]
async fn a_form_that_was_posted_is_answered_with_a_page_that_explains() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let post = TestRequest::post()
        .uri("/home/user/x")
        .insert_header(("Accept", BROWSER))
        .insert_header(("Sec-Fetch-Mode", "navigate"))
        .insert_header(("Origin", OWN_URL));

    let answer = send(&app, post).await;

    assert_eq!(answer.status, 401);
    assert_eq!(
        answer.header("content-type").as_deref(),
        Some("text/html; charset=utf-8")
    );
    assert!(answer.header("location").is_none());
    assert!(
        answer
            .body
            .contains("https://auth.breakthesystem.org/login?next=")
    );
    assert!(answer.body.contains("target=\"_blank\""));
}

#[actix_web::test]
async fn a_program_gets_problem_details_with_the_login_url_and_a_coarse_reason() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    for (token, reason) in [
        (None, "missing"),
        (Some(issuer().expired_token(&ada())), "expired"),
        (Some(issuer().foreign_token(&ada())), "invalid"),
        (Some(issuer().refresh_token(&ada())), "invalid"),
    ] {
        let mut request = get("/home/user/x").insert_header(("Accept", "application/json"));
        if let Some(token) = &token {
            request = signed_in(request, token);
        }
        let answer = send(&app, request).await;
        assert_eq!(answer.status, 401);
        assert_eq!(
            answer.header("content-type").as_deref(),
            Some("application/problem+json")
        );
        let problem = answer.json();
        assert_eq!(problem["reason"], reason);
        assert_eq!(problem["status"], 401);
        assert_eq!(
            problem["login_url"],
            "https://auth.breakthesystem.org/login"
        );
        assert_eq!(
            answer.header("www-authenticate").as_deref(),
            Some("Bearer realm=\"someservice.breakthesystem.org\"")
        );
    }
}

/// X34: an attacker must not learn from the body which check failed.
#[actix_web::test]
async fn all_bad_tokens_get_the_same_body() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let issuer = issuer();
    let mut bodies: Vec<String> = Vec::new();
    for token in [
        "a.b.c".to_owned(),
        issuer.foreign_token(&ada()),
        issuer.unsigned_token(&ada()),
        issuer.refresh_token(&ada()),
        issuer.sign(r#"{"alg":"HS512"}"#, "{}"),
    ] {
        let request = get("/home/user/x").insert_header(("Accept", "application/json"));
        bodies.push(send(&app, signed_in(request, &token)).await.body);
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "{bodies:?}");
}

#[actix_web::test]
async fn htmx_is_told_where_to_go_and_comes_back_to_the_page_it_was_on() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let own = "https%3A//someservice.breakthesystem.org";
    for (current, next) in [
        (
            Some("https://someservice.breakthesystem.org/list?page=2"),
            format!("{own}/list%3Fpage%3D2"),
        ),
        (Some("https://evil.example/list"), format!("{own}/")),
        (None, format!("{own}/")),
    ] {
        let mut request = get("/home/user/x").insert_header(("HX-Request", "true"));
        if let Some(current) = current {
            request = request.insert_header(("HX-Current-URL", current));
        }
        let answer = send(&app, request).await;
        assert_eq!(answer.status, 401);
        let expected = format!("https://auth.breakthesystem.org/login?next={next}");
        assert_eq!(answer.header("hx-redirect"), Some(expected));
    }
}

#[actix_web::test]
async fn an_inactive_person_gets_a_page_without_redirect_and_is_anonymous_where_that_is_fine() {
    let database = Database::new();
    let auth = builder(&database)
        .logout_url("https://auth.breakthesystem.org/logout")
        .build()
        .unwrap();
    let app = app(auth).await;
    let token = issuer().access_token(&ada());
    send(&app, signed_in(get("/whoami"), &token)).await;
    database.execute("UPDATE users SET is_active = 0, email = 'kept@example.org'");
    database.take_statements();

    let page = get("/home/user/x").insert_header(("Accept", BROWSER));
    let answer = send(&app, signed_in(page, &token)).await;
    assert_eq!(answer.status, 403);
    assert!(answer.header("location").is_none());
    assert!(
        answer
            .body
            .contains("https://auth.breakthesystem.org/logout")
    );

    let optional = send(&app, signed_in(get("/whoami"), &token)).await;
    assert_eq!(optional.json()["reason"], "inactive");

    let writes = database.take_statements();
    assert!(
        writes.iter().all(|sql| sql.starts_with("SELECT")),
        "{writes:?}"
    );
    assert_eq!(database.users()[0].email, "kept@example.org");
}

#[actix_web::test]
async fn a_form_of_another_site_is_explained_to_a_person_and_to_who_writes_programs() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let post = TestRequest::post()
        .uri("/home/user/x")
        .insert_header(("Accept", BROWSER))
        .insert_header(("Origin", "https://attacker.example"));
    let answer = send(&app, signed_in(post, &issuer().access_token(&ada()))).await;
    assert_eq!(answer.status, 403);
    for words in [
        "Nothing was changed",
        "a page of this service",
        "send an Origin header",
    ] {
        assert!(answer.body.contains(words), "{words}: {}", answer.body);
    }
}

#[actix_web::test]
async fn a_request_with_two_authorizations_is_not_told_to_sign_in() {
    let database = Database::new();
    let app = app(builder(&database).allow_bearer().build().unwrap()).await;
    let request = get("/home/user/x")
        .insert_header(("Accept", BROWSER))
        .append_header(("Authorization", "Basic YTpi"))
        .append_header(("Authorization", "Basic YTpi"));
    let answer = send(&app, request).await;
    assert_eq!(answer.status, 400);
    assert!(answer.body.contains("<title>"), "{}", answer.body);
    assert!(
        !answer.body.to_lowercase().contains("sign in"),
        "{}",
        answer.body
    );
}

/// R49: the body would be lost.
#[actix_web::test]
async fn unsafe_methods_are_never_redirected() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        for accept in [BROWSER, "*/*", "application/json"] {
            let request = TestRequest::default()
                .method(method.clone())
                .uri("/any")
                .insert_header(("Accept", accept));
            let answer = send(&app, request).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {accept}");
            assert_eq!(answer.header("location"), None, "{method} {accept}");
        }
    }
}
