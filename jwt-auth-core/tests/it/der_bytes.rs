//! Bytes that are no DER of a key: refused, whatever they are, and never a panic.

use jwt_auth_core::{Algorithm, VerifyingKey};
use serde_json::Value;

use crate::auth::{claims_text, verifier};
use crate::der_keys::{assert_not_a_key, keys, signing};
use crate::foreign::{ED25519_PEM, P256_PEM, RSA_PEM};
use crate::jwk::der;

#[test]
fn a_key_with_bytes_missing_or_added_is_refused() {
    for (algorithm, pem) in keys() {
        let good = der(pem);
        assert!(VerifyingKey::from_der(algorithm, &good).is_ok());
        for length in 0..good.len() {
            let cut = &good[..length];
            assert_not_a_key(algorithm, cut, &format!("{length} bytes"));
        }
        for more in [&[0][..], b"\n", &[0x30, 0], &good] {
            let longer = [&good, more].concat();
            assert_not_a_key(algorithm, &longer, &format!("{} bytes", longer.len()));
            let longer = [more, &good].concat();
            assert_not_a_key(algorithm, &longer, "bytes before");
        }
    }
}

#[test]
fn what_is_no_der_is_refused() {
    let pem = RSA_PEM.as_bytes();
    let point = crate::jwk::p256_point(P256_PEM);
    let raw = crate::jwk::ed25519_point(ED25519_PEM);
    let rows: [(&str, &[u8]); 11] = [
        ("nothing", b""),
        ("text", b"not a key"),
        ("PEM", pem),
        ("a bare point", &point),
        ("a bare Ed25519 key", &raw),
        ("an empty sequence", &[0x30, 0]),
        ("a sequence of nothing known", &[0x30, 2, 5, 0]),
        ("an endless length", &[0x30, 0x80, 0x30, 0, 0, 0]),
        (
            "a length of 4 GiB",
            &[0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0x30],
        ),
        ("a length that lies", &[0x30, 0x82, 0xFF, 0xFF, 0x30, 0]),
        ("a lone tag", &[0x30]),
    ];
    for (id, bytes) in rows {
        for (algorithm, _) in keys() {
            assert_not_a_key(algorithm, bytes, id);
        }
    }
}

#[test]
fn random_and_mutilated_bytes_make_no_key_and_no_panic() {
    let mut random = fastrand::Rng::with_seed(8_725);
    for _ in 0..2_000 {
        let length = random.usize(0..600);
        let mut bytes: Vec<u8> = std::iter::repeat_with(|| random.u8(..))
            .take(length)
            .collect();
        for (algorithm, _) in keys() {
            assert!(VerifyingKey::from_der(algorithm, &bytes).is_err());
        }
        // A right frame lets the bytes through to the reader of the inside.
        let size = u16::try_from(length + 2).unwrap().to_be_bytes();
        bytes.splice(0..0, [0x30, 0x82, size[0], size[1], 0x30, random.u8(..)]);
        for (algorithm, _) in keys() {
            assert!(VerifyingKey::from_der(algorithm, &bytes).is_err());
        }
    }
    let token = |algorithm| signing(algorithm).token(&claims_text(&[]));
    for (algorithm, pem) in keys() {
        let (good, token) = (der(pem), token(algorithm));
        for _ in 0..500 {
            let mut bytes = good.clone();
            let place = random.usize(..bytes.len());
            bytes[place] ^= random.u8(1..);
            if let Ok(key) = VerifyingKey::from_der(algorithm, &bytes) {
                let same = verifier(key).verify::<Value>(&token).is_ok();
                let frame = good.len() - key_bytes(algorithm);
                assert!(!same || place < frame, "{algorithm} byte {place}");
            }
        }
    }
}

/// How many bytes at the end of the structure make up the key.
fn key_bytes(algorithm: Algorithm) -> usize {
    match algorithm {
        Algorithm::ES256 => 64,
        Algorithm::ES384 => 96,
        Algorithm::EdDSA => 32,
        _ => 256 + 5,
    }
}
