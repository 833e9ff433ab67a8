//! No shared cache may serve one person's page to another.

use actix_web::test::init_service;
use actix_web::{App, HttpResponse, web};
use jwt_auth_actix::{LazyUser, MaybeUser};

use crate::service::{Database, User, auth, builder, get, send};

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
