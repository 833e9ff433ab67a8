//! Any text as `next`. Where people are sent is where a browser goes with it, and that is one of the allowed origins.
#![no_main]

use ada_url::Url;
use jwt_auth_actix::is_allowed_next;
use libfuzzer_sys::fuzz_target;

const ORIGINS: [&str; 4] = [
    "https://a.example",
    "https://a.example:8443",
    "http://localhost:8080",
    "https://[2001:db8::1]",
];
const LOGIN_PAGE: &str = "https://auth.example/login?next=x";
const AUTH_SERVICE: &str = "https://auth.example";

fuzz_target!(|next: &str| {
    let Some(target) = is_allowed_next(next, &ORIGINS) else {
        return;
    };
    assert!(target.bytes().all(|byte| byte.is_ascii_graphic()));
    let page = open(&target);
    if next.starts_with('/') {
        assert_eq!(page.origin(), AUTH_SERVICE);
    } else {
        assert!(ORIGINS.contains(&page.origin().as_str()), "{target}");
    }
    assert!(!page.has_credentials(), "{target}");
    assert_eq!(open(next).origin(), page.origin(), "{target}");
    assert_eq!(is_allowed_next(&target, &ORIGINS), Some(target));
});

/// As a browser does that is on the login page.
fn open(link: &str) -> Url {
    Url::parse(link, Some(LOGIN_PAGE)).expect("a browser opens what is allowed")
}
