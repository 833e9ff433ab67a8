//! `REFRESH_ROTATION=off`, the article's behaviour: a refresh token stays what it is.

use crate::http::Request;
use crate::service::{ACCESS, REFRESH, Service};

const OFF: (&str, &str) = ("REFRESH_ROTATION", "off");
const DAY: u64 = 24 * 3_600;

#[test]
fn a_refresh_token_renews_for_five_days_and_is_never_replaced() {
    let service = Service::with(&[OFF]);
    let token = service.refresh_token();
    for _ in 0..4 {
        service.wait(DAY);
        for _ in 0..2 {
            let renewed = service.renew(&token);
            assert_eq!(renewed.status, 302);
            assert_eq!(renewed.cookie(ACCESS).unwrap().split('.').count(), 3);
            assert!(renewed.set_cookie(REFRESH).is_none());
        }
    }
    service.wait(DAY);
    assert_eq!(service.renew(&token).status, 200);
}

#[test]
fn signing_out_still_ends_it_everywhere() {
    let service = Service::with(&[OFF]);
    let token = service.refresh_token();
    let cookie = format!("{REFRESH}={token}");
    service.send(Request::post("/logout", &[]).header("Cookie", cookie));
    assert_eq!(service.renew(&token).status, 401);
}

#[test]
fn switched_on_it_replaces_the_tokens_of_before() {
    let before = Service::with(&[OFF]);
    let token = before.refresh_token();
    let service = before.restarted(&[]);
    service.wait(DAY);
    assert!(service.renew(&token).cookie(REFRESH).is_some());
    service.wait(11);
    assert_eq!(service.renew(&token).status, 401);
}

#[test]
fn switched_off_again_it_brings_nothing_back_that_was_revoked() {
    let before = Service::start();
    let token = before.refresh_token();
    let renewed = before.renew(&token);
    let successor = renewed.cookie(REFRESH).unwrap();
    before.wait(11);
    let service = before.restarted(&[OFF]);
    assert_eq!(service.renew(successor).status, 302);
    assert_eq!(service.renew(&token).status, 401);
    assert_eq!(service.renew(successor).status, 401);
}
