use jwt_auth_actix::TestIssuer;
use serde_json::{Value, json};

use crate::http::{Request, Response};
use crate::service::{ACCESS, REFRESH, Service};
use crate::token::claims;

/// The form, and both cookies deleted.
fn assert_signed_out(response: &Response) {
    assert_eq!(response.status, 200, "{}", response.bytes());
    assert!(response.body.contains(r#"name="password""#));
    for name in [ACCESS, REFRESH] {
        assert_eq!(response.cookie(name), Some(""));
        assert!(response.set_cookie(name).unwrap().contains("; Max-Age=0"));
        assert!(response.set_cookie(name).unwrap().contains("; Path=/"));
    }
}

#[test]
fn an_inactive_account_gets_the_form_and_loses_the_cookies() {
    let service = Service::start();
    let refresh = service.refresh_cookie();
    service.sql("UPDATE accounts SET is_active = FALSE");
    assert_signed_out(&service.send(Request::get("/login").header("Cookie", &refresh)));
    let home = service.send(Request::get("/").header("Cookie", &refresh));
    assert!(home.body.contains("You are not signed in"));
}

#[test]
fn a_deleted_account_gets_the_form_and_loses_the_cookies() {
    let service = Service::start();
    let refresh = service.refresh_cookie();
    service.sql("DELETE FROM accounts");
    assert_signed_out(&service.send(Request::get("/login").header("Cookie", refresh)));
}

#[test]
fn only_a_good_refresh_token_counts() {
    let service = Service::start();
    let good = service.refresh_cookie();
    let uuid = claims(good.split_once('=').unwrap().1)["user_uuid"].clone();
    let issuer = TestIssuer::hs512().clock(service.clock.clone());
    let ada = json!({"user_id": 1, "user_uuid": uuid});
    let mut expired = issuer.registered_claims();
    expired.insert("token_type".to_owned(), "refresh".into());
    expired.insert("user_uuid".to_owned(), uuid.clone());
    expired.insert(
        "exp".to_owned(),
        (expired["iat"].as_u64().unwrap() - 1).into(),
    );
    expired.insert(
        "iat".to_owned(),
        (expired["exp"].as_u64().unwrap() - 300).into(),
    );
    let bad = [
        issuer.access_token(&ada),
        issuer.sign_claims(&Value::Object(expired)),
        issuer.foreign_token(&json!({"token_type": "refresh", "user_uuid": uuid})),
        issuer.unsigned_token(&json!({"token_type": "refresh", "user_uuid": uuid})),
        issuer.refresh_token(&json!({"user_id": 1})),
        issuer.refresh_token(&json!({"user_uuid": 1})),
        issuer.refresh_token(&json!({"user_uuid": "' OR 1=1 --"})),
        issuer.refresh_token(&json!({"user_uuid": uuid, "family": 1})),
        issuer.refresh_token(&json!({"user_uuid": uuid, "family": "nowhere"})),
        issuer.refresh_token(&json!({"user_uuid": uuid, "family": "' OR 1=1 --"})),
        "none.at.all".to_owned(),
        "x".repeat(20_000),
    ];
    for token in bad {
        assert_signed_out(&service.renew(&token));
    }
    assert_eq!(service.renew(&issuer.refresh_token(&ada)).status, 302);
}
