//! Ck03: junk beside a good cookie signs nobody out, and leaves a trace.

use jwt_auth_actix::TestIssuer;
use tracing::Level;

use crate::log::take_events;
use crate::people::{Store, ada, token};
use crate::service::{ACCESS, app, auth, get, send};

#[actix_web::test]
async fn a_cookie_that_is_passed_over_is_logged_and_counted() {
    let good = token(&ada());
    let ended = TestIssuer::hs512().expired_token(&ada());
    let rows: [(&[&str], &[&str]); 5] = [
        (&[&good], &[]),
        (&["junk", &good], &["malformed"]),
        (&[&good, "junk"], &["malformed"]),
        (&[&good, &good], &[]),
        (&[&ended, &good, "a.b"], &["expired", "malformed"]),
    ];
    for (cookies, reasons) in rows {
        let auth = auth(Store::Works);
        let app = app(&auth).await;
        let pairs: Vec<_> = cookies.iter().map(|it| format!("{ACCESS}={it}")).collect();
        let request = get("/everybody").insert_header(("Cookie", pairs.join("; ")));
        take_events();

        assert_eq!(send(&app, request).await.status, 200);

        let events = take_events();
        for event in &events {
            assert_eq!(
                (event.level, event.name()),
                (Level::DEBUG, "candidate_skipped")
            );
        }
        let logged: Vec<_> = events
            .iter()
            .map(|it| it.field("reason").unwrap())
            .collect();
        assert_eq!(logged, reasons);
        let counted = auth.refusals().get("candidate_skipped").copied();
        assert_eq!(counted.unwrap_or_default(), reasons.len() as u64);
    }
}

#[actix_web::test]
async fn where_no_cookie_is_good_none_was_passed_over() {
    let auth = auth(Store::Works);
    let app = app(&auth).await;
    let ended = TestIssuer::hs512().expired_token(&ada());
    let line = format!("{ACCESS}=junk; {ACCESS}={ended}; {ACCESS}=a.b");
    send(&app, get("/me").insert_header(("Cookie", line))).await;
    assert_eq!(auth.refusals(), [("expired", 1)].into());
}
