//! `json_web_key_test.json`: good tokens for keys and sets of keys that must not be used, and a few for good ones.

use jwt_auth_core::{KeyError, SkipReason};

use crate::web_set::{self, Keys};

const FILE: &str = "json_web_key_test.json";

#[test]
fn every_key_is_judged_as_labelled() {
    let Some(outcome) = web_set::judge(FILE) else {
        return;
    };
    assert_eq!(outcome.exceptions, []);
    assert_eq!(outcome.as_labelled, 26);
    assert_eq!(outcome.waived, [13, 14, 15]);
}

#[test]
fn each_key_that_must_not_be_used_is_refused_for_its_own_fault() {
    let Some(groups) = web_set::read(FILE) else {
        return;
    };
    let reason = |tc_id| {
        let group = groups.iter().find(|group| group.tests[0].tc_id == tc_id);
        match group.unwrap().keys() {
            Ok(Keys::Usable(set)) => set.skipped().first().map(|key| key.reason.clone()),
            Ok(Keys::Waived(_)) => None,
            Err(reason) => Some(reason),
        }
    };
    let faults = [
        (1, SkipReason::PublishedSecret),
        (4, SkipReason::DuplicateKid),
        (6, SkipReason::OtherAlgorithm),
        (7, SkipReason::Material(KeyError::FactorableRsa)),
        (8, SkipReason::Material(KeyError::RsaSize)),
        (9, SkipReason::Material(KeyError::RsaSize)),
        (19, SkipReason::OtherAlgorithm),
        (20, SkipReason::OtherAlgorithm),
        (21, SkipReason::NotForVerifying),
        (23, SkipReason::OtherAlgorithm),
        (24, SkipReason::OtherAlgorithm),
        (25, SkipReason::OtherAlgorithm),
        (26, SkipReason::OtherAlgorithm),
    ];
    for (tc_id, fault) in &faults {
        assert_eq!(reason(*tc_id).as_ref(), Some(fault), "{tc_id}");
    }
    for tc_id in [10, 11, 12, 16, 17, 18] {
        let short = matches!(
            reason(tc_id),
            Some(SkipReason::Material(KeyError::SecretTooShort { .. }))
        );
        assert!(short, "{tc_id}");
    }
    println!("{FILE}: {} keys refused for their faults", faults.len() + 6);
}
