//! What is missing or unsafe in the environment is refused with one line that names the setting and not its value.

use crate::settings::{SECRET, assert_each_is_named, changed};

#[test]
fn four_variables_are_enough() {
    assert!(changed(&[]).is_ok());
}

#[test]
fn each_mistake_is_named_by_its_setting_and_never_shown() {
    let drain = |value| ("SHUTDOWN_DRAIN_SECONDS", Some(value));
    assert_each_is_named(
        &[
            ("DATABASE_URL", &[("DATABASE_URL", None)]),
            ("LOGIN_URL", &[("LOGIN_URL", None)]),
            ("OWN_URL", &[("OWN_URL", Some(""))]),
            ("ALLOW_BEARER", &[("ALLOW_BEARER", Some("yes-hidden"))]),
            ("DEBUG_ROUTES", &[("DEBUG_ROUTES", Some("true-hidden"))]),
            ("ROW_TTL_SECONDS", &[("ROW_TTL_SECONDS", Some("61"))]),
            ("SHUTDOWN_DRAIN_SECONDS", &[drain("61")]),
            ("SHUTDOWN_DRAIN_SECONDS", &[drain("-1")]),
            ("SHUTDOWN_DRAIN_SECONDS", &[drain("5s-hidden")]),
        ],
        &["hidden", SECRET],
    );
}

#[test]
fn the_configuration_shows_no_key() {
    let shown = format!("{:?}", changed(&[]).unwrap());
    assert!(!shown.contains(SECRET), "{shown}");
}
