use crate::service::{BEHIND_A_PROXY, EMAIL, PASSWORD, Service};

/// L02.
#[test]
fn one_address_that_goes_through_many_accounts_has_to_wait_and_the_owner_elsewhere_does_not() {
    let service = Service::with(BEHIND_A_PROXY);
    let sign_in = |from, email: &str| service.sign_in_from(from, email, PASSWORD);
    for guess in 0..100 {
        let email = format!("somebody-{guess}@example.org");
        assert_eq!(sign_in("203.0.113.7", &email).status, 401);
    }
    let refused = sign_in("203.0.113.7", EMAIL);
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").is_some());
    assert!(refused.sets_no_cookie());
    assert_eq!(sign_in("203.0.113.8", EMAIL).status, 303);
}
