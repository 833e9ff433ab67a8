use crate::service::{BEHIND_A_PROXY, EMAIL, PASSWORD, Service};

#[test]
fn unknown_address_wrong_password_and_inactive_account_get_the_same_bytes() {
    let service = Service::start();
    let wrong_password = service.post("/login", &[("email", EMAIL), ("password", "not this one")]);
    let unknown = service.post(
        "/login",
        &[("email", "grace@example.org"), ("password", "not this one")],
    );
    service.sql("UPDATE accounts SET is_active = FALSE");
    let inactive = service.post("/login", &[("email", EMAIL), ("password", PASSWORD)]);
    assert_eq!(wrong_password.status, 401);
    assert!(wrong_password.sets_no_cookie());
    assert_eq!(wrong_password.bytes(), unknown.bytes());
    assert_eq!(wrong_password.bytes(), inactive.bytes());
}

#[test]
fn the_refusal_has_a_challenge_that_no_browser_asks_a_password_for() {
    let service = Service::start();
    let refused = service.post("/login", &[("email", EMAIL), ("password", "not this one")]);
    let wanted = format!(
        r#"Cookie realm="{}", form-action="/login""#,
        service.origin()
    );
    assert_eq!(refused.header("www-authenticate"), Some(wanted.as_str()));
    assert_eq!(service.get("/login").header("www-authenticate"), None);
}

#[test]
fn the_eleventh_wrong_password_has_to_wait_and_other_addresses_do_not() {
    let service = Service::with(BEHIND_A_PROXY);
    let attempt = |address, password| service.sign_in_from(address, EMAIL, password);
    for _ in 0..10 {
        assert_eq!(
            attempt("192.0.2.1, 203.0.113.7", "not this one").status,
            401
        );
    }
    let refused = attempt("192.0.2.2, 203.0.113.7", "not this one");
    assert_eq!(refused.status, 429);
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=900).contains(&wait));
    assert_eq!(attempt("203.0.113.8", PASSWORD).status, 303);
}

#[test]
fn a_password_that_is_too_long_is_refused_like_a_wrong_one() {
    let service = Service::start();
    let long = "x".repeat(1_025);
    let response = service.post("/login", &[("email", EMAIL), ("password", &long)]);
    assert_eq!(response.status, 401);
}

#[test]
fn a_field_that_is_given_twice_counts_as_missing() {
    let service = Service::start();
    let response = service.post(
        "/login",
        &[
            ("email", EMAIL),
            ("password", PASSWORD),
            ("password", PASSWORD),
        ],
    );
    assert_eq!(response.status, 401);
}
