//! Two people in one request: a sibling sub-domain has planted a cookie, and somebody should look into it.

use tracing::Level;

use crate::log::take_events;
use crate::people::{Store, ada, ada_with, token};
use crate::service::{ACCESS, app, auth, get, send};

#[actix_web::test]
async fn cookies_of_two_people_are_worth_a_warning_that_names_neither() {
    let auth = auth(Store::Works);
    let app = app(&auth).await;
    let tokens = [token(&ada()), token(&ada_with("user_uuid", "6f1c0002"))];
    let both = format!("{ACCESS}={}; {ACCESS}={}", tokens[0], tokens[1]);
    take_events();

    let answer = send(&app, get("/me").insert_header(("Cookie", both))).await;

    assert_eq!(answer.status, 401);
    let events = take_events();
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!(events[0].level, Level::WARN);
    assert_eq!(events[0].name(), "refused");
    assert_eq!(events[0].field("reason"), Some("conflicting_tokens"));
    let shown = format!("{events:?}");
    for hidden in ["6f1c0001", "6f1c0002", &tokens[0], &tokens[1]] {
        assert!(!shown.contains(hidden), "{shown}");
    }
}
