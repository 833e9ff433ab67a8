use super::{KeySet, KeySource, VerifyingKey};
use crate::Algorithm;

const KEY: &str =
    r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

/// Twice is what a flood of tokens under unknown keys would cost otherwise.
#[test]
fn a_token_is_judged_again_only_by_other_keys() {
    let key = VerifyingKey::from_jwk(KEY, Algorithm::EdDSA).unwrap();
    let keys = KeySet::new([key.clone()]);
    let source = KeySource::from(keys.clone());
    let seen = source.current().ok();
    let glimpse = source.glimpse(seen).unwrap();
    assert!(!glimpse.is_outdated());
    keys.replace([key]);
    assert!(glimpse.is_outdated());
}
