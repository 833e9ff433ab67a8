//! Mistakes of the application are 500 for clients and a remedy for the developer.

use actix_web::test::{TestRequest, init_service};
use actix_web::{App, web};
use jwt_auth_actix::{
    CurrentUser, JwtAuth, JwtUser, LazyUser, Login as _, LoginRequired, MaybeUser, TokenExpiry,
    UserPassesTest, VerifiedClaims,
};
use serde_json::Value;
use tracing::Level;

use crate::log::{Logged, listen, take_events};
use crate::people::{Store, User, ada, token};
use crate::service::{auth, get, send, with_cookie};

#[derive(JwtUser)]
struct Other {
    #[jwt(key, claim = "user_uuid")]
    username: String,
}

fn assert_remedy(events: &[Logged], path: &str, remedy: &str) {
    assert_eq!(events.len(), 1, "{path}: {events:?}");
    assert_eq!(
        (events[0].level, events[0].name()),
        (Level::ERROR, "misconfigured"),
        "{path}"
    );
    assert_eq!(events[0].field("path"), Some(path));
    let message = events[0].field("message").unwrap();
    assert!(message.contains(remedy), "{path}: {message}");
}

#[actix_web::test]
async fn a_route_without_jwt_auth_is_told_to_be_wrapped() {
    listen();
    let app = App::new()
        .route("/current", web::get().to(async |_: CurrentUser<User>| ""))
        .route("/maybe", web::get().to(async |_: MaybeUser<User>| ""))
        .route(
            "/claims",
            web::get().to(async |_: VerifiedClaims<Value>| ""),
        )
        .route("/expiry", web::get().to(async |_: TokenExpiry| ""))
        .route(
            "/lazy",
            web::get().to(async |user: LazyUser<User>| {
                user.get().await.map(|user| user.username.clone())
            }),
        )
        .service(
            web::resource("/guard")
                .route(web::get().to(async || ""))
                .wrap(LoginRequired::new()),
        );
    let app = init_service(app).await;
    for path in [
        "/current", "/maybe", "/claims", "/expiry", "/lazy", "/guard",
    ] {
        take_events();
        let answer = send(&app, with_cookie(get(path), &token(&ada()))).await;
        assert_eq!(answer.status, 500, "{path}");
        assert!(!answer.body.contains("JwtAuth"), "{path}: {}", answer.body);
        assert_remedy(&take_events(), path, ".wrap(auth)");
    }
}

#[actix_web::test]
async fn another_model_is_named_as_what_is_wrong() {
    let other = UserPassesTest::new(|user: &Other| user.username.is_empty());
    let app = App::new()
        .route("/current", web::get().to(async |_: CurrentUser<Other>| ""))
        .route("/maybe", web::get().to(async |_: MaybeUser<Other>| ""))
        .service(
            web::resource("/guard")
                .route(web::get().to(async || ""))
                .wrap(other),
        )
        .wrap(auth(Store::Works));
    let app = init_service(app).await;
    for path in ["/current", "/maybe", "/guard"] {
        take_events();
        let answer = send(&app, with_cookie(get(path), &token(&ada()))).await;
        assert_eq!(answer.status, 500, "{path}");
        assert_remedy(&take_events(), path, "another type of user");
    }
}

#[actix_web::test]
async fn a_test_that_signs_in_another_model_is_told_so() {
    listen();
    let auth: JwtAuth<User> = JwtAuth::for_tests().build().unwrap();
    let app = App::new()
        .route("/me", web::get().to(async |_: CurrentUser<User>| ""))
        .wrap(auth);
    let app = init_service(app).await;
    let stranger = Other {
        username: "6f1c0001".to_owned(),
    };
    take_events();
    let answer = send(&app, TestRequest::get().uri("/me").login(stranger)).await;
    assert_eq!(answer.status, 500);
    let events = take_events();
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!(
        (events[0].level, events[0].name()),
        (Level::ERROR, "misconfigured")
    );
    let message = events[0].field("message").unwrap();
    assert!(message.contains("another type of user"), "{message}");
}
