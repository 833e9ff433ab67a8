//! Refusals in the service's own words.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use jwt_auth_actix::{AnonymousReason, AuthErrorKind, Challenge, ClientKind, Refusal};

use crate::service::{Answer, Database, ada, app, builder, get, issuer, send, signed_in};

fn pages(challenge: &Challenge) -> Option<HttpResponse> {
    let is_expired =
        challenge.kind() == AuthErrorKind::Anonymous(AnonymousReason::Refused(Refusal::Expired));
    match challenge.client() {
        ClientKind::Program if is_expired => {
            Some(HttpResponse::build(challenge.status()).body(format!(
                "own words: {} {}",
                challenge.reason(),
                challenge.login_url().unwrap_or_default()
            )))
        }
        ClientKind::Navigation => Some(
            HttpResponse::build(StatusCode::UNAUTHORIZED)
                .insert_header(("Cache-Control", "public"))
                .insert_header(("Vary", "Accept-Language"))
                .body(format!("please: {}", challenge.login().unwrap_or_default())),
        ),
        _ => None,
    }
}

#[actix_web::test]
async fn a_responder_writes_the_answers_that_it_wants_to_and_leaves_the_others() {
    let database = Database::new();
    let app = app(builder(&database).responder(pages).build().unwrap()).await;
    let json = ("Accept", "application/json");
    let expired = issuer().expired_token(&ada());

    let own = send(
        &app,
        signed_in(get("/home/user/x"), &expired).insert_header(json),
    )
    .await;
    assert_eq!(own.status, 401);
    assert_eq!(
        own.body,
        "own words: expired https://auth.breakthesystem.org/login"
    );
    assert!(
        own.header("www-authenticate")
            .unwrap()
            .starts_with("Bearer realm=")
    );

    let standard = send(&app, get("/home/user/x").insert_header(json)).await;
    assert_eq!(
        standard.header("content-type").as_deref(),
        Some("application/problem+json")
    );
    assert_eq!(standard.json()["reason"], "missing");
}

#[actix_web::test]
async fn whatever_it_writes_is_not_stored_and_varies_by_what_was_looked_at() {
    let database = Database::new();
    let app = app(builder(&database).responder(pages).build().unwrap()).await;

    let answer = send(
        &app,
        signed_in(get("/home/user/x"), &issuer().expired_token(&ada())),
    )
    .await;

    assert_eq!(answer.status, 401);
    let login = "https://auth.breakthesystem.org/login?next=https%3A//someservice.breakthesystem.org/home/user/x";
    assert_eq!(answer.body, format!("please: {login}"));
    // RFC 9110 section 15.5.2: a 401 has one.
    assert_eq!(
        answer.header("www-authenticate").as_deref(),
        Some("Bearer realm=\"someservice.breakthesystem.org\"")
    );
    assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
    let vary = answer.header("vary").unwrap();
    for name in ["Accept-Language", "Cookie", "Accept", "Sec-Fetch-Mode"] {
        assert!(
            vary.split(", ").any(|other| other == name),
            "{name} in {vary}"
        );
    }
}

#[actix_web::test]
async fn who_is_shown_a_page_instead_of_the_redirect_is_not_counted_as_going_round() {
    let database = Database::new();
    let app = app(builder(&database).responder(pages).build().unwrap()).await;
    for _ in 0..4 {
        let expired = issuer().expired_token(&ada());
        let answer = send(&app, signed_in(get("/home/user/x"), &expired)).await;
        assert_eq!(answer.status, 401);
        assert_eq!(answer.header("set-cookie"), None);
    }
}

#[actix_web::test]
async fn the_page_that_ends_a_circle_offers_no_way_into_it() {
    let speak = |challenge: &Challenge| {
        let ways = (challenge.login().is_none(), challenge.login_url().is_none());
        let stops = challenge.status() == StatusCode::FORBIDDEN;
        stops.then(|| HttpResponse::Forbidden().json(ways))
    };
    let database = Database::new();
    let app = app(builder(&database).responder(speak).build().unwrap()).await;
    let request = || signed_in(get("/home/user/x"), "junk");
    let bounces = |answer: &Answer| {
        let cookie = answer.header("set-cookie").unwrap();
        cookie.split(';').next().unwrap().to_owned()
    };
    let first = bounces(&send(&app, request()).await);
    let second = send(&app, request().append_header(("Cookie", first))).await;
    let second = bounces(&second);
    let third = send(&app, request().append_header(("Cookie", second))).await;
    assert_eq!(third.status, 403);
    assert_eq!(third.body, "[true,true]");
}

#[actix_web::test]
async fn a_redirect_without_a_target_leads_to_the_login_page() {
    let careless = |challenge: &Challenge| {
        Some(HttpResponse::build(challenge.status()).body(challenge.detail()))
    };
    let elsewhere = |_: &Challenge| {
        let target = ("Location", "/welcome");
        Some(HttpResponse::SeeOther().insert_header(target).finish())
    };
    let login = "https://auth.breakthesystem.org/login?next=https%3A//someservice.breakthesystem.org/home/user/x";
    let database = Database::new();
    let careless = app(builder(&database).responder(careless).build().unwrap()).await;
    let answer = send(&careless, get("/home/user/x")).await;
    assert_eq!(answer.status, 302);
    assert_eq!(answer.header("location").as_deref(), Some(login));
    assert_eq!(answer.header("www-authenticate"), None);

    let elsewhere = app(builder(&database).responder(elsewhere).build().unwrap()).await;
    let answer = send(&elsewhere, get("/home/user/x")).await;
    assert_eq!(answer.header("location").as_deref(), Some("/welcome"));
}

#[actix_web::test]
async fn a_responder_can_speak_the_clients_language() {
    let speak = |challenge: &Challenge| {
        let german = challenge.accept_language()?.starts_with("de");
        german.then(|| HttpResponse::Unauthorized().body("Bitte anmelden"))
    };
    let database = Database::new();
    let app = app(builder(&database).responder(speak).build().unwrap()).await;
    let german = get("/home/user/x").insert_header(("Accept-Language", "de-CH, en"));
    assert_eq!(send(&app, german).await.body, "Bitte anmelden");
    assert_eq!(send(&app, get("/home/user/x")).await.status, 302);
}
