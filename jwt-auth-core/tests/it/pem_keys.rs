//! K06 and PEM: a public key of the right kind and size, and nothing else, makes a `VerifyingKey`.

use jwt_auth_core::{Algorithm, KeyError, TestIssuer, VerifyingKey};
use serde_json::{Value, json};

use crate::auth::{at_now, claims_text, verifier};
use crate::foreign::{ED25519_PEM, ForeignKey, P256_PEM, P384_PEM, RSA_PEM};

#[test]
fn good_tokens_verify_through_pem() {
    let rows = [
        (TestIssuer::rs256(), Algorithm::RS256),
        (TestIssuer::es256(), Algorithm::ES256),
        (TestIssuer::ed25519(), Algorithm::EdDSA),
    ];
    for (issuer, algorithm) in rows {
        let issuer = at_now(issuer);
        let pem = issuer.public_text();
        let key = match algorithm {
            Algorithm::RS256 => VerifyingKey::rs256_pem(pem),
            Algorithm::ES256 => VerifyingKey::es256_pem(pem),
            _ => VerifyingKey::ed25519_pem(pem),
        };
        let key = key.unwrap();
        assert_eq!(key.algorithm(), algorithm);
        let token = issuer.access_token(&json!({}));
        assert!(verifier(key).verify::<Value>(&token).is_ok(), "{algorithm}");
    }
}

#[test]
fn rsa_keys_are_taken_in_the_sizes_that_the_back_end_can_use() {
    let large = cfg!(feature = "aws-lc-rs");
    let rows = [
        ("K06 1024", include_str!("fixtures/rsa1024.pub.pem"), false),
        ("K06 2047", include_str!("fixtures/rsa2047.pub.pem"), false),
        ("K06 2048", RSA_PEM, true),
        ("K06 8192", include_str!("fixtures/rsa8192.pub.pem"), large),
        ("K06 8200", include_str!("fixtures/rsa8200.pub.pem"), false),
    ];
    for (id, pem, good) in rows {
        for algorithm in [Algorithm::RS256, Algorithm::RS512, Algorithm::PS256] {
            let key = VerifyingKey::from_pem(algorithm, pem);
            let expected = match key {
                Ok(_) => good,
                Err(KeyError::RsaSize) => !good,
                // The `rsa` crate does not even read a key that is too large for it.
                Err(KeyError::NotAKey(_)) => !good && !large,
                Err(_) => false,
            };
            assert!(expected, "{id} {algorithm}");
        }
    }
}

#[test]
fn the_older_pem_form_of_an_rsa_key_is_taken_too() {
    let pem = include_str!("fixtures/rsa.pkcs1.pub.pem");
    assert!(pem.starts_with("-----BEGIN RSA PUBLIC KEY-----"));
    let token = ForeignKey::rsa(Algorithm::RS256).token(&claims_text(&[]));
    let key = VerifyingKey::rs256_pem(pem).unwrap();
    assert!(verifier(key).verify::<Value>(&token).is_ok());
}

#[test]
fn a_private_key_is_refused() {
    let rows = [
        (Algorithm::RS256, include_str!("fixtures/rsa.pem"), RSA_PEM),
        (
            Algorithm::ES256,
            include_str!("fixtures/p256.pem"),
            P256_PEM,
        ),
        (
            Algorithm::ES384,
            include_str!("fixtures/p384.pem"),
            P384_PEM,
        ),
        (
            Algorithm::EdDSA,
            include_str!("fixtures/ed25519.pem"),
            ED25519_PEM,
        ),
    ];
    for (algorithm, private, public) in rows {
        let refused = VerifyingKey::from_pem(algorithm, private).unwrap_err();
        assert_eq!(refused, KeyError::PrivateKey, "{algorithm}");
        let both = format!("{public}{private}");
        let refused = VerifyingKey::from_pem(algorithm, both).unwrap_err();
        assert_eq!(
            refused,
            KeyError::PrivateKey,
            "{algorithm} after the public one"
        );
        assert!(
            VerifyingKey::from_pem(algorithm, public).is_ok(),
            "{algorithm}"
        );
    }
}

#[test]
fn a_key_of_another_kind_or_curve_is_refused() {
    let pems = [
        (Algorithm::RS256, RSA_PEM),
        (Algorithm::ES256, P256_PEM),
        (Algorithm::ES384, P384_PEM),
        (Algorithm::EdDSA, ED25519_PEM),
    ];
    for (wanted, _) in pems {
        for (given, pem) in pems {
            let key = VerifyingKey::from_pem(wanted, pem);
            let expected = if wanted == given {
                Ok(())
            } else {
                Err(KeyError::NotAKey(wanted))
            };
            assert_eq!(key.map(|_| ()), expected, "K08 {given} as {wanted}");
        }
    }
}

#[test]
fn what_is_no_pem_is_refused() {
    let (head, tail) = RSA_PEM.split_at(RSA_PEM.len() / 2);
    let rows: [(&str, &[u8]); 8] = [
        ("empty", b""),
        ("text", b"not a key"),
        ("DER", &crate::jwk::der(RSA_PEM)),
        ("not UTF-8", b"\xFF\xFE"),
        ("cut off", head.as_bytes()),
        ("its second half", tail.as_bytes()),
        (
            "empty body",
            b"-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n",
        ),
        (
            "another body",
            b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        ),
    ];
    for algorithm in [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA] {
        for (id, pem) in rows {
            let refused = VerifyingKey::from_pem(algorithm, pem).unwrap_err();
            assert_eq!(
                refused,
                KeyError::NotAKey(algorithm),
                "{id} for {algorithm}"
            );
        }
    }
    assert!(VerifyingKey::rs256_pem(RSA_PEM).is_ok());
}

#[test]
fn a_pem_key_is_not_for_hmac() {
    for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
        let refused = VerifyingKey::from_pem(algorithm, RSA_PEM).unwrap_err();
        assert_eq!(refused, KeyError::WrongKind(algorithm), "K05");
    }
}
