use crate::log;
use crate::service::{BEHIND_A_PROXY, EMAIL, PASSWORD, Service};

#[test]
fn an_address_that_a_proxy_writes_with_its_port_is_that_address() {
    let service = Service::with(BEHIND_A_PROXY);
    let sign_in = |from: &str, password| service.sign_in_from(from, EMAIL, password);
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
