use jwt_auth_actix::{TestIssuer, Verifier};
use serde_json::{Map, Value, json};

use crate::http::Response;
use crate::service::{ACCESS, EMAIL, PASSWORD, REFRESH, SECRET, SERVICE, Service};
use crate::token;

const ADA: [(&str, &str); 2] = [("email", EMAIL), ("password", PASSWORD)];

/// The claims without `exp`, `iat`, `jti` and `user_uuid`, after a look at these.
fn stable_claims(mut claims: Map<String, Value>, lifetime: i64) -> Value {
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let exp = claims.remove("exp").unwrap().as_i64().unwrap();
    let iat = claims.remove("iat").unwrap().as_i64().unwrap();
    assert_eq!(exp - iat, lifetime);
    let jti = claims.remove("jti").unwrap();
    let jti = jti.as_str().unwrap();
    assert!(jti.len() == 32 && is_hex(jti), "{jti}");
    let uuid = claims.remove("user_uuid").unwrap();
    let uuid = uuid.as_str().unwrap();
    assert!(uuid.len() == 36 && is_hex(&uuid.replace('-', "")), "{uuid}");
    Value::Object(claims)
}

fn attributes<'r>(response: &'r Response, name: &str) -> Vec<&'r str> {
    let line = response.set_cookie(name).unwrap();
    let mut attributes: Vec<_> = line.split("; ").skip(1).collect();
    attributes.sort_unstable();
    attributes
}

/// R50.
#[test]
fn a_good_password_sets_both_cookies_and_leads_on_with_303() {
    let service = Service::start();
    let response = service.post("/login", &ADA);
    assert_eq!((response.status, response.location()), (303, "/"));
    assert_eq!(
        attributes(&response, ACCESS),
        ["HttpOnly", "Max-Age=300", "Path=/", "SameSite=Lax"]
    );
    assert_eq!(
        attributes(&response, REFRESH),
        ["HttpOnly", "Max-Age=432000", "Path=/", "SameSite=Lax"]
    );
}

#[test]
fn with_https_and_a_domain_the_cookies_say_so() {
    let service = Service::with(&[
        ("OWN_URL", "https://auth.example.org"),
        ("JWT_SIGNING_KEY", SECRET),
        ("COOKIE_DOMAIN", ".example.org"),
        ("ACCESS_COOKIE", "__Secure-access"),
        ("REFRESH_COOKIE", "refresh"),
    ]);
    let response = service.post("/login", &ADA);
    for (name, age) in [
        ("__Secure-access", "Max-Age=300"),
        ("refresh", "Max-Age=432000"),
    ] {
        let expected = [
            "Domain=example.org",
            "HttpOnly",
            age,
            "Path=/",
            "SameSite=Lax",
            "Secure",
        ];
        assert_eq!(attributes(&response, name), expected);
    }
}

#[test]
fn the_access_token_has_exactly_the_claims_of_the_article() {
    let service = Service::start();
    let response = service.post("/login", &ADA);
    let token = response.cookie(ACCESS).unwrap();
    assert_eq!(token::header(token), json!({"alg": "HS512", "typ": "JWT"}));
    assert_eq!(
        stable_claims(token::claims(token), 300),
        json!({
            "token_type": "access",
            "user_id": 1,
            "user_email": EMAIL,
            "user_is_staff": true,
            "user_is_superuser": false,
            "user_first_name": "Ada",
            "user_last_name": "Lovelace",
        })
    );
    let key = TestIssuer::hs512().verifying_key();
    let verifier = Verifier::simple_jwt(key).build().unwrap();
    verifier.verify::<Value>(token).unwrap();
}

#[test]
fn the_refresh_token_says_who_and_which_sign_in_and_nothing_else() {
    let service = Service::start();
    let [first, second] = [(); 2].map(|()| token::claims(&service.refresh_token()));
    assert_ne!(first["family"], second["family"]);
    for mut claims in [first, second] {
        assert!(claims.remove("family").unwrap().is_string());
        assert_eq!(
            stable_claims(claims, 432_000),
            json!({"token_type": "refresh", "user_id": 1})
        );
    }
}

#[test]
fn the_email_address_is_compared_in_lower_case_and_without_spaces_around_it() {
    let service = Service::start();
    let response = service.post(
        "/login",
        &[("email", " ADA@Example.org "), ("password", PASSWORD)],
    );
    assert_eq!(response.status, 303);
}

#[test]
fn next_is_followed_from_the_query_and_from_the_form() {
    let service = Service::start();
    let next = format!("{SERVICE}/home?x=1");
    let [email, password] = ADA;
    let from_form = service.post("/login", &[email, password, ("next", &next)]);
    let from_query = service.post(&format!("/login?next={SERVICE}/home?x=1"), &ADA);
    assert_eq!(
        [from_form.location(), from_query.location()],
        [&next, &next]
    );
}

#[test]
fn every_answer_is_for_nobody_else_and_runs_no_script() {
    let service = Service::start();
    let answers = [
        service.get("/"),
        service.get("/login"),
        service.get("/nowhere"),
        service.get("/health"),
        service.post("/login", &ADA),
        service.post("/login", &[]),
    ];
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action 'self' {SERVICE}; frame-ancestors 'none'; base-uri 'none'"
    );
    for answer in answers {
        assert_eq!(answer.header("cache-control"), Some("no-store"), "X24");
        assert_eq!(
            answer.header("content-security-policy"),
            Some(policy.as_str())
        );
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("same-origin"));
    }
}
