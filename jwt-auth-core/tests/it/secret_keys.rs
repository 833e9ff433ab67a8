//! K01, K02, K05: secrets are as long as their hash (RFC 7518 section 3.2), bytes as they are, and never a PEM key.

use jwt_auth_core::{Algorithm, KeyError, TestIssuer, VerifyingKey};
use serde_json::{Value, json};

use crate::auth::{at_now, claims_text, verifier};
use crate::foreign::{self, ED25519_PEM, ForeignKey, P256_PEM, RSA_PEM, encode};

fn secret(length: usize) -> Vec<u8> {
    foreign::secret(1, length)
}

#[test]
fn a_secret_shorter_than_its_hash_is_refused() {
    let rows = [
        ("K01", Algorithm::HS256, 32, vec![0, 1, 31]),
        ("K01", Algorithm::HS384, 48, vec![0, 1, 32, 47]),
        ("K01", Algorithm::HS512, 64, vec![0, 1, 32, 48, 63]),
    ];
    for (id, algorithm, least, lengths) in rows {
        for length in lengths {
            let refused = VerifyingKey::from_secret(algorithm, secret(length));
            let expected = KeyError::SecretTooShort { algorithm, least };
            assert_eq!(refused.unwrap_err(), expected, "{id} {algorithm} {length}");
        }
        let exact = VerifyingKey::from_secret(algorithm, secret(least));
        assert!(!exact.unwrap().is_short(), "K02 {algorithm} {least}");
    }
}

#[test]
fn each_constructor_has_the_length_of_its_own_hash() {
    assert!(VerifyingKey::hs256(secret(31)).is_err(), "K01");
    assert!(VerifyingKey::hs384(secret(47)).is_err(), "K01");
    assert!(VerifyingKey::hs512(secret(63)).is_err(), "K01");
    let keys = [
        (VerifyingKey::hs256(secret(32)), Algorithm::HS256),
        (VerifyingKey::hs384(secret(48)), Algorithm::HS384),
        (VerifyingKey::hs512(secret(64)), Algorithm::HS512),
    ];
    for (key, algorithm) in keys {
        assert_eq!(key.unwrap().algorithm(), algorithm, "K02");
    }
}

#[test]
fn secrets_of_any_sufficient_length_verify() {
    for (algorithm, least) in [
        (Algorithm::HS256, 32),
        (Algorithm::HS384, 48),
        (Algorithm::HS512, 64),
    ] {
        for length in [least, least + 1, 129, 1_000_000] {
            let secret = secret(length);
            let token = ForeignKey::hmac(algorithm, &secret).token(&claims_text(&[]));
            let key = VerifyingKey::from_secret(algorithm, &secret).unwrap();
            let verified = verifier(key).verify::<Value>(&token);
            assert!(verified.is_ok(), "K02 {algorithm} {length}");
        }
    }
}

#[test]
fn a_short_secret_is_waived_by_name_down_to_32_bytes() {
    for length in [0, 1, 31] {
        assert!(
            VerifyingKey::hs512_short(secret(length)).is_err(),
            "K01 {length}"
        );
    }
    for (length, short) in [(32, true), (50, true), (63, true), (64, false)] {
        let secret = secret(length);
        let key = VerifyingKey::hs512_short(&secret).unwrap();
        assert_eq!(key.is_short(), short, "{length}");
        let token = ForeignKey::hmac(Algorithm::HS512, &secret).token(&claims_text(&[]));
        let verifier = verifier(key);
        assert_eq!(verifier.has_short_secret(), short, "{length}");
        assert!(verifier.verify::<Value>(&token).is_ok(), "{length}");
    }
}

#[test]
fn a_pem_key_is_no_secret() {
    let pems = [
        RSA_PEM,
        P256_PEM,
        ED25519_PEM,
        include_str!("fixtures/rsa.pkcs1.pub.pem"),
        include_str!("fixtures/rsa.pem"),
        include_str!("fixtures/ed25519.pem"),
        &format!("\n  {RSA_PEM}"),
        &RSA_PEM.replace('\n', "\r\n"),
        &RSA_PEM.replace('\n', ""),
        "-----BEGIN CERTIFICATE-----\nMIIBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n-----END CERTIFICATE-----\n",
    ];
    for pem in pems {
        for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
            let refused = VerifyingKey::from_secret(algorithm, pem);
            assert_eq!(refused.unwrap_err(), KeyError::KeyAsSecret, "K05 {pem}");
            let refused = VerifyingKey::from_short_secret(algorithm, pem);
            assert_eq!(refused.unwrap_err(), KeyError::KeyAsSecret, "K05 {pem}");
        }
    }
    let dashes = "----- a secret with dashes and BEGIN in it, of more than sixty-four bytes -----";
    assert!(VerifyingKey::hs512(dashes).is_ok(), "no PEM");
}

#[test]
fn a_secret_is_its_text_and_is_never_decoded() {
    let raw = secret(64);
    let text = encode(&raw);
    let token = |secret: &[u8]| ForeignKey::hmac(Algorithm::HS512, secret).token(&claims_text(&[]));
    let verifier = verifier(VerifyingKey::hs512(&text).unwrap());
    assert!(verifier.verify::<Value>(&token(text.as_bytes())).is_ok());
    assert!(verifier.verify::<Value>(&token(&raw)).is_err());
    let with_line_feed = format!("{text}\n");
    assert!(
        verifier
            .verify::<Value>(&token(with_line_feed.as_bytes()))
            .is_err(),
        "K04"
    );
}

#[test]
fn a_secret_is_for_hmac_only() {
    use Algorithm::{ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};
    for algorithm in [
        RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, EdDSA,
    ] {
        let wrong = KeyError::WrongKind(algorithm);
        let refused = VerifyingKey::from_secret(algorithm, secret(64)).unwrap_err();
        assert_eq!(refused, wrong);
        let refused = VerifyingKey::from_short_secret(algorithm, secret(64)).unwrap_err();
        assert_eq!(refused, wrong);
    }
}

#[test]
fn the_secret_of_the_test_issuer_is_known_to_everybody() {
    let refused = VerifyingKey::hs512(TestIssuer::SECRET).unwrap_err();
    assert_eq!(refused, KeyError::KnownSecret);
    let key = VerifyingKey::from_insecure_secret(Algorithm::HS512, TestIssuer::SECRET).unwrap();
    assert!(key.is_insecure());
    let token = at_now(TestIssuer::hs512()).access_token(&json!({}));
    assert!(verifier(key).verify::<Value>(&token).is_ok());
}
