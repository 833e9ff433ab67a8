//! Tokens that others made: a signer and a verifier that share a mistake cannot pass these. Those of the RFCs and of
//! Wycheproof are in `tests/vectors`.

use jwt_auth_core::{Algorithm, Refusal, TestIssuer, VerifyingKey};
use serde_json::Value;

use crate::auth::verifier;
use crate::foreign::secret;

#[test]
fn hmac_tokens_made_by_openssl_are_accepted() {
    let tokens = [
        (Algorithm::HS256, include_str!("fixtures/hs256.jwt")),
        (Algorithm::HS384, include_str!("fixtures/hs384.jwt")),
        (Algorithm::HS512, include_str!("fixtures/hs512.jwt")),
    ];
    for (algorithm, token) in tokens {
        let key = VerifyingKey::from_insecure_secret(algorithm, TestIssuer::SECRET).unwrap();
        let verified = verifier(key).verify::<Value>(token.trim_end()).unwrap();
        assert_eq!(verified.expires_at(), 1_767_225_900, "{algorithm}");
        assert_eq!(verified.claims()["jti"], "d0c5a1b6e7f84a0c9b1d2e3f4a5b6c7d");
        let other = secret(1, 64);
        let key = VerifyingKey::from_secret(algorithm, other).unwrap();
        let refusal = verifier(key).verify::<Value>(token.trim_end()).unwrap_err();
        assert_eq!(refusal, Refusal::BadSignature, "{algorithm}");
    }
}
