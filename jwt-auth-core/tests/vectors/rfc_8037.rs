//! RFC 8037 appendix A.4: an Ed25519 signature.

use jwt_auth_core::{Algorithm, VerifyingKey};

use crate::rfc_token::assert_only_the_original_is_good;

#[test]
fn the_signature_of_a_4_is_good_for_ed25519() {
    let key = VerifyingKey::from_jwk(KEY, Algorithm::EdDSA).unwrap();
    assert_only_the_original_is_good("RFC 8037 A.4", key, TOKEN);
}

const KEY: &str =
    r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

const TOKEN: &str = "\
    eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6\
    dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
