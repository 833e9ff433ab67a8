//! The service under test, and the routes that ask for the user in every way.

use actix_http::Request;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::test::{TestRequest, init_service, read_body};
use actix_web::{App, Error, HttpResponse, web};
use jwt_auth_actix::{
    CurrentUser, JwtAuth, JwtAuthBuilder, LazyUser, LoginRequired, MaybeUser, StaffRequired,
    StaffUser, TestIssuer, VerifiedClaims, Verifier,
};
use serde_json::Value;

use crate::caches::CachesAsAsked as _;
use crate::log::listen;
use crate::people::{Store, User};

pub(crate) const ACCESS: &str = "access";

pub(crate) fn builder(store: Store) -> JwtAuthBuilder<User> {
    listen();
    let verifier = Verifier::simple_jwt(TestIssuer::hs512().verifying_key());
    JwtAuth::builder(verifier.build().unwrap(), store)
        .caches_as_asked()
        .access_cookie(ACCESS)
        .allow_bearer()
        .login_url("https://auth.example.org/login")
        .own_url("https://service.example.org")
}

pub(crate) fn auth(store: Store) -> JwtAuth<User> {
    builder(store).build().unwrap()
}

async fn me(user: CurrentUser<User>) -> String {
    user.username.clone()
}

async fn maybe(user: MaybeUser<User>) -> String {
    format!("{:?}", user.reason())
}

async fn staff(_: StaffUser<User>) -> &'static str {
    "staff"
}

async fn claims(claims: VerifiedClaims<Value>) -> String {
    claims["user_email"].to_string()
}

/// Whoever can ask, asks, and more than once.
async fn everybody_asks(lazy: LazyUser<User>, maybe: MaybeUser<User>) -> HttpResponse {
    let mut answers = Vec::new();
    for _ in 0..3 {
        answers.push(lazy.get().await.is_ok());
    }
    HttpResponse::Ok().body(format!("{answers:?} {:?}", maybe.reason()))
}

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/me", web::to(me))
        .route("/maybe", web::to(maybe))
        .route("/staff", web::to(staff))
        .route("/claims", web::to(claims))
        .route("/everybody", web::to(everybody_asks))
        .service(
            web::scope("/guarded")
                .route("/everybody", web::to(everybody_asks))
                .wrap(LoginRequired::new()),
        )
        .service(
            web::scope("/for-staff")
                .route("/me", web::to(me))
                .wrap(StaffRequired::new()),
        );
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: String,
}

pub(crate) async fn app(
    auth: &JwtAuth<User>,
) -> impl Service<Request, Response = ServiceResponse<impl MessageBody>, Error = Error> {
    init_service(App::new().configure(routes).wrap(auth.clone())).await
}

pub(crate) async fn send<S, B>(app: &S, request: TestRequest) -> Answer
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    match app.call(request.to_request()).await {
        Ok(response) => Answer {
            status: response.status(),
            body: String::from_utf8(read_body(response).await.to_vec()).unwrap(),
        },
        Err(error) => Answer {
            status: error.as_response_error().status_code(),
            body: String::new(),
        },
    }
}

pub(crate) fn get(path: &str) -> TestRequest {
    TestRequest::get()
        .uri(path)
        .insert_header(("Accept", "application/json"))
}

/// With this access cookie.
pub(crate) fn with_cookie(request: TestRequest, token: &str) -> TestRequest {
    request.insert_header(("Cookie", format!("{ACCESS}={token}")))
}
