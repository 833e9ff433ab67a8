//! K01, K06, K08, K09: the numbers in a JWK, judged before any token meets them.

use jwt_auth_core::{Algorithm, KeyError, SkipReason, VerifyingKey};
use serde_json::{Value, json};

use crate::auth::{claims_text, verifier};
use crate::foreign::{ED25519_PEM, ForeignKey, P256_PEM, RSA_PEM, encode, secret};
use crate::jwk::{altered, der, ed25519_jwk, p256_jwk, rsa_jwk, rsa_modulus};

#[test]
fn an_rsa_key_of_the_wrong_size_or_exponent_is_refused() {
    let modulus = |bytes: usize, top: u8| {
        let mut n = vec![0xFF; bytes];
        n[0] = top;
        n
    };
    let padded = [&[0][..], &modulus(256, 0x7F)].concat();
    let rows = [
        ("K06 512 bits", modulus(64, 0x80), "AQAB", false),
        ("K06 1024 bits", modulus(128, 0x80), "AQAB", false),
        ("K06 2047 bits", modulus(256, 0x7F), "AQAB", false),
        ("K06 2047 bits with a zero before", padded, "AQAB", false),
        ("K06 2048 bits", modulus(256, 0x80), "AQAB", true),
        (
            "K06 8192 bits",
            modulus(1_024, 0xFF),
            "AQAB",
            cfg!(feature = "aws-lc-rs"),
        ),
        ("K06 8193 bits", modulus(1_025, 0x01), "AQAB", false),
        ("K06 16384 bits", modulus(2_048, 0x80), "AQAB", false),
        ("K06 empty", vec![], "AQAB", false),
        ("K06 zeros", vec![0; 256], "AQAB", false),
        ("K06 e=0", rsa_modulus(RSA_PEM), "AA", false),
        ("K06 e=1", rsa_modulus(RSA_PEM), "AQ", false),
        (
            "K06 e=1 with a zero before",
            rsa_modulus(RSA_PEM),
            "AAE",
            false,
        ),
        ("K06 e=2", rsa_modulus(RSA_PEM), "Ag", false),
        ("K06 e=3", rsa_modulus(RSA_PEM), "Aw", true),
        ("K06 e=65536", rsa_modulus(RSA_PEM), "AQAA", false),
        ("K06 e empty", rsa_modulus(RSA_PEM), "", false),
    ];
    for (id, n, e, good) in rows {
        let jwk = json!({"kty": "RSA", "n": encode(n), "e": e});
        let key = read(&jwk, Algorithm::RS256).map(|_| ());
        let size = SkipReason::Material(KeyError::RsaSize);
        assert_eq!(key, if good { Ok(()) } else { Err(size) }, "{id}");
    }
}

#[test]
fn a_point_of_the_wrong_length_or_curve_is_refused() {
    let good = p256_jwk(P256_PEM);
    assert!(read(&good, Algorithm::ES256).is_ok());
    for length in [0, 1, 31, 33, 48, 64] {
        let x = altered(&good, json!({"x": encode(vec![1; length])}));
        assert!(
            read(&x, Algorithm::ES256).is_err(),
            "K08 x of {length} bytes"
        );
        let both = altered(&x, json!({"y": encode(vec![1; length])}));
        assert!(
            read(&both, Algorithm::ES256).is_err(),
            "K08 both of {length} bytes"
        );
    }
    // 31 and 33 bytes make the 65 that a point has.
    let shifted = altered(&good, json!({"x": encode([1; 31]), "y": encode([1; 33])}));
    assert!(read(&shifted, Algorithm::ES256).is_err(), "K08 shifted");
    let other = Err(SkipReason::OtherAlgorithm);
    assert_eq!(read(&good, Algorithm::ES384).map(|_| ()), other, "K08");
    for curve in ["P-384", "P-521", "secp256k1", "p-256", ""] {
        let jwk = altered(&good, json!({"crv": curve}));
        assert_eq!(
            read(&jwk, Algorithm::ES256).map(|_| ()),
            other,
            "K08 {curve}"
        );
    }
}

#[test]
fn a_point_off_the_curve_is_refused() {
    assert!(read(&p256_jwk(P256_PEM), Algorithm::ES256).is_ok());
    let accepted: Vec<&str> = points_off_the_curve()
        .into_iter()
        .filter(|(_, jwk)| read(jwk, Algorithm::ES256).is_ok())
        .map(|(id, _)| id)
        .collect();
    assert!(accepted.is_empty(), "accepted: {accepted:?}");
}

#[test]
fn a_point_off_the_curve_verifies_nothing() {
    let token = ForeignKey::p256().token(&claims_text(&[]));
    let (signed, _) = token.rsplit_once('.').unwrap();
    let zeros = format!("{signed}.{}", encode([0; 64]));
    for (id, jwk) in points_off_the_curve() {
        if let Ok(key) = read(&jwk, Algorithm::ES256) {
            let verifier = verifier(key);
            for token in [&token, &zeros] {
                assert!(verifier.verify::<Value>(token).is_err(), "{id}");
            }
        }
    }
    let key = read(&p256_jwk(P256_PEM), Algorithm::ES256).unwrap();
    assert!(verifier(key).verify::<Value>(&token).is_ok());
}

#[test]
fn an_ed25519_key_of_the_wrong_length_is_refused() {
    let good = ed25519_jwk(ED25519_PEM);
    assert!(read(&good, Algorithm::EdDSA).is_ok());
    for length in [0, 3, 31, 33, 64] {
        let jwk = altered(&good, json!({"x": encode(vec![1; length])}));
        assert!(read(&jwk, Algorithm::EdDSA).is_err(), "K09 {length} bytes");
    }
    for curve in ["Ed448", "X25519", "ed25519"] {
        let jwk = altered(&good, json!({"crv": curve}));
        assert!(read(&jwk, Algorithm::EdDSA).is_err(), "K09 {curve}");
    }
}

#[test]
fn the_structure_around_an_ed25519_key_is_no_key() {
    let whole = json!({"x": encode(der(ED25519_PEM))});
    let jwk = altered(&ed25519_jwk(ED25519_PEM), whole);
    let refused = read(&jwk, Algorithm::EdDSA).unwrap_err();
    let expected = SkipReason::Material(KeyError::NotAKey(Algorithm::EdDSA));
    assert_eq!(refused, expected, "K09");
}

#[test]
fn an_oct_key_is_as_long_as_its_hash_and_never_a_pem() {
    let oct = |secret: &[u8]| json!({"kty": "oct", "k": encode(secret)});
    for (algorithm, least) in [
        (Algorithm::HS256, 32),
        (Algorithm::HS384, 48),
        (Algorithm::HS512, 64),
    ] {
        assert!(
            read(&oct(&secret(1, least)), algorithm).is_ok(),
            "K02 {algorithm}"
        );
        let short = read(&oct(&secret(1, least - 1)), algorithm).unwrap_err();
        let expected = KeyError::SecretTooShort { algorithm, least };
        assert_eq!(short, SkipReason::Material(expected), "K01 {algorithm}");
        let pem = read(&oct(RSA_PEM.as_bytes()), algorithm).unwrap_err();
        assert_eq!(
            pem,
            SkipReason::Material(KeyError::KeyAsSecret),
            "K05 {algorithm}"
        );
    }
    let wrong = read(&oct(&secret(1, 64)), Algorithm::RS256).unwrap_err();
    assert_eq!(wrong, SkipReason::OtherAlgorithm, "H07");
    let wrong = read(&rsa_jwk(RSA_PEM), Algorithm::HS512).unwrap_err();
    assert_eq!(wrong, SkipReason::OtherAlgorithm, "H07");
}

fn points_off_the_curve() -> [(&'static str, Value); 3] {
    let good = p256_jwk(P256_PEM);
    let swapped = altered(&good, json!({"x": good["y"], "y": good["x"]}));
    let infinity = altered(&good, json!({"x": encode([0; 32]), "y": encode([0; 32])}));
    let beyond = altered(&good, json!({"x": encode([0xFF; 32])}));
    [
        ("K08 off the curve", swapped),
        ("K08 infinity", infinity),
        ("K08 beyond the field", beyond),
    ]
}

fn read(jwk: &Value, algorithm: Algorithm) -> Result<VerifyingKey, SkipReason> {
    VerifyingKey::from_jwk(&jwk.to_string(), algorithm)
}
