//! Guards and extractors of one request share one look-up, whatever stands around them.

use actix_web::middleware::{Compress, Logger, NormalizePath};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, web};
use jwt_auth_actix::{
    CurrentUser, LazyUser, LoginRequired, MaybeUser, StaffRequired, StaffUser, SuperUser,
    SuperuserRequired, UserPassesTest, UserPassing, UserTest,
};

use crate::answer::client;
use crate::directory::{Directory, User, ada, cookie};
use crate::stack::PAGE;

struct IsAda;

impl UserTest<User> for IsAda {
    fn passes(user: &User) -> bool {
        user.username == "ada"
    }
}

async fn everybody_asks(
    staff: StaffUser<User>,
    superuser: SuperUser<User>,
    passing: UserPassing<User, IsAda>,
    current: CurrentUser<User>,
    maybe: MaybeUser<User>,
    lazy: LazyUser<User>,
) -> actix_web::Result<String> {
    let names = [
        &staff.username,
        &superuser.username,
        &passing.username,
        &current.username,
        &maybe.user().unwrap().username,
        &lazy.get().await?.username,
    ];
    Ok(names.map(String::as_str).join(" "))
}

#[actix_web::test]
async fn four_guards_and_six_extractors_ask_the_store_once() {
    let directory = Directory::default();
    let resource = web::resource("/ada")
        .route(web::get().to(everybody_asks))
        .wrap(UserPassesTest::new(|user: &User| user.is_superuser))
        .wrap(Compress::default());
    let scope = web::scope("/people")
        .service(resource)
        .wrap(SuperuserRequired::new())
        .wrap(Logger::default())
        .wrap(StaffRequired::new());
    let app = App::new()
        .service(scope)
        .wrap(LoginRequired::new())
        .wrap(NormalizePath::trim())
        .wrap(directory.auth());
    let client = client(init_service(app).await);
    let root = User {
        is_staff: true,
        is_superuser: true,
        ..ada()
    };

    for requests in 1..=3 {
        let answer = client(TestRequest::get().uri(PAGE).insert_header(cookie(&root))).await;
        assert_eq!(answer.body, "ada ada ada ada ada ada", "{answer:?}");
        assert_eq!(directory.look_ups(), requests);
    }
}

#[actix_web::test]
async fn a_public_path_and_a_preflight_ask_for_nobody() {
    let directory = Directory::default();
    let app = App::new()
        .route("/health", web::get().to(async || "fine"))
        .wrap(LoginRequired::new().public("/health"))
        .wrap(directory.auth());
    let client = client(init_service(app).await);

    let health = TestRequest::get()
        .uri("/health")
        .insert_header(cookie(&ada()));
    let answer = client(health).await;
    assert_eq!(answer.body, "fine");
    assert_eq!(answer.header("vary"), None);
    assert_eq!(answer.header("cache-control"), None);

    let preflight = TestRequest::default()
        .method(actix_web::http::Method::OPTIONS)
        .uri("/health")
        .insert_header(("Origin", "https://app.example.org"))
        .insert_header(("Access-Control-Request-Method", "GET"))
        .insert_header(cookie(&ada()));
    client(preflight).await;
    assert_eq!(directory.look_ups(), 0);
}
