//! `json_web_signature_test.json`: compact tokens, some of them no JWS at all, for keys that name their algorithm.

use jwt_auth_core::{Refusal, SkipReason};

use crate::web_set::{self, Label, Verdict, WebGroup, WebTest};

const FILE: &str = "json_web_signature_test.json";

#[test]
fn every_token_is_judged_as_labelled_but_for_eight() {
    let Some(outcome) = web_set::judge(FILE) else {
        return;
    };
    assert_eq!(outcome.exceptions, mislabelled());
    assert_eq!(outcome.as_labelled, 393);
    assert_eq!(outcome.waived, [357]);
}

/// Finding V18 of `reference/security.md`.
fn mislabelled() -> Vec<(u32, Label, Verdict)> {
    use Label::{Invalid, Valid};
    // Figure 20 of RFC 7520 is PS384; the key says PS256. Under a key for PS384 it is good: see `rfc_7520`.
    let other_algorithm = Verdict::TokenRefused(Refusal::AlgorithmNotAllowed);
    // `ES521` is no registered algorithm.
    let unknown_algorithm = Verdict::KeyRefused(SkipReason::OtherAlgorithm);
    // The very token of 357, which is valid.
    let identical = Verdict::Accepted;
    // A `?` is in the header, or in the content, which is read only after the signature; that was made without it.
    let not_base64url = Verdict::TokenRefused(Refusal::Malformed);
    let changed = Verdict::TokenRefused(Refusal::BadSignature);
    vec![
        (346, Valid, other_algorithm.clone()),
        (347, Valid, unknown_algorithm.clone()),
        (350, Valid, other_algorithm),
        (351, Valid, unknown_algorithm),
        (367, Invalid, identical.clone()),
        (370, Invalid, identical),
        (372, Valid, not_base64url),
        (373, Valid, changed),
    ]
}

#[test]
fn the_exceptions_are_what_the_finding_says_they_are() {
    let Some(groups) = web_set::read(FILE) else {
        return;
    };
    let tests: Vec<WebTest> = groups.into_iter().flat_map(|group| group.tests).collect();
    let jws = |tc_id| {
        let test = tests.iter().find(|test| test.tc_id == tc_id);
        test.unwrap().jws.as_str()
    };
    for twin in [367, 370] {
        assert_eq!(jws(twin), jws(357), "{twin}");
    }
    for (tc_id, parts) in [(372, 0), (373, 1)] {
        let part = jws(tc_id).split('.').nth(parts).unwrap();
        assert!(part.contains('?'), "{tc_id}");
        assert_eq!(jws(tc_id).replace('?', ""), jws(357), "{tc_id}");
    }
    println!("{FILE}: 4 exceptions compared with the token that they were made from");
}

#[test]
fn a_key_that_is_not_for_signatures_is_refused_for_that() {
    let Some(groups) = web_set::read(FILE) else {
        return;
    };
    let is_about_use = |group: &&WebGroup| (353..=356).contains(&group.tests[0].tc_id);
    let reasons = groups.iter().filter(is_about_use).map(|it| it.keys().err());
    let reasons: Vec<_> = reasons.collect();
    assert_eq!(reasons, vec![Some(SkipReason::NotForVerifying); 4]);
    println!("{FILE}: {} keys with another use refused", reasons.len());
}
