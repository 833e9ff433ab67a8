//! K06: the largest RSA key, which only AWS-LC can use.

use jwt_auth_core::{Algorithm, Refusal, VerifyingKey};
use serde_json::Value;

use crate::auth::verifier;
use crate::foreign::RSA_PEM;
use crate::jwk::rsa_jwk;

#[test]
fn the_largest_rsa_key_verifies_through_pem_and_through_a_jwk() {
    let pem = include_str!("fixtures/rsa8192.pub.pem");
    let token = include_str!("fixtures/rs256_8192.jwt").trim_end();
    let verdict = |key| verifier(key).verify::<Value>(token).map(|_| ());
    let jwk = VerifyingKey::from_jwk(&rsa_jwk(pem).to_string(), Algorithm::RS256).unwrap();
    assert_eq!(verdict(jwk), Ok(()), "K06 JWK");
    assert_eq!(
        verdict(VerifyingKey::rs256_pem(pem).unwrap()),
        Ok(()),
        "K06 PEM"
    );
    let other = VerifyingKey::rs256_pem(RSA_PEM).unwrap();
    assert_eq!(verdict(other), Err(Refusal::BadSignature));
}
