//! The third bounce of one page is logged and counted once, however often the handler asks.

use actix_web::test::{TestRequest, init_service};
use actix_web::{App, HttpResponse, web};
use jwt_auth_actix::{AuthError, LazyUser, LoginRequired, TestIssuer};
use tracing::Level;

use crate::log::take_events;
use crate::people::{Store, User, ada};
use crate::service::{ACCESS, auth};

async fn asks_twice(user: LazyUser<User>) -> Result<HttpResponse, AuthError> {
    let _first = user.get().await;
    user.get().await?;
    Ok(HttpResponse::Ok().finish())
}

#[actix_web::test]
async fn a_loop_is_one_event_and_one_count() {
    let auth = auth(Store::Works);
    let guarded = web::resource("/guarded")
        .route(web::get().to(HttpResponse::Ok))
        .wrap(LoginRequired::new());
    let app = App::new()
        .route("/twice", web::get().to(asks_twice))
        .service(guarded)
        .wrap(auth.clone());
    let app = init_service(app).await;
    let ended = TestIssuer::hs512().expired_token(&ada());
    for (count, path) in (1..).zip(["/guarded", "/twice"]) {
        let mut bounces = String::new();
        for status in [302, 302, 403] {
            take_events();
            let cookies = format!("{ACCESS}={ended}; {bounces}");
            let request = TestRequest::get()
                .uri(path)
                .insert_header(("Cookie", cookies));
            let answer = actix_web::test::call_service(&app, request.to_request()).await;
            assert_eq!(answer.status().as_u16(), status, "{path}");
            if let Some(line) = answer.headers().get("set-cookie") {
                let pair = line.to_str().unwrap().split(';').next();
                bounces = pair.unwrap().to_owned();
            }
        }
        let events = take_events();
        let names: Vec<_> = events.iter().map(|event| event.name()).collect();
        assert_eq!(names, ["refused", "redirect_loop"], "{path}: {events:?}");
        assert_eq!(events[1].level, Level::DEBUG);
        assert_eq!(events[1].field("path"), Some(path));
        let refusals = auth.refusals();
        assert_eq!(
            refusals.get("redirect_loop"),
            Some(&count),
            "{path}: {refusals:?}"
        );
        assert_eq!(
            refusals.get("expired"),
            Some(&(3 * count)),
            "{path}: {refusals:?}"
        );
    }
}
