//! CVE-2017-15361: a key of full size whose private half anybody can compute.

use jwt_auth_core::{Algorithm, JwkSet, KeyError, SkipReason, VerifyingKey};
use serde_json::json;

use crate::foreign::RSA_PEM;
use crate::jwk::{altered, der, rsa_jwk};

const FACTORABLE_PEM: &str = include_str!("fixtures/rsa_roca.pub.pem");

const RSA: [Algorithm; 6] = {
    use Algorithm::{PS256, PS384, PS512, RS256, RS384, RS512};
    [RS256, RS384, RS512, PS256, PS384, PS512]
};

#[test]
fn a_key_that_can_be_factored_is_refused_in_every_form() {
    for algorithm in RSA {
        let forms = |pem: &str| {
            [
                VerifyingKey::from_pem(algorithm, pem).err(),
                VerifyingKey::from_der(algorithm, der(pem)).err(),
            ]
        };
        let refused = Some(KeyError::FactorableRsa);
        assert_eq!(forms(FACTORABLE_PEM), [refused.clone(), refused]);
        assert_eq!(forms(RSA_PEM), [None, None], "of the same size");
        let jwk = rsa_jwk(FACTORABLE_PEM).to_string();
        let refused = VerifyingKey::from_jwk(&jwk, algorithm).unwrap_err();
        assert_eq!(refused, SkipReason::Material(KeyError::FactorableRsa));
    }
}

#[test]
fn a_set_keeps_its_other_keys_when_one_can_be_factored() {
    let factorable = altered(&rsa_jwk(FACTORABLE_PEM), json!({"kid": "chip"}));
    let good = altered(&rsa_jwk(RSA_PEM), json!({"kid": "good"}));
    let text = json!({"keys": [factorable, good]}).to_string();
    let set = JwkSet::from_json(&text, &[Algorithm::RS256]).unwrap();
    let kids: Vec<_> = set.keys().iter().map(VerifyingKey::kid).collect();
    assert_eq!(kids, [Some("good")]);
    let [skipped] = set.skipped() else {
        panic!("one key is skipped")
    };
    assert!(skipped.to_string().contains("factored"), "{skipped}");
}
