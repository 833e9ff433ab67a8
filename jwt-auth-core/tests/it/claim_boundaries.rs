//! C09–C16, C19, C20: `exp`, `nbf` and `iat` to the second, by a clock that stands still.

use std::time::Duration;

use jwt_auth_core::{Refusal, TestClock, TestIssuer, Verifier, VerifierBuilder};
use serde_json::{Value, json};

use crate::auth::{E, NOW, claims_text, issuer, rules, token, verifier};
use crate::table::Expect::{self, As, Good};
use crate::table::judge;

const EXPIRED: Expect = As(Refusal::Expired);

#[test]
fn a_token_is_refused_from_the_second_of_its_exp_on() {
    for leeway in [0_u32, 1, 30, 120] {
        let at = |offset: i64| expiring(NOW.strict_add_signed(offset - i64::from(leeway)));
        let verifier = build(rules_now().expiry_leeway(Duration::from_secs(leeway.into())));
        let rows = vec![
            (format!("C10 leeway {leeway}"), at(1), Good),
            (format!("C11 leeway {leeway}"), at(0), EXPIRED),
            (format!("C12 leeway {leeway}"), at(-1), EXPIRED),
        ];
        judge(&verifier, rows);
    }
    let rows = vec![
        ("C13 the second before", expiring(NOW + 1), Good),
        ("C13 no leeway unless set", expiring(NOW), EXPIRED),
    ];
    judge(&service(), rows);
}

#[test]
fn a_token_is_refused_until_the_second_of_its_nbf() {
    for leeway in [0, 10, 120] {
        let verifier = build(rules_now().leeway(Duration::from_secs(leeway)));
        let nbf = |seconds: u64| token(&[("nbf", &(NOW + seconds).to_string())]);
        let rows = vec![
            (format!("C14 leeway {leeway}"), nbf(leeway), Good),
            (
                format!("C15 leeway {leeway}"),
                nbf(leeway + 1),
                As(Refusal::NotYetValid),
            ),
            (format!("C16 leeway {leeway}"), token(&[]), Good),
        ];
        judge(&verifier, rows);
    }
}

#[test]
fn a_token_from_the_future_is_refused_and_one_without_iat_is_not() {
    for leeway in [0, 10, 120] {
        let verifier = build(rules_now().leeway(Duration::from_secs(leeway)));
        let iat = |seconds: u64| token(&[("iat", &(NOW + seconds).to_string())]);
        let rows = vec![
            (format!("C09 leeway {leeway}"), iat(leeway), Good),
            (
                format!("C09 leeway {leeway} + 1"),
                iat(leeway + 1),
                As(Refusal::IssuedInFuture),
            ),
            ("C09 no iat".to_owned(), token(&[("iat", "")]), Good),
        ];
        judge(&verifier, rows);
    }
    let without = service().verify::<Value>(&token(&[("iat", "")])).unwrap();
    assert_eq!(without.issued_at(), None);
}

#[test]
fn nbf_and_iat_have_ten_seconds_of_leeway_unless_set() {
    for (claim, refusal) in [
        ("nbf", Refusal::NotYetValid),
        ("iat", Refusal::IssuedInFuture),
    ] {
        let rows = vec![
            ("10", token(&[(claim, &(NOW + 10).to_string())]), Good),
            (
                "11",
                token(&[(claim, &(NOW + 11).to_string())]),
                As(refusal),
            ),
        ];
        judge(&service(), rows);
    }
}

#[test]
fn twenty_minutes_around_now_are_judged_exactly() {
    let verdict = |late: bool, refusal| if late { As(refusal) } else { Good };
    let mut rows = Vec::new();
    for offset in -600..=600_i64 {
        let date = NOW.strict_add_signed(offset).to_string();
        let exp = token(&[("iat", ""), ("exp", &date)]);
        rows.push((
            format!("C19 exp {offset}"),
            exp,
            verdict(offset <= 0, Refusal::Expired),
        ));
        let later = (NOW + 3_600).to_string();
        let nbf = token(&[("iat", ""), ("nbf", &date), ("exp", &later)]);
        rows.push((
            format!("C19 nbf {offset}"),
            nbf,
            verdict(offset > 10, Refusal::NotYetValid),
        ));
        let iat = token(&[("iat", &date), ("exp", &later)]);
        rows.push((
            format!("C19 iat {offset}"),
            iat,
            verdict(offset > 10, Refusal::IssuedInFuture),
        ));
    }
    assert_eq!(rows.len(), 3_603);
    judge(&service(), rows);
}

#[test]
fn a_clock_far_from_today_still_judges() {
    for now in [0, 1, (1 << 32) + 1, 200_000_000_000] {
        let clock = TestClock::at(now);
        let issuer = TestIssuer::hs512().clock(clock.clone());
        let verifier = build(Verifier::simple_jwt(issuer.verifying_key()).clock(clock));
        let expired = claims_text(&[("iat", ""), ("exp", &now.to_string())]);
        let rows = vec![
            (
                format!("C20 at {now}"),
                issuer.access_token(&json!({})),
                Good,
            ),
            (
                format!("C20 exp at {now}"),
                issuer.sign(r#"{"alg":"HS512"}"#, expired),
                EXPIRED,
            ),
        ];
        judge(&verifier, rows);
    }
    let verdict_at = |now| {
        let verifier = build(rules_now().clock(TestClock::at(now)));
        verifier
            .verify::<Value>(&token(&[]))
            .map(|_| ())
            .unwrap_err()
    };
    assert_eq!(
        verdict_at(0),
        Refusal::IssuedInFuture,
        "C20 today's token in 1970"
    );
    assert_eq!(
        verdict_at(u64::MAX),
        Refusal::Expired,
        "C20 at the end of time"
    );
}

#[test]
fn one_verifier_follows_its_clock() {
    let clock = TestClock::at(NOW);
    let verifier = build(rules_now().clock(clock.clone()));
    let token = token(&[]);
    assert!(verifier.verify::<Value>(&token).is_ok());
    clock.set(E);
    assert_eq!(
        verifier.verify::<Value>(&token).unwrap_err(),
        Refusal::Expired
    );
    clock.set(E - 1);
    assert!(verifier.verify::<Value>(&token).is_ok());
}

fn expiring(exp: u64) -> String {
    let iat = (NOW - 300).to_string();
    token(&[("iat", &iat), ("exp", &exp.to_string())])
}

fn rules_now() -> VerifierBuilder {
    rules(issuer().verifying_key())
}

fn build(rules: VerifierBuilder) -> Verifier {
    rules.build().unwrap()
}

fn service() -> Verifier {
    verifier(issuer().verifying_key())
}
