//! A handler that looked at the user and lets the whole world keep its answer is warned of.

use actix_web::test::init_service;
use actix_web::{App, HttpResponse, web};
use jwt_auth_actix::CurrentUser;
use tracing::Level;

use crate::log::take_events;
use crate::people::{Store, User, ada, token};
use crate::service::{auth, get, send, with_cookie};

#[actix_web::test]
async fn public_answers_about_a_person_are_replaced_with_a_warning_and_others_without() {
    async fn answer(_: CurrentUser<User>, stated: web::Path<String>) -> HttpResponse {
        HttpResponse::Ok()
            .insert_header(("Cache-Control", stated.into_inner()))
            .finish()
    }
    let app = App::new()
        .route("/{stated}", web::get().to(answer))
        .wrap(auth(Store::Works));
    let app = init_service(app).await;
    for (stated, is_replaced) in [
        ("public", true),
        ("max-age=60,public", true),
        ("s-maxage=60", true),
        ("max-age=60", false),
        ("private", false),
        ("no-store", false),
    ] {
        take_events();
        let path = format!("/{stated}");
        let answer = send(&app, with_cookie(get(&path), &token(&ada()))).await;
        assert_eq!(answer.status, 200, "{stated}");
        let events = take_events();
        assert_eq!(
            events.len(),
            usize::from(is_replaced),
            "{stated}: {events:?}"
        );
        if let Some(replaced) = events.first() {
            assert_eq!(
                (replaced.level, replaced.name()),
                (Level::WARN, "public_replaced")
            );
        }
    }
}
