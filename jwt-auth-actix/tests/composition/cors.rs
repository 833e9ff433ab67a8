//! Pages of other origins: preflights need no cookie, and what is refused can be read by who asked.

use actix_cors::Cors;
use actix_web::http::Method;
use actix_web::middleware::Compress;
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, web};
use jwt_auth_actix::LoginRequired;

use crate::answer::client;
use crate::directory::Directory;
use crate::stack::{PAGE, Place, assert_guarded, assert_problem, page, program, signed_in, stacks};

const FRONT_END: &str = "https://app.example.org";

fn cors() -> Cors {
    Cors::default()
        .allowed_origin(FRONT_END)
        .allowed_methods(["GET", "PUT"])
        .supports_credentials()
}

fn fetch(request: TestRequest) -> TestRequest {
    request
        .insert_header(("Origin", FRONT_END))
        .insert_header(("Sec-Fetch-Site", "same-site"))
}

#[actix_web::test]
async fn a_page_for_other_origins_is_guarded_as_any_other() {
    for stack in stacks!(LoginRequired::new(), cors()) {
        assert_guarded(&stack.name, &stack.client, fetch).await;
    }
}

#[actix_web::test]
async fn a_preflight_is_answered_without_anybody_being_signed_in() {
    for stack in stacks!(LoginRequired::new(), cors()) {
        let preflight = TestRequest::default()
            .method(Method::OPTIONS)
            .uri(PAGE)
            .insert_header(("Origin", FRONT_END))
            .insert_header(("Access-Control-Request-Method", "PUT"));
        let answer = (stack.client)(preflight).await;
        assert_eq!(answer.status, 200, "{}", stack.name);
        let allowed = answer.header("access-control-allow-methods").unwrap();
        assert!(allowed.contains("PUT"), "{}: {allowed}", stack.name);
    }
}

/// Else `fetch` fails with a network error and the script never learns where to sign in.
#[actix_web::test]
async fn a_refusal_can_be_read_by_the_script_where_cors_is_outside_of_the_guard() {
    for stack in stacks!(LoginRequired::new(), cors()) {
        let answer = (stack.client)(fetch(program())).await;
        assert_problem(&stack.name, &answer);
        let origin = answer.header("access-control-allow-origin");
        let expected = (stack.place != Place::Inside).then_some(FRONT_END);
        assert_eq!(origin.as_deref(), expected, "{}", stack.name);
        let credentials = answer.header("access-control-allow-credentials");
        assert_eq!(
            credentials.as_deref(),
            expected.map(|_| "true"),
            "{}",
            stack.name
        );
    }
}

/// It keeps only the first `Vary` line that it finds.
#[actix_web::test]
async fn cors_around_compressed_pages_does_not_lose_that_they_are_personal() {
    let app = App::new()
        .route(PAGE, web::get().to(page))
        .wrap(Compress::default())
        .wrap(Directory::default().auth())
        .wrap(cors());
    let client = client(init_service(app).await);
    let request = fetch(signed_in()).insert_header(("Accept-Encoding", "gzip"));

    let answer = client(request).await;

    assert_eq!(answer.status, 200);
    for header in ["accept-encoding", "cookie", "origin"] {
        assert!(answer.varies_by(header), "{header}: {:?}", answer.headers);
    }
}
