//! Refresh tokens of the time before families, or of the article's Auth service with the same secret and people.

use jwt_auth_actix::TestIssuer;
use serde_json::{Value, json};

use crate::http::Request;
use crate::service::{EMAIL, PASSWORD, REFRESH, Service};
use crate::token::claims;

pub(crate) fn old_token(service: &Service, jti: &str) -> String {
    let ada = claims(&service.refresh_token());
    old_token_of(&ada["user_uuid"], service, jti)
}

fn old_token_of(user_uuid: &Value, service: &Service, jti: &str) -> String {
    lasting(432_000, user_uuid, service, jti)
}

fn lasting(seconds: u64, user_uuid: &Value, service: &Service, jti: &str) -> String {
    let issuer = TestIssuer::hs512().clock(service.clock.clone());
    let now = issuer.registered_claims()["iat"].as_u64().unwrap();
    issuer.refresh_token(&json!({
        "user_id": 1,
        "user_uuid": user_uuid,
        "jti": jti,
        "exp": now + seconds,
    }))
}

#[test]
fn one_is_accepted_once_and_its_successor_belongs_to_a_family() {
    let service = Service::start();
    let old = old_token(&service, "first");
    service.wait(300);
    let renewed = service.renew(&old);
    assert_eq!(renewed.status, 302);
    let successor = renewed.cookie(REFRESH).unwrap();
    assert!(claims(successor)["family"].is_string());
    assert_eq!(service.renew(&old).cookie(REFRESH), Some(successor));
    service.wait(11);
    assert_eq!(service.renew(successor).status, 302);
    assert_eq!(service.renew(&old).status, 401);
    assert_eq!(service.renew(successor).status, 401);
}

#[test]
fn two_of_them_are_two_sign_ins() {
    let service = Service::start();
    let [one, other] = ["one", "other"].map(|jti| old_token(&service, jti));
    assert_eq!(service.renew(&one).status, 302);
    service.wait(11);
    assert_eq!(service.renew(&one).status, 401);
    assert_eq!(service.renew(&other).status, 302);
}

#[test]
fn one_that_signed_out_before_it_was_ever_renewed_is_no_longer_good() {
    let service = Service::start();
    let old = old_token(&service, "first");
    let cookie = format!("{REFRESH}={old}");
    service.send(Request::post("/logout", &[]).header("Cookie", cookie));
    assert_eq!(service.renew(&old).status, 401);
}

#[test]
fn one_that_lasts_longer_than_ours_is_not_good_again_once_old_sign_ins_are_deleted() {
    const HOUR: u64 = 3_600;
    let service = Service::start();
    let ada = claims(&service.refresh_token());
    let longest = 6 * 24 * HOUR;
    let old = lasting(longest, &ada["user_uuid"], &service, "long");
    let cookie = format!("{REFRESH}={old}");
    service.send(Request::post("/logout", &[]).header("Cookie", cookie));
    service.wait(longest - HOUR);
    service.refresh_token();
    assert_eq!(service.renew(&old).status, 401);
    service.wait(HOUR);
    service.refresh_token();
    assert_eq!(service.count("families WHERE id = 'long'"), 0);
    assert_eq!(service.renew(&old).status, 200);
}

#[test]
fn one_that_was_issued_for_two_weeks_is_not_good_again_after_it_signed_out() {
    const DAY: u64 = 24 * 3_600;
    let service = Service::start();
    let ada = claims(&service.refresh_token());
    let old = lasting(14 * DAY, &ada["user_uuid"], &service, "long");
    service.wait(9 * DAY);
    let cookie = format!("{REFRESH}={old}");
    service.send(Request::post("/logout", &[]).header("Cookie", cookie));
    service.refresh_token();
    assert_eq!(service.renew(&old).status, 401);
    service.wait(5 * DAY - 1);
    service.refresh_token();
    assert_eq!(service.renew(&old).status, 401);
}

#[test]
fn one_that_does_not_say_when_it_was_issued_is_good_until_the_sign_ins_are_ended() {
    let service = Service::start();
    let ada = claims(&service.refresh_token())["user_uuid"].clone();
    let undated = |jti: &str| {
        let issuer = TestIssuer::hs512().clock(service.clock.clone());
        let mut claims = issuer.registered_claims();
        claims.remove("iat");
        let own = [
            ("token_type", json!("refresh")),
            ("user_id", json!(1)),
            ("user_uuid", ada.clone()),
            ("jti", json!(jti)),
        ];
        claims.extend(own.map(|(name, value)| (name.to_owned(), value)));
        issuer.sign_claims(&Value::Object(claims))
    };
    let [before, copy] = ["before", "copy"].map(undated);
    assert_eq!(service.renew(&before).status, 302);
    let form = [
        ("change", "password"),
        ("current_password", PASSWORD),
        ("password", "another good password"),
        ("password_again", "another good password"),
    ];
    let cookie = format!("{REFRESH}={}", service.refresh_token());
    let changed = service.send(Request::post("/account", &form).header("Cookie", cookie));
    assert_eq!(changed.status, 303, "{}", changed.bytes());
    service.wait(1);
    assert_eq!(service.renew(&before).status, 401);
    assert_eq!(service.renew(&copy).status, 200);
}

#[test]
fn one_of_nobody_who_is_known_here_hinders_neither_sign_in_nor_registration_nor_sign_out() {
    let service = Service::start();
    let stranger = old_token_of(&"0b1e7c5a-nobody".into(), &service, "of a stranger");
    let send = |target, fields: &[(&str, &str)], tokens: [&str; 2]| {
        let cookie = tokens.map(|token| format!("{REFRESH}={token}")).join("; ");
        service.send(Request::post(target, fields).header("Cookie", cookie))
    };
    let ada = [("email", EMAIL), ("password", PASSWORD)];
    for order in [[0, 1], [1, 0]] {
        let email = format!("grace{}@example.org", order[0]);
        let grace = [
            ("email", email.as_str()),
            ("password", PASSWORD),
            ("password_again", PASSWORD),
        ];
        for (target, fields) in [
            ("/login", &ada[..]),
            ("/register", &grace[..]),
            ("/logout", &[]),
        ] {
            let good = service.refresh_token();
            let tokens = order.map(|place| [&stranger, &good][place].as_str());
            let answer = send(target, fields, tokens);
            assert_eq!(answer.status, 303, "{target}: {}", answer.bytes());
            assert_eq!(service.renew(&good).status, 401, "{target} {order:?}");
        }
    }
    assert_eq!(service.renew(&stranger).status, 200);
}
