//! No `Debug` and no message shows a secret, a token or what a token says.

use std::fmt::Debug;

use jwt_auth_core::{Algorithm, ClaimSet, FromClaims, JwkSet, Refusal, TestIssuer, VerifyingKey};
use serde_json::{Value, json};

use crate::auth::{at_now, issuer, rules, verifier};
use crate::foreign::{decode, encode, parts};

const UUID: &str = "6f1c0001-2222-4333-8444-555566667777";
const EMAIL: &str = "ada@example.org";

#[test]
fn keys_verifiers_and_issuers_show_no_secret() {
    for issuer in issuers() {
        let key = issuer.verifying_key().with_kid("key-1").unwrap();
        assert_shows(&key, "key-1");
        assert_hides(&key, &[], issuer.public_text());
        let rules = rules(key.clone()).also_accept(key.clone());
        assert_shows(&rules, "VerifyingKey");
        assert_hides(&rules, &[], issuer.public_text());
        assert_shows(&verifier(key.clone()), "VerifyingKey");
        assert_hides(&verifier(key), &[], issuer.public_text());
        assert_shows(&issuer, "TestIssuer");
        assert_hides(&issuer, &[], issuer.public_text());
    }
}

#[test]
fn key_sets_show_no_secret() {
    let secret = "nobody guesses this one: 5d0e1f7ab94c2c83e6f7091a2b3c4d5e6f708192a3b4c5d6";
    let jwk = encode(secret);
    let short = encode(&secret[..20]);
    let text = json!({"keys": [{"kty": "oct", "k": jwk}, {"kty": "oct", "k": short}]}).to_string();
    let set = JwkSet::from_json(&text, &[Algorithm::HS512]).unwrap();
    assert_shows(&set, "SecretTooShort");
    assert_hides(&set, &[&jwk, &short, &secret[..20]], secret);

    let only = json!({"keys": [{"kty": "oct", "k": short}]}).to_string();
    let error = JwkSet::from_json(&only, &[Algorithm::HS512]).unwrap_err();
    assert_hides(&error, &[&short, &secret[..20]], secret);
    assert!(!error.to_string().contains(&short) && !error.to_string().contains(&secret[..20]));
}

#[test]
fn refused_keys_show_no_secret() {
    let secret = "a secret that is short";
    let error = VerifyingKey::hs512(secret).unwrap_err();
    assert_shows(&error, "64");
    assert_hides(&error, &[], secret);
    assert!(!error.to_string().contains(secret));

    let private = include_str!("fixtures/ed25519.pem");
    let error = VerifyingKey::ed25519_pem(private).unwrap_err();
    assert_hides(
        &error,
        &private.lines().skip(1).take(1).collect::<Vec<_>>(),
        private,
    );
}

#[test]
fn verified_claims_show_neither_the_token_nor_what_it_says() {
    for issuer in issuers() {
        let token = issuer.access_token(&person());
        let said = said_by(&token);
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        let verified = verifier(issuer.verifying_key())
            .verify::<Value>(&token)
            .unwrap();
        assert_eq!(verified.claims()["user_uuid"], UUID);
        assert_shows(&verified, "1767225900");
        assert_hides(&verified, &said, issuer.public_text());
        assert_hides(&verified.without_claims(), &said, issuer.public_text());
    }
}

#[test]
fn a_claims_set_shows_nothing_of_its_claims() {
    struct Shown(String, String);
    impl FromClaims for Shown {
        fn from_claims(claims: &ClaimSet<'_>) -> Result<Self, Refusal> {
            Ok(Self(format!("{claims:?}"), format!("{claims:#?}")))
        }
    }
    let token = issuer().access_token(&person());
    let verified = verifier(issuer().verifying_key())
        .verify::<Shown>(&token)
        .unwrap();
    let Shown(plain, pretty) = verified.claims();
    assert!(plain.contains("ClaimSet"));
    for said in said_by(&token) {
        assert!(!plain.contains(&said) && !pretty.contains(&said), "{plain}");
    }
}

#[test]
fn a_refusal_names_claims_and_never_quotes_them() {
    struct Picky;
    impl FromClaims for Picky {
        fn from_claims(claims: &ClaimSet<'_>) -> Result<Self, Refusal> {
            claims.claim("user_email").required::<bool>().map(|_| Self)
        }
    }
    let token = issuer().access_token(&person());
    let service = verifier(issuer().verifying_key());
    let refusals = [
        service.verify::<Picky>(&token).map(|_| ()).unwrap_err(),
        service.verify::<Value>(&format!("{token}=")).unwrap_err(),
        service
            .verify::<Value>(&issuer().expired_token(&person()))
            .unwrap_err(),
        service
            .verify::<Value>(&issuer().refresh_token(&person()))
            .unwrap_err(),
        service
            .verify::<Value>(&issuer().foreign_token(&person()))
            .unwrap_err(),
    ];
    assert_eq!(refusals[0].to_string(), "invalid_claim (user_email)");
    for refusal in refusals {
        let said = said_by(&token);
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        assert_hides(&refusal, &said, TestIssuer::SECRET);
        assert!(
            said.iter().all(|text| !refusal.to_string().contains(text)),
            "{refusal}"
        );
    }
}

pub(crate) fn assert_shows(value: &impl Debug, text: &str) {
    let shown = format!("{value:?}");
    assert!(shown.contains(text), "{text:?} is not in {shown}");
}

/// Looks for the secret as text and as the list of numbers that `Debug` makes of bytes.
pub(crate) fn assert_hides(value: &impl Debug, texts: &[&str], secret: &str) {
    let beginning: Vec<String> = secret
        .bytes()
        .take(8)
        .map(|byte| byte.to_string())
        .collect();
    let body = secret.lines().find(|line| !line.starts_with('-')).unwrap();
    let numbers = beginning.join(", ");
    let hidden = texts.iter().copied().chain([body, &numbers]);
    let shown = [
        format!("{value:?}"),
        format!("{value:#?}").replace(",\n", ", "),
    ];
    for text in hidden {
        assert!(
            !shown.iter().any(|shown| shown.contains(text)),
            "{text:?} is in {shown:?}"
        );
    }
}

/// The token, its parts, and the texts that its claims hold.
fn said_by(token: &str) -> Vec<String> {
    let claims: Value = serde_json::from_slice(&decode(parts(token)[1])).unwrap();
    let values = claims
        .as_object()
        .unwrap()
        .values()
        .filter_map(Value::as_str);
    let long = values.filter(|text| text.len() > 6).map(str::to_owned);
    parts(token)
        .map(str::to_owned)
        .into_iter()
        .chain([token.to_owned()])
        .chain(long)
        .collect()
}

fn person() -> Value {
    json!({"user_uuid": UUID, "user_email": EMAIL, "user_first_name": "Augusta Ada", "sub": UUID})
}

fn issuers() -> [TestIssuer; 4] {
    [
        TestIssuer::hs512(),
        TestIssuer::rs256(),
        TestIssuer::es256(),
        TestIssuer::ed25519(),
    ]
    .map(at_now)
}
