//! A refresh token is good once: its use brings a successor, the same one for all who use it at the same time.

use std::collections::HashSet;

use crate::http::Request;
use crate::renewal::{assert_revoked, at_once, successor};
use crate::service::{EMAIL, PASSWORD, REFRESH, Service};
use crate::token::claims;

#[test]
fn each_renewal_brings_another_refresh_token_of_the_same_family() {
    let service = Service::start();
    let mut token = service.refresh_token();
    let family = claims(&token)["family"].clone();
    let mut seen = HashSet::new();
    for _ in 0..20 {
        let before = claims(&token);
        assert_eq!(before["family"], family);
        assert!(seen.insert(before["jti"].clone()), "a jti comes twice");
        service.wait(300);
        token = successor(&service.renew(&token));
        let after = claims(&token);
        assert_eq!(
            after["iat"].as_u64(),
            Some(before["iat"].as_u64().unwrap() + 300)
        );
        assert_eq!(after["user_uuid"], before["user_uuid"]);
    }
    assert_eq!(service.count("families"), 1);
    assert_eq!(service.count("families WHERE revoked"), 0);
}

#[test]
fn within_ten_seconds_a_replaced_token_brings_the_same_successor() {
    let service = Service::start();
    let token = service.refresh_token();
    service.wait(300);
    let first = successor(&service.renew(&token));
    assert_ne!(first, token);
    for _ in 0..2 {
        assert_eq!(successor(&service.renew(&token)), first);
        service.wait(5);
        assert_eq!(successor(&service.renew(&token)), first);
    }
    assert_eq!(service.count("families WHERE revoked"), 0);
}

#[test]
fn the_successor_is_not_replaced_while_the_token_before_it_still_counts() {
    let service = Service::start();
    let token = service.refresh_token();
    service.wait(300);
    let first = successor(&service.renew(&token));
    service.wait(10);
    assert_eq!(successor(&service.renew(&first)), first);
    assert_eq!(successor(&service.renew(&token)), first);
    service.wait(1);
    let second = successor(&service.renew(&first));
    assert_ne!(second, first);
    assert_eq!(successor(&service.renew(&first)), second);
}

#[test]
fn a_hundred_uses_at_once_have_one_successor() {
    let service = Service::start();
    let other = service.restarted(&[]);
    let mut token = service.refresh_token();
    for _ in 0..3 {
        service.wait(300);
        let answers = at_once([&service, &other], &token);
        let successors: HashSet<_> = answers.iter().map(successor).collect();
        assert_eq!(successors.len(), 1);
        assert!(!successors.contains(&token));
        token = successors.into_iter().next().unwrap();
    }
    assert_eq!(service.count("families"), 1);
    assert_eq!(service.count("families WHERE revoked"), 0);
}

#[test]
fn of_two_cookies_of_one_person_the_newer_counts() {
    let service = Service::start();
    let left_over = service.refresh_token();
    service.wait(300);
    let mut token = successor(&service.renew(&left_over));
    for _ in 0..2 {
        service.wait(300);
        for cookie in [
            format!("{REFRESH}={left_over}; {REFRESH}={token}"),
            format!("{REFRESH}={token}; {REFRESH}={left_over}"),
        ] {
            token = successor(&service.send(Request::get("/login").header("Cookie", cookie)));
        }
    }
    assert_eq!(service.count("families WHERE revoked"), 0);
}

#[test]
fn looking_at_the_home_page_replaces_nothing_but_a_replay_is_noticed_there_too() {
    let service = Service::start();
    let home = |token: &str| {
        let cookie = format!("{REFRESH}={token}");
        service.send(Request::get("/").header("Cookie", cookie))
    };
    let token = service.refresh_token();
    assert!(home(&token).body.contains("Hello, Ada"));
    assert!(home(&token).sets_no_cookie());
    service.wait(300);
    let successor = successor(&service.renew(&token));
    service.wait(11);
    assert!(home(&successor).body.contains("Hello, Ada"));
    assert!(home(&token).body.contains("You are not signed in"));
    assert!(home(&successor).body.contains("You are not signed in"));
    assert_revoked(&service.renew(&successor));
}

#[test]
fn a_sign_in_over_another_one_ends_that() {
    let service = Service::start();
    let before = service.refresh_token();
    let ada = [("email", EMAIL), ("password", PASSWORD)];
    let cookie = format!("{REFRESH}={before}");
    let again = service.send(Request::post("/login", &ada).header("Cookie", cookie));
    assert_revoked(&service.renew(&before));
    successor(&service.renew(again.cookie(REFRESH).unwrap()));
}
