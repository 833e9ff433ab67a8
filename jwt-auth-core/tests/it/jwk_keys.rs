//! K10, K14, K15: a single JWK is for what it says, or for nothing.

use jwt_auth_core::{Algorithm, SkipReason, TestIssuer, VerifyingKey};
use serde_json::{Value, json};

use crate::auth::{at_now, claims_text, verifier};
use crate::foreign::{ED25519_PEM, ForeignKey, P256_PEM, RSA_PEM, encode, secret};
use crate::jwk::{altered, ed25519_jwk, p256_jwk, rsa_jwk};

#[test]
fn good_tokens_verify_through_a_jwk() {
    let (rs256, es256, ed25519) = (
        TestIssuer::rs256(),
        TestIssuer::es256(),
        TestIssuer::ed25519(),
    );
    let rows = [
        (rsa_jwk(rs256.public_text()), rs256, Algorithm::RS256),
        (p256_jwk(es256.public_text()), es256, Algorithm::ES256),
        (
            ed25519_jwk(ed25519.public_text()),
            ed25519,
            Algorithm::EdDSA,
        ),
    ];
    for (jwk, issuer, algorithm) in rows {
        // K15: none of them names an `alg`.
        let key = read(&jwk, algorithm).unwrap();
        assert_eq!(key.algorithm(), algorithm, "K15");
        let token = at_now(issuer).access_token(&json!({}));
        assert!(verifier(key).verify::<Value>(&token).is_ok(), "{algorithm}");
    }
}

#[test]
fn a_secret_verifies_through_a_jwk() {
    let secret = secret(1, 64);
    let jwk = json!({"kty": "oct", "k": encode(&secret)});
    let token = ForeignKey::hmac(Algorithm::HS512, &secret).token(&claims_text(&[]));
    let key = read(&jwk, Algorithm::HS512).unwrap();
    assert!(verifier(key).verify::<Value>(&token).is_ok());
}

#[test]
fn a_key_that_is_meant_for_something_else_is_refused() {
    let not_for_verifying = Err(SkipReason::NotForVerifying);
    let other = Err(SkipReason::OtherAlgorithm);
    let rows = [
        ("K10", json!({"use": "sig"}), Ok(())),
        ("K10", json!({"use": "enc"}), not_for_verifying.clone()),
        ("K10", json!({"key_ops": ["verify"]}), Ok(())),
        ("K10", json!({"key_ops": ["sign", "verify"]}), Ok(())),
        (
            "K10",
            json!({"key_ops": ["encrypt"]}),
            not_for_verifying.clone(),
        ),
        (
            "K10",
            json!({"key_ops": ["sign"]}),
            not_for_verifying.clone(),
        ),
        ("K10", json!({"key_ops": []}), not_for_verifying.clone()),
        (
            "K10",
            json!({"use": "enc", "key_ops": ["verify"]}),
            not_for_verifying,
        ),
        ("K10", json!({"alg": "RS256"}), Ok(())),
        ("K10", json!({"alg": "RSA-OAEP"}), other.clone()),
        ("K10", json!({"alg": "A256GCM"}), other.clone()),
        ("K10", json!({"alg": "RS512"}), other.clone()),
        ("K10", json!({"alg": "none"}), other.clone()),
        ("K10", json!({"alg": "rs256"}), other),
        ("unknown members", json!({"x5t": "a", "ext": true}), Ok(())),
    ];
    for (id, members, expected) in rows {
        let jwk = altered(&rsa_jwk(RSA_PEM), members.clone());
        let key = read(&jwk, Algorithm::RS256).map(|_| ());
        assert_eq!(key, expected, "{id} {members}");
    }
}

#[test]
fn a_key_with_private_members_is_refused() {
    let primes = json!({"d": "AQAB", "p": "AQAB", "q": "AQAB"});
    let rows = [
        (rsa_jwk(RSA_PEM), Algorithm::RS256, primes),
        (rsa_jwk(RSA_PEM), Algorithm::RS256, json!({"d": "AQAB"})),
        (p256_jwk(P256_PEM), Algorithm::ES256, json!({"d": "AQAB"})),
        (
            ed25519_jwk(ED25519_PEM),
            Algorithm::EdDSA,
            json!({"d": "AQAB"}),
        ),
    ];
    for (jwk, algorithm, private) in rows {
        assert!(read(&jwk, algorithm).is_ok(), "{algorithm}");
        let key = read(&altered(&jwk, private.clone()), algorithm);
        let expected = Err(SkipReason::Private);
        assert_eq!(key.map(|_| ()), expected, "K14 {algorithm} {private}");
    }
}

/// Whoever has a prime factor has the private key, also without `d`.
#[test]
fn a_key_with_a_prime_factor_is_refused() {
    assert!(read(&rsa_jwk(RSA_PEM), Algorithm::RS256).is_ok());
    for private in [json!({"p": "AQAB"}), json!({"q": "AQAB"})] {
        let key = read(
            &altered(&rsa_jwk(RSA_PEM), private.clone()),
            Algorithm::RS256,
        );
        let expected = Err(SkipReason::Private);
        assert_eq!(key.map(|_| ()), expected, "K14 {private}");
    }
}

#[test]
fn a_broken_jwk_is_refused() {
    let good = rsa_jwk(RSA_PEM);
    let n = good["n"].as_str().unwrap();
    let rows = [
        json!({"kty": "RSA", "e": "AQAB"}),
        json!({"kty": "RSA", "n": n}),
        json!({"n": n, "e": "AQAB"}),
        altered(&good, json!({"kty": 1})),
        altered(&good, json!({"n": 1})),
        altered(&good, json!({"n": format!("{n}=")})),
        altered(&good, json!({"n": n.replacen(&n[..1], "+", 1)})),
        altered(&good, json!({"e": 65_537})),
        altered(&good, json!({"kid": 1})),
        altered(&good, json!({"use": ["sig"]})),
        altered(&good, json!({"key_ops": "verify"})),
        json!([good]),
        json!("key"),
        json!(null),
    ];
    for jwk in rows {
        let reason = read(&jwk, Algorithm::RS256).unwrap_err();
        assert_eq!(reason, SkipReason::Malformed, "{jwk}");
    }
    for text in ["", "{", "key", &format!("{good}{good}")] {
        let reason = VerifyingKey::from_jwk(text, Algorithm::RS256).unwrap_err();
        assert_eq!(reason, SkipReason::Malformed, "{text}");
    }
    assert!(read(&good, Algorithm::RS256).is_ok());
}

fn read(jwk: &Value, algorithm: Algorithm) -> Result<VerifyingKey, SkipReason> {
    VerifyingKey::from_jwk(&jwk.to_string(), algorithm)
}
