//! The JWK of a public key in PEM (RFC 7518 section 6, RFC 8037 section 2), to be altered at will.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::foreign::encode;

/// Of an RSA key with the exponent 65537.
pub(crate) fn rsa_jwk(pem: &str) -> Value {
    json!({"kty": "RSA", "n": encode(rsa_modulus(pem)), "e": "AQAB"})
}

/// The `SubjectPublicKeyInfo` ends with the tag, two bytes of length and a zero before the modulus, and five bytes of
/// the exponent after it.
pub(crate) fn rsa_modulus(pem: &str) -> Vec<u8> {
    let der = der(pem);
    let end = der.len() - 5;
    assert_eq!(der[end..], [2, 3, 1, 0, 1]);
    [256_usize, 1_024]
        .into_iter()
        .map(|bytes| der[..end].split_at(end - bytes))
        .find(|(before, _)| {
            before.ends_with(&[0]) && before[before.len() - 5..].starts_with(&[2, 0x82])
        })
        .map(|(_, modulus)| modulus.to_vec())
        .unwrap()
}

pub(crate) fn p256_jwk(pem: &str) -> Value {
    let point = p256_point(pem);
    json!({"kty": "EC", "crv": "P-256", "x": encode(&point[1..33]), "y": encode(&point[33..])})
}

/// Uncompressed, 65 bytes.
pub(crate) fn p256_point(pem: &str) -> Vec<u8> {
    let der = der(pem);
    der[der.len() - 65..].to_vec()
}

pub(crate) fn ed25519_jwk(pem: &str) -> Value {
    json!({"kty": "OKP", "crv": "Ed25519", "x": encode(ed25519_point(pem))})
}

pub(crate) fn ed25519_point(pem: &str) -> Vec<u8> {
    let der = der(pem);
    der[der.len() - 32..].to_vec()
}

/// The same JWK with these members besides, or instead of, its own.
pub(crate) fn altered(jwk: &Value, members: Value) -> Value {
    let mut jwk = jwk.clone();
    let own = jwk.as_object_mut().unwrap();
    let Value::Object(members) = members else {
        panic!("members are an object")
    };
    own.extend(members);
    jwk
}

pub(crate) fn der(pem: &str) -> Vec<u8> {
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    STANDARD.decode(body).unwrap()
}
