//! Refresh cookies that a sibling sub-domain put beside the person's own.

use crate::http::{Request, Response};
use crate::renewal::{assert_revoked, successor};
use crate::service::{EMAIL, PASSWORD, REFRESH, Service};
use crate::token::claims;

const MALLORY: [(&str, &str); 3] = [
    ("email", "mallory@example.org"),
    ("password", PASSWORD),
    ("password_again", PASSWORD),
];

/// The refresh token of somebody who has an account of their own.
fn mallory(service: &Service) -> String {
    let registered = service.post("/register", &MALLORY);
    registered.cookie(REFRESH).unwrap().to_owned()
}

fn cookies(tokens: &[&str]) -> String {
    let pairs: Vec<_> = tokens.iter().map(|it| format!("{REFRESH}={it}")).collect();
    pairs.join("; ")
}

fn login(service: &Service, cookie: impl AsRef<[u8]>) -> Response {
    service.send(Request::get("/login").header("Cookie", cookie))
}

fn in_both_orders<'t>(one: &'t str, other: &'t str) -> [[&'t str; 2]; 2] {
    [[one, other], [other, one]]
}

fn assert_is_ada(service: &Service, response: &Response) {
    let ada = claims(&service.refresh_token());
    assert_eq!(claims(&successor(response))["user_uuid"], ada["user_uuid"]);
}

/// The form, and the person's own cookie stays.
fn assert_unclear(response: &Response) {
    assert_eq!(response.status, 200, "{}", response.bytes());
    assert!(response.body.contains(r#"name="password""#));
    assert!(response.body.contains("sign-ins of several people"));
    assert!(response.sets_no_cookie(), "{}", response.bytes());
}

#[test]
fn good_ones_of_two_people_sign_nobody_in_and_delete_nothing() {
    let service = Service::start();
    let (ada, mallory) = (service.refresh_token(), mallory(&service));
    for both in in_both_orders(&ada, &mallory) {
        assert_unclear(&login(&service, cookies(&both)));
        let home = Request::get("/").header("Cookie", cookies(&both));
        let home = service.send(home);
        assert!(home.body.contains("You are not signed in"));
    }
    assert_is_ada(&service, &login(&service, cookies(&[&ada])));
}

#[test]
fn whoever_signs_in_beside_one_is_signed_in_from_then_on() {
    let service = Service::start();
    let mallory = mallory(&service);
    let ada = [("email", EMAIL), ("password", PASSWORD)];
    let request = Request::post("/login", &ada).header("Cookie", cookies(&[&mallory]));
    let signed_in = service.send(request);
    let token = signed_in.cookie(REFRESH).unwrap();
    for both in in_both_orders(token, &mallory) {
        assert_is_ada(&service, &login(&service, cookies(&both)));
    }
}

#[test]
fn one_that_signs_nobody_in_does_not_matter() {
    let service = Service::start();
    let [ada, mallory] = [service.refresh_token(), mallory(&service)];
    let sign_out = Request::post("/logout", &[]).header("Cookie", cookies(&[&mallory]));
    service.send(sign_out);
    for both in in_both_orders(&ada, &mallory) {
        assert_is_ada(&service, &login(&service, cookies(&both)));
    }
    service.sql("DELETE FROM accounts WHERE email LIKE 'mallory%'");
    for both in in_both_orders(&ada, &mallory) {
        assert_is_ada(&service, &login(&service, cookies(&both)));
    }
}

#[test]
fn a_replaced_token_is_noticed_beside_a_good_one_of_somebody_else() {
    let service = Service::start();
    let stolen = service.refresh_token();
    service.wait(300);
    let of_thief = successor(&service.renew(&stolen));
    service.wait(300);
    let planted = mallory(&service);
    login(&service, cookies(&[&stolen, &planted]));
    assert_revoked(&service.renew(&of_thief));
}

#[test]
fn more_than_four_sign_nobody_in_and_all_of_them_can_be_signed_out() {
    let service = Service::start();
    let ada = service.refresh_token();
    let beside = |planted: usize| {
        let mut tokens = vec!["planted"; planted];
        tokens.push(&ada);
        cookies(&tokens)
    };
    assert_unclear(&login(&service, beside(4)));
    assert_is_ada(&service, &login(&service, beside(3)));
    let sign_out = Request::post("/logout", &[]).header("Cookie", beside(100));
    assert_eq!(service.send(sign_out).status, 303);
    assert_revoked(&service.renew(&ada));
}

#[test]
fn only_the_very_name_counts_and_only_spaces_and_tabs_around_the_pair_are_stripped() {
    let service = Service::start();
    let token = service.refresh_token();
    for cookie in [
        format!("{REFRESH}={token}\t ; a=b"),
        format!("a=b;\t {REFRESH}={token}"),
        format!("a;=;;{REFRESH}={token}"),
    ] {
        successor(&login(&service, cookie));
    }
    for cookie in [
        format!("{REFRESH} ={token}"),
        format!("{REFRESH}= {token}"),
        format!("\u{a0}{REFRESH}={token}"),
        format!("{}={token}", REFRESH.to_uppercase()),
        format!("{}={token}", REFRESH.replace('.', "%2E")),
        format!("a=b, {REFRESH}={token}"),
        format!("x={REFRESH}={token}"),
    ] {
        assert_eq!(login(&service, &cookie).status, 200, "{cookie}");
    }
}
