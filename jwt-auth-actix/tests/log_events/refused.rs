//! Who is not let in leaves one line with the typed reason, at `debug`.

use actix_web::test::TestRequest;
use jwt_auth_actix::{Refusal, TestIssuer};
use tracing::Level;

use crate::log::take_events;
use crate::people::{Store, ada, ada_with, token};
use crate::service::{ACCESS, app, auth, get, send, with_cookie};

/// Name of the row, request, `reason`, `member`.
type Row = (
    &'static str,
    TestRequest,
    &'static str,
    Option<&'static str>,
);

fn rows() -> Vec<Row> {
    let issuer = TestIssuer::hs512();
    let me = |token: &str| with_cookie(get("/me"), token);
    let many: Vec<_> = (0..5).map(|number| format!("{ACCESS}={number}")).collect();
    let bearer = |value: &str| get("/me").insert_header(("Authorization", value));
    vec![
        ("nothing", get("/me"), "no_token", None),
        (
            "five cookies",
            get("/me").insert_header(("Cookie", many.join("; "))),
            "too_many_tokens",
            None,
        ),
        (
            "a form of another site",
            with_cookie(TestRequest::post().uri("/me"), &token(&ada())),
            "cross_origin",
            None,
        ),
        ("no token", me("a.b"), "malformed", None),
        ("ended", me(&issuer.expired_token(&ada())), "expired", None),
        (
            "refresh",
            me(&issuer.refresh_token(&ada())),
            "wrong_type",
            None,
        ),
        (
            "foreign",
            me(&issuer.foreign_token(&ada())),
            "bad_signature",
            None,
        ),
        (
            "unsigned",
            me(&issuer.unsigned_token(&ada())),
            "algorithm_not_allowed",
            None,
        ),
        (
            "no e-mail",
            me(&token(&ada_with("user_email", ()))),
            "missing_claim",
            Some("user_email"),
        ),
        (
            "a number for a text",
            me(&token(&ada_with("user_email", 7))),
            "invalid_claim",
            Some("user_email"),
        ),
        (
            "an empty Bearer",
            bearer("Bearer "),
            "malformed_bearer",
            None,
        ),
        (
            "two Authorizations",
            bearer("Bearer a").append_header(("Authorization", "Bearer b")),
            "several_authorizations",
            None,
        ),
    ]
}

#[actix_web::test]
async fn each_refusal_leaves_one_line_at_debug_with_its_reason() {
    let auth = auth(Store::Works);
    let app = app(&auth).await;
    for (name, request, reason, member) in rows() {
        take_events();
        let answer = send(&app, request).await;
        assert!(answer.status.is_client_error(), "{name}: {answer:?}");
        let events = take_events();
        assert_eq!(events.len(), 1, "{name}: {events:?}");
        assert_eq!(events[0].level, Level::DEBUG, "{name}");
        assert_eq!(events[0].name(), "refused", "{name}");
        assert_eq!(events[0].field("reason"), Some(reason), "{name}");
        assert_eq!(events[0].field("member"), member, "{name}");
    }
}

#[actix_web::test]
async fn a_privilege_that_is_missing_is_refused_as_forbidden() {
    let auth = auth(Store::Works);
    let app = app(&auth).await;
    for path in ["/staff", "/for-staff/me"] {
        take_events();
        let answer = send(&app, with_cookie(get(path), &token(&ada()))).await;
        assert_eq!(answer.status, 403, "{path}");
        let events = take_events();
        assert_eq!(events.len(), 1, "{path}: {events:?}");
        assert_eq!(events[0].level, Level::DEBUG, "{path}");
        assert_eq!(
            (events[0].name(), events[0].field("reason")),
            ("refused", Some("forbidden"))
        );
    }
}

#[actix_web::test]
async fn what_the_store_refuses_is_logged_too() {
    for (refusal, reason, level) in [
        (Refusal::Inactive, "inactive", Level::DEBUG),
        (Refusal::SignedOut, "signed_out", Level::DEBUG),
        (Refusal::UnknownUser, "unknown_user", Level::DEBUG),
        (Refusal::NotAdopted, "not_adopted", Level::WARN),
        (Refusal::KeyCollision, "key_collision", Level::WARN),
        (Refusal::RowConflict, "row_conflict", Level::WARN),
    ] {
        let auth = auth(Store::Refuses(refusal));
        let app = app(&auth).await;
        take_events();
        send(&app, with_cookie(get("/me"), &token(&ada()))).await;
        let events = take_events();
        assert_eq!(events.len(), 1, "{reason}: {events:?}");
        assert_eq!(events[0].level, level, "{reason}");
        assert_eq!(
            (events[0].name(), events[0].field("reason")),
            ("refused", Some(reason))
        );
    }
}

#[actix_web::test]
async fn who_is_let_in_leaves_no_line() {
    let auth = auth(Store::Works);
    let app = app(&auth).await;
    take_events();
    for path in [
        "/me",
        "/maybe",
        "/claims",
        "/everybody",
        "/guarded/everybody",
    ] {
        let answer = send(&app, with_cookie(get(path), &token(&ada()))).await;
        assert_eq!(answer.status, 200, "{path}");
    }
    let events = take_events();
    assert!(events.is_empty(), "{events:?}");
    assert!(auth.refusals().is_empty());
}
