//! When the store or the keys cannot answer, an operator learns it even where a handler hides it.

use actix_web::http::StatusCode;
use actix_web::test::init_service;
use actix_web::{App, HttpResponse, web};
use jwt_auth_actix::{
    Algorithm, ClaimsOnlyStore, CurrentUser, JwtAuth, JwtUser, RemoteJwkSet, TestIssuer, Verifier,
};
use serde_json::json;
use tracing::Level;

use crate::caches::CachesAsAsked as _;
use crate::log::{listen, take_events};
use crate::people::{Store, User, ada, token};
use crate::service::{app, auth, get, send, with_cookie};

#[actix_web::test]
async fn a_store_that_does_not_answer_is_an_error_in_the_databases_own_words() {
    for (store, event, cause, status) in [
        (
            Store::IsAway("no route to the host"),
            "store_unavailable",
            Some("no route to the host"),
            503,
        ),
        (Store::IsBusy, "store_busy", None, 503),
        (Store::Panics, "store_panicked", None, 500),
    ] {
        let auth = auth(store);
        let app = app(&auth).await;
        take_events();
        let answer = send(&app, with_cookie(get("/me"), &token(&ada()))).await;
        assert_eq!(answer.status.as_u16(), status, "{event}");
        assert!(!answer.body.contains("route"), "{}", answer.body);
        let events = take_events();
        assert_eq!(events.len(), 1, "{event}: {events:?}");
        assert_eq!((events[0].level, events[0].name()), (Level::ERROR, event));
        assert_eq!(events[0].field("cause"), cause, "{event}");
        assert_eq!(auth.refusals(), [(event, 1)].into(), "{event}");
    }
}

/// Strangers can cause it with a made-up `kid`, and whoever fetches the keys has warned already.
#[actix_web::test]
async fn keys_that_cannot_be_had_are_a_line_at_debug_for_each_request() {
    #[derive(JwtUser)]
    struct Person {
        #[jwt(key, claim = "user_uuid")]
        username: String,
    }
    async fn me(person: CurrentUser<Person>) -> String {
        person.username.clone()
    }
    listen();
    // Nothing listens on this port of loopback.
    let keys = RemoteJwkSet::at("http://127.0.0.1:9/jwks.json", &[Algorithm::EdDSA]);
    let keys = keys.dangerous_allow_http().build().unwrap();
    let auth: JwtAuth<Person> =
        JwtAuth::builder(Verifier::simple_jwt(keys).build().unwrap(), ClaimsOnlyStore)
            .caches_as_asked()
            .access_cookie("access")
            .login_url("https://auth.example.org/login")
            .own_url("https://service.example.org")
            .build()
            .unwrap();
    let app = App::new()
        .route("/me", web::get().to(me))
        .wrap(auth.clone());
    let app = init_service(app).await;
    let token = TestIssuer::ed25519().access_token(&json!({"user_uuid": "6f1c0001"}));
    take_events();

    let answer = send(&app, with_cookie(get("/me"), &token)).await;

    assert_eq!(answer.status, 503);
    let events = take_events();
    let own: Vec<_> = events
        .iter()
        .filter(|it| it.name() == "keys_unavailable")
        .collect();
    assert_eq!(own.len(), 1, "{events:?}");
    assert_eq!(own[0].level, Level::DEBUG);
    assert_eq!(auth.refusals(), [("keys_unavailable", 1)].into());
}

/// Actix makes `None` of every error of an extractor.
async fn hides(user: Option<CurrentUser<User>>, status: web::Path<u16>) -> HttpResponse {
    let status = StatusCode::from_u16(status.into_inner()).unwrap();
    HttpResponse::build(status).body(if user.is_some() {
        "signed in"
    } else {
        "anonymous"
    })
}

#[actix_web::test]
async fn an_outage_that_a_handler_takes_for_anonymous_is_an_error_that_names_the_way_out() {
    let auth = auth(Store::IsAway("gone"));
    let app = App::new()
        .route("/hides/{status}", web::get().to(hides))
        .wrap(auth);
    let app = init_service(app).await;
    for (status, is_hidden) in [
        (200, true),
        // The classic: "nobody is signed in, go to the login page".
        (302, true),
        (404, true),
        (500, false),
        (503, false),
    ] {
        take_events();
        let path = format!("/hides/{status}");
        let answer = send(&app, with_cookie(get(&path), &token(&ada()))).await;
        assert_eq!(answer.status.as_u16(), status);
        let events = take_events();
        assert_eq!(events[0].name(), "store_unavailable");
        assert_eq!(
            events.len(),
            1 + usize::from(is_hidden),
            "{status}: {events:?}"
        );
        if let Some(hidden) = events.get(1) {
            assert_eq!(
                (hidden.level, hidden.name()),
                (Level::ERROR, "outage_hidden")
            );
            assert_eq!(hidden.field("path"), Some(&*path));
            let message = hidden.field("message").unwrap();
            assert!(message.contains("MaybeUser"), "{message}");
        }
    }
}

#[actix_web::test]
async fn a_refusal_that_says_503_itself_hides_nothing() {
    let auth = auth(Store::IsAway("gone"));
    let app = app(&auth).await;
    for path in ["/me", "/maybe", "/staff", "/guarded/everybody"] {
        take_events();
        let answer = send(&app, with_cookie(get(path), &token(&ada()))).await;
        assert_eq!(answer.status, 503, "{path}");
        let events = take_events();
        assert!(
            events.iter().all(|event| event.name() != "outage_hidden"),
            "{path}: {events:?}"
        );
    }
}
