//! Two `JwtAuth` around one route: the inner one counts, for guards and extractors alike.

use actix_web::test::{TestRequest, init_service};
use actix_web::{App, web};
use jwt_auth_actix::{
    ClaimsOnlyStore, CurrentUser, JwtAuth, JwtUser, LoginRequired, TestIssuer, Verifier,
};

use crate::answer::{Client, client};
use crate::caches::CachesAsAsked as _;
use crate::directory::{Directory, LOGIN_URL, OWN_URL, ada, cookie, token};
use crate::stack::{LOGIN_FOR_PAGE, PAGE, page};

/// Another model, of another cookie and another login page.
#[derive(Debug, JwtUser)]
struct Partner {
    #[jwt(key, claim = "user_uuid")]
    username: String,
}

fn partners() -> JwtAuth<Partner> {
    let verifier = Verifier::simple_jwt(TestIssuer::hs512().verifying_key());
    JwtAuth::builder(verifier.build().unwrap(), ClaimsOnlyStore)
        .caches_as_asked()
        .access_cookie("partner")
        .login_url("https://partners.example.org/login")
        .own_url(OWN_URL)
        .build()
        .unwrap()
}

async fn partner(user: CurrentUser<Partner>) -> String {
    format!("partner {}", user.username)
}

/// The service's own pages, and within the same app a scope for partners.
async fn service(directory: &Directory) -> Client {
    let scope = web::scope("/partners")
        .route("/home", web::get().to(partner))
        .wrap(LoginRequired::new())
        .wrap(partners());
    let app = App::new()
        .route(PAGE, web::get().to(page))
        .service(scope)
        .wrap(directory.auth());
    client(init_service(app).await)
}

#[actix_web::test]
async fn each_route_is_for_the_people_of_the_nearest_one() {
    let directory = Directory::default();
    let client = service(&directory).await;
    let as_partner = ("Cookie", format!("partner={}", token(&ada())));
    let get = |path: &str| TestRequest::get().uri(path);

    let home = client(get("/partners/home").insert_header(as_partner.clone())).await;
    assert_eq!((home.status.as_u16(), &*home.body), (200, "partner ada"));
    assert_eq!(directory.look_ups(), 0);

    let wrong_cookie = client(get("/partners/home").insert_header(cookie(&ada()))).await;
    let location = wrong_cookie.header("location").unwrap();
    assert!(
        location.starts_with("https://partners.example.org/login?next="),
        "{location}"
    );

    let own = client(get(PAGE).insert_header(cookie(&ada()))).await;
    assert_eq!((own.status.as_u16(), &*own.body), (200, "the page of ada"));
    let stranger = client(get(PAGE).insert_header(as_partner)).await;
    assert_eq!(stranger.header("location").as_deref(), Some(LOGIN_FOR_PAGE));
}

#[actix_web::test]
async fn twice_the_same_one_is_as_good_as_once() {
    let directory = Directory::default();
    let auth = directory.auth();
    let app = App::new()
        .route(PAGE, web::get().to(page))
        .wrap(LoginRequired::new())
        .wrap(auth.clone())
        .wrap(auth.clone());
    let client = client(init_service(app).await);

    let answer = client(TestRequest::get().uri(PAGE).insert_header(cookie(&ada()))).await;
    assert_eq!(answer.status, 200);
    assert_eq!(directory.look_ups(), 1);
    assert_eq!(answer.header("vary").as_deref(), Some("Cookie"));

    let refused = client(TestRequest::get().uri(PAGE)).await;
    let location = refused.header("location").unwrap();
    assert!(location.starts_with(LOGIN_URL), "{location}");
    assert_eq!(auth.refusals().get("no_token"), Some(&1));
}

/// The order in which they are wrapped by mistake: it must not open the door.
#[actix_web::test]
async fn a_guard_around_jwt_auth_lets_nobody_in() {
    let directory = Directory::default();
    let app = App::new()
        .route(PAGE, web::get().to(async || "the page"))
        .wrap(directory.auth())
        .wrap(LoginRequired::new());
    let client = client(init_service(app).await);
    for request in [
        TestRequest::get().uri(PAGE),
        TestRequest::get().uri(PAGE).insert_header(cookie(&ada())),
    ] {
        let answer = client(request).await;
        assert_eq!(answer.status, 500);
        assert!(!answer.body.contains("the page"), "{}", answer.body);
    }
    assert_eq!(directory.look_ups(), 0);
}
