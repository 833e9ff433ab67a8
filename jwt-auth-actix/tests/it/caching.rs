//! No shared cache may serve one person's page to another: X20 to X26 of the security reference. X24 is about the cookies
//! of the Auth service, whose tests have it. X20 demands `no-store` of pages too; ours are `private`, so that a browser
//! may keep them.

use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::ErrorNotFound;
use actix_web::middleware::{Next, from_fn};
use actix_web::test::{init_service, try_call_service};
use actix_web::{App, Error, HttpResponse, web};
use jwt_auth_actix::{
    JwtAuth, LazyUser, MaybeUser, Refusal, UserStore, UserStoreError, Verified, Verifier,
};

use crate::caches::CachesAsAsked as _;
use crate::service::{
    ACCESS, Database, LOGIN_URL, OWN_URL, User, UserClaims, ada, app, auth, builder, get, issuer,
    send, signed_in,
};

async fn personal(_: MaybeUser<User>) -> HttpResponse {
    HttpResponse::Ok().body("hello")
}

async fn public(_: MaybeUser<User>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(("Cache-Control", "public, max-age=60, s-maxage=600"))
        .insert_header(("Vary", "Accept-Encoding"))
        .body("hello")
}

async fn unstored(_: MaybeUser<User>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(("Cache-Control", "no-store"))
        .insert_header(("Vary", "*"))
        .body("hello")
}

async fn untouched(_: LazyUser<User>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(("Cache-Control", "public, max-age=60"))
        .body("hello")
}

fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/personal", web::get().to(personal))
        .route("/public", web::get().to(public))
        .route("/unstored", web::get().to(unstored))
        .route("/untouched", web::get().to(untouched));
}

/// X20, X21, X25 (nobody is signed in here) and X26.
#[actix_web::test]
async fn an_answer_that_looked_at_identity_is_private_and_varies() {
    let database = Database::new();
    let app = init_service(App::new().configure(routes).wrap(auth(&database))).await;
    for (path, cache_control, vary) in [
        ("/personal", Some("private"), Some("Cookie")),
        (
            "/public",
            Some("private, max-age=60"),
            Some("Accept-Encoding, Cookie"),
        ),
        ("/unstored", Some("no-store"), Some("*")),
        ("/untouched", Some("public, max-age=60"), None),
    ] {
        let answer = send(&app, get(path)).await;
        assert_eq!(
            answer.header("cache-control").as_deref(),
            cache_control,
            "{path}"
        );
        assert_eq!(answer.header("vary").as_deref(), vary, "{path}");
    }
}

#[actix_web::test]
async fn where_bearer_tokens_count_the_answer_varies_by_them_too() {
    let database = Database::new();
    let auth = builder(&database).allow_bearer().build().unwrap();
    let app = init_service(App::new().configure(routes).wrap(auth)).await;
    let answer = send(&app, get("/personal")).await;
    assert_eq!(
        answer.header("vary").as_deref(),
        Some("Cookie, Authorization")
    );
}

/// Refuses everybody, in one way.
struct Refuses(Refusing);

type Refusing = fn() -> UserStoreError;

impl UserStore<User> for Refuses {
    async fn get_or_sync(&self, _: Arc<Verified<UserClaims>>) -> Result<User, UserStoreError> {
        Err(self.0())
    }
}

/// X22, X23.
#[actix_web::test]
async fn no_refusal_is_stored_by_anybody() {
    let good = issuer().access_token(&ada());
    let rows: [(Refusing, &str, u16); 7] = [
        (|| Refusal::Inactive.into(), "junk", 302),
        (|| Refusal::SignedOut.into(), &good, 302),
        (|| Refusal::Inactive.into(), &good, 403),
        (|| Refusal::RowConflict.into(), &good, 409),
        (|| UserStoreError::Unavailable("away".into()), &good, 503),
        (|| UserStoreError::Busy, &good, 503),
        (|| UserStoreError::Panicked, &good, 500),
    ];
    for (refusal, token, status) in rows {
        let verifier = Verifier::simple_jwt(issuer().verifying_key());
        let auth = JwtAuth::builder(verifier.build().unwrap(), Refuses(refusal))
            .caches_as_asked()
            .access_cookie(ACCESS)
            .login_url(LOGIN_URL)
            .own_url(OWN_URL);
        let app = app(auth.build().unwrap()).await;
        let page = send(&app, signed_in(get("/home/user/x"), token)).await;
        assert_eq!(page.status.as_u16(), status);
        let json = ("Accept", "application/json");
        let program = send(
            &app,
            signed_in(get("/home/user/x"), token).insert_header(json),
        )
        .await;
        for answer in [page, program] {
            assert_eq!(
                answer.header("cache-control").as_deref(),
                Some("no-store"),
                "{status}"
            );
            assert!(
                answer.header("vary").unwrap().contains("Cookie"),
                "{status}"
            );
        }
    }
}

/// Hides the page from whoever may not see it.
async fn hidden(
    _: MaybeUser<User>,
    _: ServiceRequest,
    _: Next<impl MessageBody>,
) -> Result<ServiceResponse, Error> {
    Err(ErrorNotFound("no such page"))
}

async fn hidden_from_all(
    _: ServiceRequest,
    _: Next<impl MessageBody>,
) -> Result<ServiceResponse, Error> {
    Err(ErrorNotFound("no such page"))
}

/// Makes an ordinary answer of every error.
async fn answered(
    req: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse, Error> {
    let request = req.request().clone();
    let error = next.call(req).await.map(|_| ()).unwrap_err();
    assert_eq!(error.as_response_error().status_code(), 404);
    Ok(ServiceResponse::new(
        request,
        HttpResponse::from_error(error),
    ))
}

#[actix_web::test]
async fn an_error_of_a_middleware_that_looked_at_the_user_is_personal_too() {
    let database = Database::new();
    let app = App::new().configure(routes).wrap(from_fn(hidden));
    let app = init_service(app.wrap(auth(&database)).wrap(from_fn(answered))).await;

    let answer = send(&app, get("/public")).await;

    assert_eq!(answer.status, 404);
    assert_eq!(answer.body, "no such page");
    assert_eq!(answer.header("cache-control").as_deref(), Some("private"));
    assert_eq!(answer.header("vary").as_deref(), Some("Cookie"));
}

#[actix_web::test]
async fn an_error_that_passes_by_everything_is_personal_each_time_it_is_answered() {
    let database = Database::new();
    let app = App::new().configure(routes).wrap(from_fn(hidden));
    let app = init_service(app.wrap(auth(&database))).await;

    let answer = try_call_service(&app, get("/public").to_request()).await;

    let error = answer.map(|_| ()).unwrap_err();
    assert_eq!(error.to_string(), "no such page");
    for _ in 0..2 {
        let answer = error.error_response();
        assert_eq!(answer.status(), 404);
        assert_eq!(answer.headers().get("cache-control").unwrap(), "private");
        assert_eq!(answer.headers().get("vary").unwrap(), "Cookie");
    }
}

#[actix_web::test]
async fn an_error_that_depends_on_nobody_stays_as_it_is() {
    let database = Database::new();
    let app = App::new().configure(routes).wrap(from_fn(hidden_from_all));
    let app = init_service(app.wrap(auth(&database)).wrap(from_fn(answered))).await;
    let answer = send(&app, get("/public")).await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.header("cache-control"), None);
    assert_eq!(answer.header("vary"), None);
}
