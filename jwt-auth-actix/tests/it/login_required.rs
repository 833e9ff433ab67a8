//! The default-deny guard.

use actix_web::test::{TestRequest, init_service};
use actix_web::{App, HttpResponse, web};
use jwt_auth_actix::{LoginRequired, StaffRequired, SuperuserRequired, UserPassesTest};

use crate::service::{Database, User, ada, auth, get, issuer, send, signed_in};

async fn page() -> HttpResponse {
    HttpResponse::Ok().body("page")
}

#[actix_web::test]
async fn everything_is_closed_but_what_is_named_public() {
    let database = Database::new();
    let guard = LoginRequired::new().public("/health").public("/static/*");
    let app = App::new()
        .wrap(guard)
        .wrap(auth(&database))
        .default_service(web::to(page));
    let app = init_service(app).await;
    let token = issuer().access_token(&ada());
    for (path, anonymous) in [
        ("/health", 200),
        ("/static/site.css", 200),
        ("/healthy", 302),
        ("/health/", 302),
        ("/Health", 302),
        ("/static", 302),
        ("/", 302),
        ("/unknown", 302),
    ] {
        assert_eq!(
            send(&app, get(path)).await.status.as_u16(),
            anonymous,
            "{path}"
        );
        assert_eq!(
            send(&app, signed_in(get(path), &token)).await.status,
            200,
            "{path}"
        );
    }
}

#[actix_web::test]
async fn nobody_gets_out_of_a_public_folder_by_dots() {
    let database = Database::new();
    let app = App::new()
        .wrap(LoginRequired::new().public("/static/*"))
        .wrap(auth(&database))
        .default_service(web::to(page));
    let app = init_service(app).await;
    for (path, anonymous) in [
        ("/static/../admin", 302),
        ("/static/..", 302),
        ("/static/./site.css", 302),
        ("/static/css/../../admin", 302),
        ("/static/%2e%2e/x", 302),
        ("/static/%2E./x", 302),
        ("/static/%2e/x", 302),
        ("/static/..%2fadmin", 302),
        ("/static/css%2F..%2F..%2Fadmin", 302),
        ("/static/..%5cadmin", 302),
        ("/static/.well-known", 200),
        ("/static/...", 200),
        ("/static/a..b/..c", 200),
        ("/static/x?from=../admin", 200),
    ] {
        let answer = send(&app, get(path)).await;
        assert_eq!(answer.status.as_u16(), anonymous, "{path}");
    }
}

#[actix_web::test]
async fn a_public_path_costs_nothing_and_a_closed_one_is_looked_up_once() {
    let database = Database::new();
    let app = App::new()
        .service(
            web::scope("")
                .wrap(LoginRequired::new().public("/untouched"))
                .configure(crate::service::routes),
        )
        .wrap(auth(&database));
    let app = init_service(app).await;
    let token = issuer().access_token(&ada());
    send(&app, signed_in(get("/whoami"), &token)).await;
    database.take_statements();

    send(&app, signed_in(get("/untouched"), &token)).await;
    assert!(database.take_statements().is_empty());

    send(&app, signed_in(get("/home/user/x"), &token)).await;
    assert_eq!(database.take_statements().len(), 1);
}

#[actix_web::test]
async fn a_cors_preflight_passes() {
    let database = Database::new();
    let app = App::new()
        .wrap(LoginRequired::new())
        .wrap(auth(&database))
        .default_service(web::to(page));
    let app = init_service(app).await;
    let options = || {
        TestRequest::default()
            .method(actix_web::http::Method::OPTIONS)
            .uri("/x")
    };
    let preflight = options()
        .insert_header(("Origin", "https://app.example"))
        .insert_header(("Access-Control-Request-Method", "POST"));
    assert_eq!(send(&app, preflight).await.status, 200);
    assert_eq!(send(&app, options()).await.status, 401);
}

#[actix_web::test]
async fn a_cors_preflight_passes_no_guard_that_asks_for_more_than_a_login() {
    let database = Database::new();
    let staff = web::scope("/staff")
        .wrap(StaffRequired::new())
        .default_service(web::to(page));
    let superuser = web::scope("/superuser")
        .wrap(SuperuserRequired::new())
        .default_service(web::to(page));
    let test = web::scope("/test")
        .wrap(UserPassesTest::new(|_: &User| true))
        .default_service(web::to(page));
    let app = App::new()
        .service(staff)
        .service(superuser)
        .service(test)
        .wrap(auth(&database));
    let app = init_service(app).await;
    for path in ["/staff/x", "/superuser/x", "/test/x"] {
        let preflight = TestRequest::default()
            .method(actix_web::http::Method::OPTIONS)
            .uri(path)
            .insert_header(("Origin", "https://app.example"))
            .insert_header(("Access-Control-Request-Method", "GET"));
        assert_eq!(send(&app, preflight).await.status, 401, "{path}");
    }
}

#[actix_web::test]
async fn without_the_middleware_around_it_the_answer_is_500_and_no_panic() {
    let guard = App::new()
        .wrap(LoginRequired::new())
        .default_service(web::to(page));
    let guard = init_service(guard).await;
    assert_eq!(send(&guard, get("/")).await.status, 500);

    let extractors = init_service(App::new().configure(crate::service::routes)).await;
    for path in ["/whoami", "/home/user/x", "/staff", "/claims", "/lazy"] {
        assert_eq!(send(&extractors, get(path)).await.status, 500, "{path}");
    }
    assert_eq!(send(&extractors, get("/untouched")).await.status, 200);
}

#[actix_web::test]
async fn of_two_nested_middlewares_the_inner_one_counts() {
    let (outer, inner) = (Database::new(), Database::new());
    let scope = web::scope("/inner")
        .wrap(auth(&inner))
        .configure(crate::service::routes);
    let app = init_service(App::new().service(scope).wrap(auth(&outer))).await;

    send(
        &app,
        signed_in(get("/inner/whoami"), &issuer().access_token(&ada())),
    )
    .await;

    assert_eq!((outer.users().len(), inner.users().len()), (0, 1));
}
