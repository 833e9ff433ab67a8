use crate::http::Request;
use crate::service::{EMAIL, PASSWORD, SERVICE, Service};

const ADA: [(&str, &str); 2] = [("email", EMAIL), ("password", PASSWORD)];
const EVIL: &str = "https://evil.example";

fn status(service: &Service, target: &str, headers: &[(&str, &str)]) -> u16 {
    let request = Request::cross_site_post(target, &ADA);
    let request = headers.iter().fold(request, |request, (name, value)| {
        request.header(name, value)
    });
    service.send(request).status
}

#[test]
fn a_post_that_proves_nothing_is_refused_and_told_what_to_send() {
    let service = Service::start();
    for target in ["/login", "/register", "/logout"] {
        let response = service.send(Request::cross_site_post(target, &ADA));
        assert_eq!(response.status, 403);
        assert!(response.sets_no_cookie());
        assert!(response.body.contains("Origin"));
    }
}

#[test]
fn a_post_from_elsewhere_is_refused() {
    let service = Service::start();
    let own = service.origin();
    let upper = own.to_uppercase();
    let referer = format!("{EVIL}/{own}/");
    let cases: [&[(&str, &str)]; 10] = [
        &[("Origin", EVIL)],
        &[("Origin", "null")],
        &[("Origin", "")],
        &[("Origin", &upper)],
        &[("Origin", &own), ("Origin", &own)],
        &[("Sec-Fetch-Site", "cross-site")],
        &[("Sec-Fetch-Site", "same-site"), ("Origin", &own)],
        &[("Sec-Fetch-Site", "Same-Origin")],
        &[("Origin", EVIL), ("Referer", &own)],
        &[("Referer", &referer)],
    ];
    for target in ["/login", "/register", "/logout"] {
        for case in cases {
            assert_eq!(status(&service, target, case), 403, "{target} {case:?}");
        }
    }
}

#[test]
fn a_post_from_our_own_pages_passes() {
    let service = Service::start();
    let own = service.origin();
    let referer = format!("{own}/login?next=/");
    let cases: [&[(&str, &str)]; 5] = [
        &[("Sec-Fetch-Site", "same-origin")],
        &[("Sec-Fetch-Site", "none")],
        &[("Origin", &own)],
        &[("Origin", &own), ("Referer", EVIL)],
        &[("Referer", &referer)],
    ];
    for case in cases {
        assert_eq!(status(&service, "/login", case), 303, "{case:?}");
    }
}

#[test]
fn an_allowed_service_may_sign_out_but_not_in() {
    let service = Service::start();
    let cases: [&[(&str, &str)]; 3] = [
        &[("Origin", SERVICE)],
        &[("Origin", SERVICE), ("Sec-Fetch-Site", "same-site")],
        &[("Referer", SERVICE)],
    ];
    for case in cases {
        assert_eq!(status(&service, "/logout", case), 303, "{case:?}");
        assert_eq!(status(&service, "/login", case), 403, "{case:?}");
        assert_eq!(status(&service, "/register", case), 403, "{case:?}");
    }
}
