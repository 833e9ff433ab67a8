//! Any bytes as the claims of a token whose header and signature are good.
#![no_main]

use std::sync::LazyLock;

use jwt_auth_core::{
    ClaimSet, FromClaims, Refusal, TestClock, TestIssuer, Verified, Verifier, VerifyingKey,
};
use jwt_auth_fuzz::{HEADER, Members, NOW, hs512, members, simple_jwt};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const ISSUER: &str = "https://auth.example";
const AUDIENCE: &str = "svc";

static AUTH: LazyLock<TestIssuer> = LazyLock::new(hs512);
static SIMPLE_JWT: LazyLock<Verifier> = LazyLock::new(|| simple_jwt(&AUTH).build().unwrap());
static ANY_ISSUER_OF_OURS: LazyLock<Verifier> = LazyLock::new(|| {
    let rules = Verifier::builder(key()).issuer(ISSUER).audience(AUDIENCE);
    rules.clock(TestClock::at(NOW)).build().unwrap()
});
static AT_JWT: LazyLock<Verifier> = LazyLock::new(|| {
    let rules = Verifier::at_jwt(key(), ISSUER, AUDIENCE);
    rules.clock(TestClock::at(NOW)).build().unwrap()
});

fn key() -> VerifyingKey {
    AUTH.verifying_key()
}

/// Reads claims in every way that there is.
struct Person;

impl FromClaims for Person {
    fn from_claims(claims: &ClaimSet<'_>) -> Result<Self, Refusal> {
        let key: String = claims.claim("user_uuid").key().required()?;
        assert!(!key.is_empty() && key.trim() == key && key.chars().count() <= 150);
        let name: Option<String> = claims.claim("user_first_name").max_chars(30).optional()?;
        assert!(name.is_none_or(|it| it.chars().count() <= 30 && !it.contains('\0')));
        claims.claim("user_is_staff").required::<bool>()?;
        claims.claim("user_id").optional_with(str::parse::<u32>)?;
        claims.claim("user_email").required_with(|email: String| {
            if email.contains('@') {
                Ok(email)
            } else {
                Err(())
            }
        })?;
        Ok(Self)
    }
}

fuzz_target!(|data: &[u8]| {
    let token = AUTH.sign(HEADER, data);
    if let Ok(verified) = SIMPLE_JWT.verify::<Value>(&token) {
        let claims = check(&verified, data, 0.0, 10.0);
        assert_eq!(claims.text("token_type"), Some("access"));
        assert!(claims.text("jti").is_some());
        let _ = verified.read_as::<Person>();
    }
    if let Ok(verified) = ANY_ISSUER_OF_OURS.verify::<Value>(&token) {
        check_parties(&check(&verified, data, 30.0, 30.0));
    }
    let token = AUTH.sign(r#"{"alg":"HS512","typ":"at+jwt"}"#, data);
    if let Ok(verified) = AT_JWT.verify::<Value>(&token) {
        let claims = check(&verified, data, 30.0, 30.0);
        check_parties(&claims);
        let names = ["sub", "client_id", "jti"];
        assert!(names.into_iter().all(|name| claims.text(name).is_some()));
        assert!(claims.number("iat").is_some());
    }
});

/// RFC 7519 section 4.1, by another reader of JSON than the verifier's.
fn check(verified: &Verified<Value>, data: &[u8], expiry_leeway: f64, leeway: f64) -> Members {
    let claims = members(data).expect("accepted claims are a JSON object");
    assert!(claims.no_name_occurs_twice());
    let (now, day) = (NOW as f64, 86_400.0);
    let exp = claims.number("exp").expect("exp is a number");
    assert!(exp + expiry_leeway > now && exp <= now + day + leeway);
    for name in ["nbf", "iat"] {
        if claims.has(name) {
            let begin = claims.number(name).expect("a date is a number");
            assert!((0.0..=now + leeway).contains(&begin) && begin < exp);
        }
    }
    for name in ["iss", "sub", "jti"] {
        assert!(!claims.has(name) || claims.text(name).is_some());
    }
    let registered = verified.registered();
    assert_eq!(registered.issuer(), claims.text("iss"));
    assert_eq!(registered.subject(), claims.text("sub"));
    assert_eq!(registered.expires_at() as f64, exp.ceil());
    assert_eq!(verified.issued_at().is_some(), claims.has("iat"));
    assert!(!format!("{verified:?}{registered:?}").contains("access"));
    claims
}

fn check_parties(claims: &Members) {
    assert_eq!(claims.text("iss"), Some(ISSUER));
    match claims.get("aud") {
        Some(Value::String(audience)) => assert_eq!(audience, AUDIENCE),
        Some(Value::Array(audiences)) => {
            assert!(audiences.iter().all(Value::is_string));
            assert!(audiences.contains(&AUDIENCE.into()));
        }
        other => panic!("no audience: {other:?}"),
    }
}
