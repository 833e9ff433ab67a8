//! A panic leaves one event; where and why is for the panic hook to say, and neither says what a token said.

use std::cell::RefCell;
use std::panic;
use std::sync::Once;

use actix_web::test::init_service;
use actix_web::{App, HttpResponse, web};
use jwt_auth_actix::{ClaimsOnlyStore, CurrentUser, JwtAuth, JwtUser, TestIssuer, Verifier};
use serde_json::json;
use tracing::Level;

use crate::caches::CachesAsAsked as _;
use crate::log::{listen, take_events, take_text};
use crate::service::{get, send, with_cookie};

const EMAIL: &str = "ada-5d0e1f7ab94c@example.org";

thread_local! {
    /// What the panic hook was told, with a backtrace.
    static REPORTS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

#[derive(JwtUser)]
struct User {
    #[jwt(key, claim = "user_uuid")]
    username: String,
    #[jwt(claim = "user_email", with = careless)]
    email: String,
}

fn careless(email: String) -> Result<String, String> {
    assert!(!email.ends_with("@example.org"), "a mapper that panics");
    Ok(email)
}

fn keep_reports() {
    static START: Once = Once::new();
    START.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |report| {
            let backtrace = std::backtrace::Backtrace::force_capture();
            let text = format!("{report}\n{backtrace}");
            REPORTS.with_borrow_mut(|reports| reports.push(text));
            usual(report);
        }));
    });
}

fn auth() -> JwtAuth<User> {
    listen();
    keep_reports();
    let verifier = Verifier::simple_jwt(TestIssuer::hs512().verifying_key());
    JwtAuth::builder(verifier.build().unwrap(), ClaimsOnlyStore)
        .caches_as_asked()
        .access_cookie("access")
        .login_url("https://auth.example.org/login")
        .own_url("https://service.example.org")
        .build()
        .unwrap()
}

async fn me(user: CurrentUser<User>) -> String {
    format!("{} {}", user.username, user.email)
}

async fn panics() -> HttpResponse {
    panic!("a handler that panics")
}

async fn panics_later() -> HttpResponse {
    actix_web::rt::task::yield_now().await;
    panic!("a handler that panics after a while")
}

#[actix_web::test]
async fn a_panic_is_one_error_without_anything_that_the_token_said() {
    let auth = auth();
    let app = App::new()
        .route("/mapper", web::get().to(me))
        .route("/handler", web::get().to(panics))
        .route("/later", web::get().to(panics_later))
        .wrap(auth.clone());
    let app = init_service(app).await;
    let token =
        TestIssuer::hs512().access_token(&json!({"user_uuid": "6f1c0001", "user_email": EMAIL}));
    for (count, path) in (1..).zip(["/mapper", "/handler", "/later"]) {
        take_events();
        take_text();
        REPORTS.take();
        let answer = send(&app, with_cookie(get(path), &token)).await;
        assert_eq!(answer.status, 500, "{path}");

        let events = take_events();
        assert_eq!(events.len(), 1, "{path}: {events:?}");
        assert_eq!(
            (events[0].level, events[0].name()),
            (Level::ERROR, "panicked"),
            "{path}"
        );
        assert_eq!(auth.refusals(), [("panicked", count)].into(), "{path}");
        let reports = REPORTS.take();
        assert_eq!(reports.len(), 1, "{path}");
        assert!(reports[0].contains("panics"), "{}", reports[0]);
        for hidden in [EMAIL, "6f1c0001", &token, TestIssuer::SECRET] {
            assert!(!reports[0].contains(hidden), "X32 {path}: {}", reports[0]);
            assert!(!take_text().contains(hidden), "X32 {path}");
            assert!(!answer.body.contains(hidden), "X32 {path}");
        }
    }
}
