//! A service that can be asked very often: its users are what their tokens say, and its clock stands still.

use actix_http::Request;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, Error, web};
use jwt_auth_actix::{
    ClaimsOnlyStore, CurrentUser, JwtAuth, JwtAuthBuilder, JwtUser, MaybeUser, TestClock,
    TestIssuer, Verifier,
};
use serde_json::json;

pub(crate) const ACCESS: &str = "__Secure-access";
pub(crate) const OWN_URL: &str = "https://someservice.example.org";
pub(crate) const LOGIN_URL: &str = "https://auth.example.org/login";

/// Answers everybody and says who asked, or why nobody did.
pub(crate) const OPEN: &str = "/open";
/// Answers its user's name.
pub(crate) const CLOSED: &str = "/closed";

/// 2026-01-01T00:00:00Z.
const NOW: u64 = 1_767_225_600;

#[derive(Debug, JwtUser)]
pub(crate) struct Person {
    #[jwt(key, claim = "user_uuid")]
    username: String,
}

pub(crate) fn token_of(username: &str) -> String {
    issuer().access_token(&json!({ "user_uuid": username }))
}

pub(crate) fn builder() -> JwtAuthBuilder<Person> {
    let verifier = Verifier::simple_jwt(issuer().verifying_key()).clock(TestClock::at(NOW));
    JwtAuth::builder(verifier.build().unwrap(), ClaimsOnlyStore)
        .access_cookie(ACCESS)
        .login_url(LOGIN_URL)
        .own_url(OWN_URL)
}

fn issuer() -> TestIssuer {
    TestIssuer::hs512().clock(TestClock::at(NOW))
}

async fn open(user: MaybeUser<Person>) -> String {
    match (user.user(), user.reason()) {
        (Some(user), None) => user.username.clone(),
        (None, Some(reason)) => format!("nobody: {reason}"),
        _ => panic!("a user and a reason exclude each other"),
    }
}

async fn closed(user: CurrentUser<Person>) -> String {
    user.username.clone()
}

/// Every path but [`OPEN`] is closed.
pub(crate) async fn app(
    auth: JwtAuth<Person>,
) -> impl Service<Request, Response = ServiceResponse<impl MessageBody>, Error = Error> {
    let app = App::new()
        .wrap(auth)
        .route(OPEN, web::to(open))
        .default_service(web::to(closed));
    init_service(app).await
}

/// The status and the body of the answer.
pub(crate) async fn ask<S, B>(app: &S, request: TestRequest) -> (u16, String)
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let response = call_service(app, request.to_request()).await;
    let status = response.status().as_u16();
    let body = read_body(response).await;
    (status, String::from_utf8_lossy(&body).into_owned())
}
