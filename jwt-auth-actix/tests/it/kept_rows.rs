//! With kept rows a repeated request asks no database, and everything else is as without them.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, ORIGIN, VARY};
use actix_web::test::TestRequest;
use jwt_auth_actix::{JwtAuth, TestClock, TestIssuer, Verifier};
use serde_json::json;

use crate::service::{
    ACCESS, Database, LOGIN_URL, OWN_URL, User, ada, app, builder, get, issuer, send, signed_in,
    with,
};

fn keeping(database: &Database) -> JwtAuth<User> {
    let minute = Duration::from_secs(60);
    let builder = builder(database).cached_tokens(1_000);
    builder.row_ttl(minute).build().unwrap()
}

#[actix_web::test]
async fn a_repeated_request_runs_no_statement_whatever_it_asks_for() {
    let database = Database::new();
    let app = app(keeping(&database)).await;
    let token = issuer().access_token(&with(
        ada(),
        json!({"user_is_staff": true, "user_is_superuser": true}),
    ));
    for path in [
        "/whoami",
        "/home/user/ada",
        "/everything",
        "/lazy",
        "/claims",
        "/raw-claims",
    ] {
        send(&app, signed_in(get(path), &token)).await;
        database.take_statements();
        for _ in 0..3 {
            let answer = send(&app, signed_in(get(path), &token)).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert_eq!(answer.headers.get(VARY).unwrap(), "Cookie");
            assert_eq!(answer.headers.get(CACHE_CONTROL).unwrap(), "private");
        }
        assert!(database.take_statements().is_empty(), "{path}");
    }
}

#[actix_web::test]
async fn a_ban_counts_at_once_where_the_service_says_so() {
    let database = Database::new();
    let auth = keeping(&database);
    let app = app(auth.clone()).await;
    let token = issuer().access_token(&ada());
    let ask = async || {
        send(&app, signed_in(get("/home/user/ada"), &token))
            .await
            .status
    };
    assert_eq!(ask().await, StatusCode::OK);
    database.execute("UPDATE users SET is_active = FALSE");
    assert_eq!(ask().await, StatusCode::OK, "this is what row_ttl costs");
    auth.invalidate_user_in_this_process("6f1c0001");
    assert_eq!(ask().await, StatusCode::FORBIDDEN);
}

#[actix_web::test]
async fn a_foreign_page_changes_nothing_with_a_kept_row_either() {
    let database = Database::new();
    let app = app(keeping(&database)).await;
    let token = issuer().access_token(&ada());
    let post = |origin| {
        let request = TestRequest::post().uri("/home/user/ada");
        signed_in(request, &token).insert_header((ORIGIN, origin))
    };
    assert_eq!(send(&app, post(OWN_URL)).await.status, StatusCode::OK);
    let foreign = send(&app, post("https://evil.example")).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
}

#[actix_web::test]
async fn two_people_in_two_cookies_are_nobody_although_both_are_known() {
    let database = Database::new();
    let app = app(keeping(&database)).await;
    let one = issuer().access_token(&ada());
    let other = issuer().access_token(&with(ada(), json!({"user_uuid": "another"})));
    for token in [&one, &other] {
        send(&app, signed_in(get("/whoami"), token)).await;
    }
    let cookies = format!("{ACCESS}={one}; {ACCESS}={other}");
    let answer = send(&app, get("/whoami").insert_header(("cookie", cookies))).await;
    assert!(
        answer.body.contains("conflicting_tokens"),
        "{}",
        answer.body
    );
}

/// The older token was verified long before the newer one was issued.
#[actix_web::test]
async fn a_remembered_token_never_overwrites_what_a_newer_one_wrote() {
    let database = Database::new();
    let clock = TestClock::at(1_800_000_000);
    let issuer = TestIssuer::hs512().clock(clock.clone());
    let rules = Verifier::simple_jwt(issuer.verifying_key()).clock(clock.clone());
    let auth: JwtAuth<User> = JwtAuth::builder(rules.build().unwrap(), database.store())
        .access_cookie(ACCESS)
        .login_url(LOGIN_URL)
        .own_url(OWN_URL)
        .build()
        .unwrap();
    let app = app(auth).await;
    let admin = issuer.access_token(&with(ada(), json!({"user_is_superuser": true})));
    let ask = async |token: &str| send(&app, signed_in(get("/whoami"), token)).await.status;
    assert_eq!(ask(&admin).await, StatusCode::OK);
    clock.set(1_800_000_200);
    let demoted = issuer.access_token(&ada());
    assert_eq!(ask(&demoted).await, StatusCode::OK);
    assert_eq!(ask(&admin).await, StatusCode::OK);
    assert!(!database.users()[0].is_superuser);
    assert_eq!(database.users()[0].token_iat, Some(1_800_000_200));
}
