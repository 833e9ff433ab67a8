//! The person stands in the application's own span, if that has a field for them, and nowhere else.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::test::init_service;
use actix_web::{App, Error, web};
use jwt_auth_actix::{
    ClaimsOnlyStore, CurrentUser, JwtAuth, JwtUser, LoginRequired, TestIssuer, Verifier,
};
use serde_json::json;
use tracing::Instrument as _;
use tracing::field::Empty;

use crate::caches::CachesAsAsked as _;
use crate::log::{Fields, take_recorded, take_text};
use crate::people::{Store, ada, token};
use crate::service::{auth, get, routes, send, with_cookie};

/// As tracing-actix-web does it.
async fn with_fields<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let span = tracing::info_span!("request", user = Empty, issuer = Empty);
    next.call(request).instrument(span).await
}

async fn without_fields<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let span = tracing::info_span!("request", path = request.path());
    next.call(request).instrument(span).await
}

fn fields(pairs: &[(&'static str, &str)]) -> Fields {
    pairs
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect()
}

#[actix_web::test]
async fn the_key_of_who_is_signed_in_stands_in_the_span_once() {
    let app = App::new()
        .configure(routes)
        .wrap(auth(Store::Works))
        .wrap(from_fn(with_fields));
    let app = init_service(app).await;
    for path in [
        "/me",
        "/maybe",
        "/claims",
        "/everybody",
        "/guarded/everybody",
        "/staff",
    ] {
        take_recorded();
        send(&app, with_cookie(get(path), &token(&ada()))).await;
        let expected = ("request".to_owned(), fields(&[("user", "6f1c0001")]));
        assert_eq!(take_recorded(), [expected], "{path}");
    }
}

#[actix_web::test]
async fn who_is_refused_stands_in_no_span() {
    let app = App::new()
        .configure(routes)
        .wrap(auth(Store::Works))
        .wrap(from_fn(with_fields));
    let app = init_service(app).await;
    let issuer = TestIssuer::hs512();
    for token in [issuer.expired_token(&ada()), issuer.foreign_token(&ada())] {
        take_recorded();
        send(&app, with_cookie(get("/me"), &token)).await;
        assert_eq!(take_recorded(), []);
    }
}

/// Who is signed in and may not do it is what an operator looks for.
#[actix_web::test]
async fn lines_within_the_span_name_the_person() {
    let app = App::new()
        .configure(routes)
        .wrap(auth(Store::Works))
        .wrap(from_fn(with_fields));
    let app = init_service(app).await;
    take_text();
    send(&app, with_cookie(get("/for-staff/me"), &token(&ada()))).await;
    let text = take_text();
    let line = text
        .lines()
        .find(|line| line.contains("forbidden"))
        .unwrap();
    assert!(line.contains(r#"request{user="6f1c0001"}"#), "{line}");
}

#[actix_web::test]
async fn a_span_without_such_fields_stays_as_it_is() {
    let app = App::new()
        .configure(routes)
        .wrap(auth(Store::Works))
        .wrap(from_fn(without_fields));
    let app = init_service(app).await;
    take_recorded();
    take_text();
    let answer = send(&app, with_cookie(get("/me"), &token(&ada()))).await;
    assert_eq!((answer.status.as_u16(), &*answer.body), (200, "6f1c0001"));
    assert_eq!(take_recorded(), []);
    assert!(!take_text().contains("6f1c0001"));
}

#[actix_web::test]
async fn where_the_issuer_is_a_part_of_the_key_it_stands_there_too() {
    #[derive(JwtUser)]
    struct Person {
        #[jwt(key, claim = "iss")]
        issuer: String,
        #[jwt(key, claim = "sub")]
        subject: String,
    }
    async fn me(person: CurrentUser<Person>) -> String {
        format!("{} {}", person.issuer, person.subject)
    }
    crate::log::listen();
    let rules = Verifier::builder(TestIssuer::ed25519().verifying_key())
        .issuer("https://auth.example.org")
        .audience("service");
    let auth: JwtAuth<Person> = JwtAuth::builder(rules.build().unwrap(), ClaimsOnlyStore)
        .caches_as_asked()
        .access_cookie("access")
        .login_url("https://auth.example.org/login")
        .own_url("https://service.example.org")
        .build()
        .unwrap();
    let app = App::new()
        .route("/me", web::get().to(me))
        .wrap(LoginRequired::new())
        .wrap(auth)
        .wrap(from_fn(with_fields));
    let app = init_service(app).await;
    let token = TestIssuer::ed25519()
        .access_token(&json!({"iss": "https://auth.example.org", "aud": "service", "sub": "ada"}));
    take_recorded();
    let answer = send(&app, with_cookie(get("/me"), &token)).await;
    assert_eq!(answer.body, "https://auth.example.org ada");
    let recorded: Fields = take_recorded()
        .into_iter()
        .flat_map(|(_, fields)| fields)
        .collect();
    assert_eq!(
        recorded,
        fields(&[("user", "ada"), ("issuer", "https://auth.example.org")])
    );
}
