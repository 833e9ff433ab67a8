use crate::http::Request;
use crate::service::{SECRET, Service};

const TARGETS: [&str; 9] = [
    "/",
    "/login",
    "/register",
    "/logout",
    "/account",
    "/admin",
    "/nowhere",
    "/style.css",
    "/health",
];

#[test]
fn every_answer_is_out_of_reach_of_other_windows() {
    let service = Service::start();
    for target in TARGETS {
        let answer = service.get(target);
        assert_eq!(
            answer.header("cross-origin-opener-policy"),
            Some("same-origin"),
            "{target}"
        );
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'self'; "));
        assert!(policy.contains("; frame-ancestors 'none'; "));
    }
}

#[test]
fn browsers_are_told_to_stay_with_https_where_there_is_https() {
    let https = Service::with(&[
        ("OWN_URL", "https://auth.example.org"),
        ("JWT_SIGNING_KEY", SECRET),
    ]);
    let http = Service::start();
    for target in TARGETS {
        assert_eq!(
            https.get(target).header("strict-transport-security"),
            Some("max-age=31536000; includeSubDomains"),
            "{target}"
        );
        let plain = http.get(target);
        assert_eq!(plain.header("strict-transport-security"), None, "{target}");
    }
}

#[test]
fn pages_need_nothing_that_the_policy_refuses() {
    let service = Service::start();
    let cookie = service.refresh_cookie();
    service.sql("UPDATE accounts SET is_superuser = TRUE");
    for target in TARGETS.into_iter().filter(|it| *it != "/style.css") {
        let page = service.send(Request::get(target).header("Cookie", &cookie));
        for refused in ["<style", "style=", "<script", "onclick", "//", "<img"] {
            assert!(!page.body.contains(refused), "{target} {refused}");
        }
    }
}

#[test]
fn the_style_is_one_file_that_asks_for_nothing_else() {
    let service = Service::start();
    let style = service.get("/style.css");
    assert_eq!(style.status, 200);
    assert_eq!(
        style.header("content-type"),
        Some("text/css; charset=utf-8")
    );
    assert_eq!(style.header("cache-control"), Some("public, max-age=3600"));
    assert!(!style.body.contains("url(") && !style.body.contains("@import"));
    let page = service.get("/login").body;
    assert!(page.contains(r#"<link rel="stylesheet" href="/style.css">"#));
}
