//! `is_allowed_next` against hostile addresses, with Ada as the browser that follows them: the URL parser of Node.js.

use ada_url::Url;
use jwt_auth_actix::is_allowed_next;

use crate::hostile_urls::hostile_urls;

const ALLOWED: [&str; 2] = ["https://testserver", "https://testserver2"];
/// The page of the Auth service that sends people on.
const LOGIN_PAGE: &str = "https://auth.example.org/login?next=x";
const AUTH_SERVICE: &str = "https://auth.example.org";

#[test]
fn what_is_allowed_leads_a_browser_to_an_allowed_origin() {
    let (mut followed, mut refused) = (0, 0);
    for next in ["testserver", "testserver2"]
        .into_iter()
        .flat_map(hostile_urls)
    {
        let Some(target) = is_allowed_next(&next, &ALLOWED) else {
            refused += 1;
            continue;
        };
        let page = open(&target, &next);
        if next.starts_with('/') {
            assert_eq!(page.origin(), AUTH_SERVICE, "{next:?}");
        } else {
            assert!(ALLOWED.contains(&page.origin().as_str()), "{next:?}");
        }
        assert!(!page.has_credentials(), "{next:?}");
        assert_eq!(open(&next, &next).origin(), page.origin(), "{next:?}");
        assert!(target.bytes().all(|byte| byte.is_ascii_graphic()));
        followed += 1;
    }
    assert!(followed > 500 && refused > 500_000, "{followed}, {refused}");
}

#[test]
fn what_is_allowed_stays_allowed_and_as_it_is() {
    for next in hostile_urls("testserver") {
        if let Some(target) = is_allowed_next(&next, &ALLOWED) {
            let again = is_allowed_next(&target, &ALLOWED);
            assert_eq!(again.as_ref(), Some(&target), "{next:?}");
        }
    }
}

#[test]
fn of_hostile_addresses_nothing_is_allowed_where_nothing_is_trusted() {
    let nothing: [&str; 0] = [];
    for next in hostile_urls("testserver") {
        if let Some(target) = is_allowed_next(&next, &nothing) {
            assert_eq!(open(&target, &next).origin(), AUTH_SERVICE, "{next:?}");
        }
    }
}

/// Where a browser on the login page goes.
fn open(link: &str, next: &str) -> Url {
    Url::parse(link, Some(LOGIN_PAGE)).unwrap_or_else(|_| panic!("no browser opens {next:?}"))
}
