//! Another secret, and the refresh cookies that the one before it signed.

use jwt_auth_actix::{TestIssuer, Verifier, VerifyingKey};
use serde_json::Value;

use crate::http::{Request, Response};
use crate::service::{ACCESS, REFRESH, SECRET, SERVICE, Service};
use crate::token::claims;

const NEW: (&str, &str) = ("JWT_SIGNING_KEY", SECRET);
const PREVIOUS: (&str, &str) = ("JWT_SIGNING_KEY_PREVIOUS", TestIssuer::SECRET);

fn login(service: &Service, refresh: &str) -> Response {
    let target = format!("/login?next={SERVICE}/home");
    service.send(Request::get(&target).header("Cookie", refresh))
}

fn is_signed_by(secret: &str, token: &str) -> bool {
    let key = VerifyingKey::from_insecure_secret(jwt_auth_actix::Algorithm::HS512, secret);
    let verifier = Verifier::simple_jwt(key.unwrap()).build().unwrap();
    verifier.verify::<Value>(token).is_ok()
}

#[test]
fn a_refresh_cookie_under_the_previous_secret_brings_both_cookies_under_the_new_one() {
    let before = Service::start();
    let refresh = before.refresh_cookie();
    let service = before.restarted(&[NEW, PREVIOUS]);
    let response = login(&service, &refresh);
    assert_eq!(response.status, 302);
    assert_eq!(response.location(), format!("{SERVICE}/home"));
    let access = response.cookie(ACCESS).unwrap();
    assert!(is_signed_by(SECRET, access));
    assert!(!is_signed_by(TestIssuer::SECRET, access));
    let successor = response.cookie(REFRESH).unwrap();
    let after = service.restarted(&[NEW]);
    assert_eq!(after.renew(successor).status, 302);
}

#[test]
fn a_token_that_was_just_replaced_before_the_rotation_still_brings_its_successor() {
    let before = Service::start();
    let token = before.refresh_token();
    let renewed = before.renew(&token);
    let successor = claims(renewed.cookie(REFRESH).unwrap());
    let service = before.restarted(&[NEW, PREVIOUS]);
    let answer = service.renew(&token);
    assert_eq!(claims(answer.cookie(REFRESH).unwrap()), successor);
}

#[test]
fn nothing_is_signed_with_the_previous_secret() {
    let service = Service::with(&[NEW, PREVIOUS]);
    let refresh = service.refresh_cookie();
    assert_eq!(login(&service, &refresh).status, 302);
    let before = service.restarted(&[]);
    assert_eq!(login(&before, &refresh).status, 200);
}

#[test]
fn without_the_previous_secret_its_refresh_cookies_lead_to_the_form() {
    let before = Service::start();
    let refresh = before.refresh_cookie();
    let response = login(&before.restarted(&[NEW]), &refresh);
    assert_eq!(response.status, 200);
    assert!(response.body.contains(r#"name="password""#));
    assert_eq!(response.cookie(REFRESH), Some(""));
}

#[test]
fn an_access_token_under_the_previous_secret_renews_nothing() {
    let before = Service::start();
    let refresh = before.refresh_cookie();
    let access = login(&before, &refresh).cookie(ACCESS).unwrap().to_owned();
    let service = before.restarted(&[NEW, PREVIOUS]);
    let planted = format!("{REFRESH}={access}");
    assert_eq!(login(&service, &planted).status, 200);
}
