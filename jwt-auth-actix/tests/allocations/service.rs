use actix_http::Request;
use actix_web::body::MessageBody;
use actix_web::dev::{Service as ActixService, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, Error, web};
use allocation_counter::{AllocationInfo, measure};
use futures_util::FutureExt as _;
use jwt_auth_actix::{
    ClaimsOnlyStore, CurrentUser, JwtAuth, JwtAuthBuilder, JwtUser, LoginRequired, TestIssuer,
    VerifiedClaims, Verifier,
};
use serde_json::json;

#[derive(JwtUser)]
#[jwt(claims = UserClaims)]
pub(crate) struct User {
    #[jwt(key, claim = "user_uuid")]
    username: String,
}

/// An application whose answers are of the same length, whoever asks.
pub(crate) struct Service<S>(S);

impl Service<()> {
    pub(crate) fn auth() -> JwtAuthBuilder<User> {
        let verifier = Verifier::simple_jwt(TestIssuer::hs512().verifying_key());
        JwtAuth::<User>::builder(verifier.build().unwrap(), ClaimsOnlyStore)
            .access_cookie("access")
            .login_url("https://auth.example.org/login")
            .own_url("https://service.example.org")
    }

    pub(crate) async fn bare() -> Service<impl Serves> {
        Self::of(App::new()).await
    }

    pub(crate) async fn start(auth: JwtAuthBuilder<User>) -> Service<impl Serves> {
        Self::of(App::new().wrap(auth.build().unwrap())).await
    }

    pub(crate) async fn start_guarded(auth: JwtAuthBuilder<User>) -> Service<impl Serves> {
        let guarded = App::new().wrap(LoginRequired::new());
        Self::of(guarded.wrap(auth.build().unwrap())).await
    }

    async fn of<T, B>(app: App<T>) -> Service<impl Serves>
    where
        T: ServiceFactory<
                ServiceRequest,
                Config = (),
                Response = ServiceResponse<B>,
                Error = Error,
                InitError = (),
            > + 'static,
        B: MessageBody + 'static,
    {
        let app = app
            .route(
                "/user",
                web::get().to(async |user: CurrentUser<User>| user.username.clone()),
            )
            .route(
                "/claims",
                web::get().to(async |claims: VerifiedClaims<UserClaims>| claims.username.clone()),
            )
            .route("/nobody", web::get().to(async || "ada".to_owned()));
        Service(init_service(app).await)
    }
}

pub(crate) trait Serves {
    fn status(&self, request: Request) -> u16;
}

impl<S, B> Serves for S
where
    S: ActixService<Request, Response = ServiceResponse<B>, Error = Error>,
{
    fn status(&self, request: Request) -> u16 {
        let answer = self.call(request).now_or_never().unwrap();
        answer.unwrap().status().as_u16()
    }
}

impl<S: Serves> Service<S> {
    /// What one of many such requests costs: the first ones fill what Actix and the caches keep for the next ones.
    pub(crate) fn cost(&self, request: impl Fn() -> TestRequest) -> AllocationInfo {
        for _ in 0..3 {
            assert_eq!(self.0.status(request().to_request()), 200);
        }
        let request = request().to_request();
        let mut status = None;
        let cost = measure(|| status = Some(self.0.status(request)));
        assert_eq!(status, Some(200));
        cost
    }
}

pub(crate) fn token() -> String {
    TestIssuer::hs512().access_token(&json!({"user_uuid": "ada"}))
}

/// A request for the user with this `Cookie` line.
pub(crate) fn cookies(line: &str) -> impl Fn() -> TestRequest {
    to("/user", line)
}

pub(crate) fn to(path: &str, line: &str) -> impl Fn() -> TestRequest {
    move || TestRequest::get().uri(path).insert_header(("Cookie", line))
}
