use crate::http::Request;
use crate::log;
use crate::service::{EMAIL, PASSWORD, Service};

/// L02.
#[test]
fn one_address_that_goes_through_many_accounts_has_to_wait_and_the_owner_elsewhere_does_not() {
    let service = Service::with(&[("CLIENT_ADDRESS_HEADER", "X-Forwarded-For")]);
    let sign_in = |from: &str, email: &str| {
        let form = [("email", email), ("password", PASSWORD)];
        service.send(Request::post("/login", &form).header("X-Forwarded-For", from))
    };
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

#[test]
fn an_address_that_a_proxy_writes_with_its_port_is_that_address() {
    let service = Service::with(&[("CLIENT_ADDRESS_HEADER", "X-Forwarded-For")]);
    let sign_in = |from: &str, password: &str| {
        let form = [("email", EMAIL), ("password", password)];
        service.send(Request::post("/login", &form).header("X-Forwarded-For", from))
    };
    for port in 0..10 {
        let from = format!("192.0.2.1, [2001:db8::{port}]:{}", 40_000 + port);
        assert_eq!(sign_in(&from, "wrong").status, 401);
    }
    assert_eq!(sign_in("[2001:db8::ff]:443", PASSWORD).status, 429);
    assert_eq!(sign_in("[2001:db8:0:1::1]:443", PASSWORD).status, 303);
    assert_eq!(sign_in("203.0.113.7:443", PASSWORD).status, 303);
}

#[test]
fn a_proxy_that_writes_no_address_is_warned_of() {
    let service = Service::with(&[("CLIENT_ADDRESS_HEADER", "X-Of-This-Test")]);
    let form = [("email", EMAIL), ("password", PASSWORD)];
    assert_eq!(service.post("/login", &form).status, 303);
    assert!(log::written().contains("no address at the end of x-of-this-test"));
}
