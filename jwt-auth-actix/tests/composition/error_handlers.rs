//! Refusals are ordinary responses, so an application can put its own pages in their place.

use actix_web::dev::ServiceResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::middleware::{ErrorHandlerResponse, ErrorHandlers};
use actix_web::test::init_service;
use actix_web::{App, HttpResponse, web};
use jwt_auth_actix::{LoginRequired, StaffRequired};

use crate::answer::client;
use crate::directory::Directory;
use crate::stack::{
    BODY, LOGIN_FOR_PAGE, PAGE, Place, assert_guarded, assert_problem, navigation, page, program,
    signed_in, stacks,
};

const OWN_PAGE: &str = "a page in the style of the house";

/// As its documentation does it: the body is another one, the headers stay.
fn replaced<B: 'static>(
    response: ServiceResponse<B>,
) -> actix_web::Result<ErrorHandlerResponse<B>> {
    let (request, response) = response.into_parts();
    let mut response = response.set_body(OWN_PAGE);
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, html);
    let response = ServiceResponse::new(request, response);
    let response = response.map_into_boxed_body().map_into_right_body();
    Ok(ErrorHandlerResponse::Response(response))
}

fn own_pages<B: 'static>() -> ErrorHandlers<B> {
    ErrorHandlers::new()
        .handler(StatusCode::UNAUTHORIZED, replaced)
        .handler(StatusCode::FORBIDDEN, replaced)
        .handler(StatusCode::INTERNAL_SERVER_ERROR, replaced)
}

fn for_other_errors<B: 'static>() -> ErrorHandlers<B> {
    ErrorHandlers::new().handler(StatusCode::NOT_FOUND, replaced)
}

#[actix_web::test]
async fn a_page_with_handlers_for_other_errors_is_guarded_as_any_other() {
    for stack in stacks!(LoginRequired::new(), for_other_errors()) {
        assert_guarded(&stack.name, &stack.client, |request| request).await;
    }
}

#[actix_web::test]
async fn the_refusals_of_a_guard_get_the_applications_own_body_and_keep_their_headers() {
    for stack in stacks!(LoginRequired::new(), own_pages()) {
        let answer = (stack.client)(program()).await;
        assert_eq!(answer.status, 401, "{}", stack.name);
        if stack.place == Place::Inside {
            assert_problem(&stack.name, &answer);
        } else {
            assert_eq!(answer.body, OWN_PAGE, "{}", stack.name);
            assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
            let challenge = answer.header("www-authenticate").unwrap();
            assert!(challenge.starts_with("Bearer realm="), "{challenge}");
        }
        let person = (stack.client)(navigation()).await;
        assert_eq!(
            person.header("location").as_deref(),
            Some(LOGIN_FOR_PAGE),
            "{}",
            stack.name
        );
        assert_eq!(
            (stack.client)(signed_in()).await.body,
            BODY,
            "{}",
            stack.name
        );
    }
}

#[actix_web::test]
async fn so_do_people_without_the_privilege() {
    for stack in stacks!(StaffRequired::new(), own_pages()) {
        let answer = (stack.client)(signed_in()).await;
        assert_eq!(answer.status, 403, "{}", stack.name);
        let is_own = answer.body == OWN_PAGE;
        assert_eq!(
            is_own,
            stack.place != Place::Inside,
            "{}: {}",
            stack.name,
            answer.body
        );
    }
}

#[actix_web::test]
async fn the_refusals_of_an_extractor_are_responses_too() {
    for outside in [true, false] {
        let app = App::new()
            .route(PAGE, web::get().to(page))
            .wrap(actix_web::middleware::Condition::new(!outside, own_pages()))
            .wrap(Directory::default().auth())
            .wrap(actix_web::middleware::Condition::new(outside, own_pages()));
        let client = client(init_service(app).await);
        let answer = client(program()).await;
        assert_eq!(
            (answer.status.as_u16(), &*answer.body),
            (401, OWN_PAGE),
            "{outside}"
        );
    }
}

#[actix_web::test]
async fn a_guard_without_jwt_auth_is_500_in_the_style_of_the_house() {
    let app = App::new()
        .route(PAGE, web::get().to(page))
        .wrap(LoginRequired::new())
        .wrap(own_pages());
    let client = client(init_service(app).await);
    for request in [navigation(), program(), signed_in()] {
        let answer = client(request).await;
        assert_eq!((answer.status.as_u16(), &*answer.body), (500, OWN_PAGE));
    }
}

/// The request is gone when a panic is caught, so its answer cannot be a response to middleware outside of `JwtAuth`.
#[actix_web::test]
async fn a_panic_is_500_and_passes_by_what_stands_outside() {
    async fn panics() -> HttpResponse {
        panic!("a handler that panics, on purpose")
    }
    let app = App::new()
        .route(PAGE, web::get().to(panics))
        .wrap(Directory::default().auth())
        .wrap(own_pages());
    let app = init_service(app).await;
    let error = actix_web::dev::Service::call(&app, program().to_request()).await;
    let answer = error.err().unwrap().error_response();
    assert_eq!(answer.status(), 500);
    assert_eq!(answer.headers().get("cache-control").unwrap(), "no-store");
}
