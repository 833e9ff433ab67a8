//! Connections that outlive their token.

use actix_web::test::init_service;
use actix_web::web::Bytes;
use actix_web::{App, HttpResponse, web};
use futures_util::{StreamExt as _, stream};
use jwt_auth_actix::{JwtAuth, TestClock, TestIssuer, TokenExpiry, Verifier};
use serde_json::json;

use crate::caches::CachesAsAsked as _;
use crate::service::{Database, User, ada, auth, get, issuer, send, signed_in, with};

#[actix_web::test]
async fn it_says_when_the_token_ends_without_any_look_up() {
    async fn end(expiry: TokenExpiry) -> String {
        format!("{} {}", expiry.expires_at(), expiry.remaining().as_secs())
    }
    let database = Database::new();
    let clock = TestClock::at(1_800_000_000);
    let verifier = Verifier::simple_jwt(issuer().verifying_key()).clock(clock.clone());
    let auth: JwtAuth<User> = JwtAuth::builder(verifier.build().unwrap(), database.store())
        .caches_as_asked()
        .access_cookie(crate::service::ACCESS)
        .login_url("https://auth.example.org/login")
        .own_url("https://service.example.org")
        .build()
        .unwrap();
    let app = init_service(App::new().wrap(auth).route("/end", web::get().to(end))).await;
    let token = TestIssuer::hs512().clock(clock).access_token(&ada());

    let answer = send(&app, signed_in(get("/end"), &token)).await;

    let (end, remaining) = answer.body.split_once(' ').unwrap();
    assert_eq!(end, "1800000300");
    assert!(
        (270..=300).contains(&remaining.parse::<u64>().unwrap()),
        "{remaining}"
    );
    assert!(database.take_statements().is_empty());
    assert_eq!(send(&app, get("/end")).await.status, 302);
}

#[actix_web::test]
async fn a_stream_ends_with_its_token() {
    async fn events(expiry: TokenExpiry) -> HttpResponse {
        let tick = || async {
            actix_web::rt::time::sleep(std::time::Duration::from_millis(20)).await;
            Some((Ok::<_, actix_web::Error>(Bytes::from_static(b".")), ()))
        };
        let ticks = stream::unfold((), move |()| tick());
        let ticks = ticks.take_until(async move { expiry.passed().await });
        HttpResponse::Ok().streaming(Box::pin(ticks))
    }
    let database = Database::new();
    let server_auth = auth(&database);
    let server = actix_test::start(move || {
        App::new()
            .wrap(server_auth.clone())
            .route("/events", web::get().to(events))
    });
    let now = jwt_auth_actix::Clock::now(&jwt_auth_actix::SystemClock);
    let token = issuer().access_token(&with(ada(), json!({"exp": now + 2})));

    let request = server
        .get("/events")
        .insert_header(("Cookie", format!("{}={token}", crate::service::ACCESS)));
    let answer = request
        .timeout(std::time::Duration::from_secs(60))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    // Comes back only because the server ends the stream; it would go on for ever.
    let body = answer.collect::<Vec<_>>().await;

    assert!(body.iter().all(Result::is_ok));
    assert!(!body.is_empty());
    let later = jwt_auth_actix::Clock::now(&jwt_auth_actix::SystemClock);
    assert!(later >= now + 2, "it ended before its token");
    server.stop().await;
}
