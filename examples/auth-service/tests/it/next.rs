use crate::http::Request;
use crate::service::{EMAIL, PASSWORD, SERVICE, Service};

/// Percent-encoded, as they stand after `next=`.
const REFUSED: [&str; 18] = [
    "https%3A//evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/%5Cevil.example/",
    "%5C%5Cevil.example",
    "https%3A%5C%5Cevil.example",
    "https%3Aevil.example",
    "javascript%3Aalert(1)",
    "data%3Atext/html,x",
    "https%3A//someservice.example.org@evil.example/",
    "https%3A//someservice.example.org%40evil.example/",
    "https%3A//someservice.example.org.evil.example/",
    "http%3A//someservice.example.org/",
    "https%3A//someservice.example.org%3A8443/",
    "%09//evil.example/",
    "/%0D%0ASet-Cookie%3A%20a%3Db",
    "/%00",
    "/%FF",
];

#[test]
fn open_redirects_are_ignored_after_a_password() {
    let service = Service::start();
    let form = [("email", EMAIL), ("password", PASSWORD)];
    for next in REFUSED {
        let response = service.post(&format!("/login?next={next}"), &form);
        assert_eq!((response.status, response.location()), (303, "/"), "{next}");
    }
}

#[test]
fn open_redirects_are_ignored_with_a_refresh_cookie() {
    let service = Service::start();
    let refresh = service.refresh_cookie();
    for next in REFUSED {
        let target = format!("/login?next={next}");
        let response = service.send(Request::get(&target).header("Cookie", &refresh));
        assert_eq!((response.status, response.location()), (302, "/"), "{next}");
    }
}

#[test]
fn open_redirects_are_ignored_after_signing_out_and_in_pages() {
    let service = Service::start();
    for next in REFUSED {
        let response = service.post(&format!("/logout?next={next}"), &[]);
        assert_eq!(response.location(), "/login", "{next}");
        for page in ["login", "register", "logout"] {
            let response = service.get(&format!("/{page}?next={next}"));
            assert!(!response.body.contains("next"), "{page} {next}");
        }
    }
}

/// R51.
#[test]
fn two_of_them_are_none() {
    let service = Service::start();
    let twice = format!("next={SERVICE}/a&next={SERVICE}/a");
    assert!(
        !service
            .get(&format!("/login?{twice}"))
            .body
            .contains("next")
    );
    let form = [("email", EMAIL), ("password", PASSWORD), ("next", "/a")];
    let response = service.post(&format!("/login?next={SERVICE}/a"), &form);
    assert_eq!(response.location(), "/");
}

#[test]
fn our_own_pages_and_allowed_services_are_fine() {
    let service = Service::start();
    let refresh = service.refresh_cookie();
    let own = format!("{}/register", service.origin());
    for next in [own.as_str(), "/register?a=b", &format!("{SERVICE}/x")] {
        let target = format!("/login?next={next}");
        let response = service.send(Request::get(&target).header("Cookie", &refresh));
        assert_eq!(response.location(), next);
    }
}
