//! K05, K08, K20: every algorithm with every kind of key that is not for it, in every form that a key comes in.

use jwt_auth_core::{Algorithm, KeyError, SkipReason, VerifyingKey};
use serde_json::{Value, json};

use crate::foreign::{ED25519_PEM, P256_PEM, P384_PEM, RSA_PEM, encode, secret};
use crate::jwk::{der, ed25519_jwk, p256_jwk, rsa_jwk};

const ALL: [Algorithm; 12] = {
    use Algorithm::{
        ES256, ES384, EdDSA, HS256, HS384, HS512, PS256, PS384, PS512, RS256, RS384, RS512,
    };
    [
        HS256, HS384, HS512, RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, EdDSA,
    ]
};

const PKCS1_PEM: &str = include_str!("fixtures/rsa.pkcs1.pub.pem");
const PEMS: [(&str, &str); 5] = [
    ("RSA", RSA_PEM),
    ("RSA", PKCS1_PEM),
    ("P-256", P256_PEM),
    ("P-384", P384_PEM),
    ("Ed25519", ED25519_PEM),
];

#[test]
fn a_public_key_is_for_the_algorithms_of_its_kind_only() {
    for algorithm in ALL {
        for (kind, pem) in PEMS {
            let expected = if algorithm.is_hmac() {
                Err(KeyError::WrongKind(algorithm))
            } else if kind == kind_of(algorithm) {
                Ok(algorithm)
            } else {
                Err(KeyError::NotAKey(algorithm))
            };
            let from_pem = VerifyingKey::from_pem(algorithm, pem);
            let from_der = VerifyingKey::from_der(algorithm, der(pem));
            for key in [from_pem, from_der] {
                let key = key.map(|key| key.algorithm());
                assert_eq!(key, expected, "K08 {kind} for {algorithm}");
            }
        }
    }
}

#[test]
fn a_secret_is_for_hmac_only_by_whatever_name_it_is_given() {
    let constructors = [
        VerifyingKey::from_secret,
        VerifyingKey::from_short_secret,
        VerifyingKey::from_insecure_secret,
    ];
    for algorithm in ALL {
        let expected = if algorithm.is_hmac() {
            Ok(())
        } else {
            Err(KeyError::WrongKind(algorithm))
        };
        for constructor in constructors {
            let key = constructor(algorithm, secret(1, 64));
            assert_eq!(key.map(|_| ()), expected, "{algorithm}");
        }
        let as_pem = VerifyingKey::from_pem(algorithm, secret(1, 64));
        let as_der = VerifyingKey::from_der(algorithm, secret(1, 64));
        assert!(as_pem.is_err() && as_der.is_err(), "{algorithm}");
    }
}

#[test]
fn a_jwk_is_for_the_algorithms_of_its_kind_only() {
    let jwks: [(&str, Value); 5] = [
        ("oct", json!({"kty": "oct", "k": encode(secret(1, 64))})),
        ("RSA", rsa_jwk(RSA_PEM)),
        ("P-256", p256_jwk(P256_PEM)),
        ("P-384", p384_jwk()),
        ("Ed25519", ed25519_jwk(ED25519_PEM)),
    ];
    for algorithm in ALL {
        for (kind, jwk) in &jwks {
            let key = VerifyingKey::from_jwk(&jwk.to_string(), algorithm);
            let expected = if *kind == kind_of(algorithm) {
                Ok(algorithm)
            } else {
                Err(SkipReason::OtherAlgorithm)
            };
            let key = key.map(|key| key.algorithm());
            assert_eq!(key, expected, "K08 {kind} for {algorithm}");
            let mut lying = jwk.clone();
            lying["alg"] = algorithm.name().into();
            let key = VerifyingKey::from_jwk(&lying.to_string(), algorithm);
            let key = key.map(|key| key.algorithm());
            assert_eq!(key, expected, "K08 {kind} that says {algorithm}");
        }
    }
}

#[test]
fn a_public_key_is_no_secret_by_whatever_name_it_is_given() {
    for (kind, pem) in PEMS {
        for algorithm in ALL.into_iter().filter(|it| it.is_hmac()) {
            let insecure = VerifyingKey::from_insecure_secret(algorithm, pem);
            let refused = insecure.unwrap_err();
            assert_eq!(refused, KeyError::KeyAsSecret, "K05 {kind} {algorithm}");
        }
    }
}

fn kind_of(algorithm: Algorithm) -> &'static str {
    match algorithm.name() {
        name if name.starts_with("HS") => "oct",
        "ES256" => "P-256",
        "ES384" => "P-384",
        "EdDSA" => "Ed25519",
        _ => "RSA",
    }
}

/// The structure ends with the point: a byte 4 and two numbers of 48 bytes.
fn p384_jwk() -> Value {
    let der = der(P384_PEM);
    let (x, y) = der[der.len() - 96..].split_at(48);
    json!({"kty": "EC", "crv": "P-384", "x": encode(x), "y": encode(y)})
}
