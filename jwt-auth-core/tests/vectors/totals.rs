//! How many primitive signatures there are in all.

use jwt_auth_core::Algorithm;

use crate::primitive_set::Group;
use crate::{ecdsa, ed25519, hmac, rsa_pkcs1, rsa_pss};

#[test]
fn the_sets_hold_thousands_of_signatures() {
    let families = [
        ("HMAC", count(hmac::groups().map(group), 522)),
        ("ECDSA P-256", count(ecdsa::p256(), 262)),
        ("ECDSA P-384", count(ecdsa::p384(), 280)),
        ("Ed25519", count(ed25519::groups(), 151)),
        ("RSA PKCS #1", count(rsa_pkcs1::groups().map(group), 1_293)),
        ("RSA PSS", count(rsa_pss::groups().map(group), 428)),
    ];
    for (family, vectors) in families {
        println!("{family}: {vectors} vectors");
    }
    let total: usize = families.iter().map(|(_, vectors)| vectors).sum();
    println!("in all: {total} vectors");
    assert!(total >= 2_936);
}

fn count(groups: impl IntoIterator<Item = Group>, least: usize) -> usize {
    let found = groups.into_iter().map(|group| group.tests.len()).sum();
    assert!(found >= least, "{found} of at least {least}");
    found
}

fn group((_, group): (Algorithm, Group)) -> Group {
    group
}
