//! C09–C20 in every profile: each of the two leeways moves its own dates, to the second, and nothing else.

use std::time::Duration;

use jwt_auth_core::{Refusal, TestClock, Verifier, VerifierBuilder};
use serde_json::Value;

use crate::auth::{NOW, issuer, rules, token};
use crate::oauth::{at_jwt, at_jwt_rules};
use crate::table::Expect::{self, As, Good};
use crate::table::judge;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// A profile, how its tokens are made, and its leeways unless set: for `nbf` and `iat`, and for `exp`.
struct Profile {
    name: &'static str,
    rules: fn() -> VerifierBuilder,
    token: fn(&[(&str, &str)]) -> String,
    leeway: i64,
    expiry_leeway: i64,
}

const PROFILES: [Profile; 3] = [
    Profile {
        name: "simple_jwt",
        rules: || rules(issuer().verifying_key()),
        token,
        leeway: 10,
        expiry_leeway: 0,
    },
    Profile {
        name: "at_jwt",
        rules: at_jwt_rules,
        token: at_jwt,
        leeway: 30,
        expiry_leeway: 30,
    },
    Profile {
        name: "generic",
        rules: generic,
        token,
        leeway: 30,
        expiry_leeway: 30,
    },
];

#[test]
fn twenty_minutes_around_now_are_judged_exactly_in_every_profile() {
    for profile in PROFILES {
        let verifier = (profile.rules)().build().unwrap();
        sweep(&profile, &verifier, profile.leeway, profile.expiry_leeway);
    }
}

#[test]
fn twenty_minutes_around_now_are_judged_exactly_by_both_leeways() {
    for (profile, leeway, expiry_leeway) in [(&PROFILES[0], 5, 90), (&PROFILES[1], 120, 1)] {
        let rules = (profile.rules)()
            .leeway(seconds(leeway))
            .expiry_leeway(seconds(expiry_leeway));
        sweep(profile, &rules.build().unwrap(), leeway, expiry_leeway);
    }
}

#[test]
fn the_edges_of_both_leeways_lie_where_they_are_set() {
    for profile in PROFILES {
        for (leeway, expiry_leeway) in [(0, 0), (0, 120), (120, 0), (1, 30), (120, 120)] {
            let verifier = (profile.rules)()
                .leeway(seconds(leeway))
                .expiry_leeway(seconds(expiry_leeway))
                .build()
                .unwrap();
            let name = format!("{} {leeway} {expiry_leeway}", profile.name);
            let row = |id: &str, claim, offset, expect| {
                let token = dated(&profile, claim, offset);
                (format!("{id} {name}"), token, expect)
            };
            let expired = As(Refusal::Expired);
            let early = As(Refusal::NotYetValid);
            let future = As(Refusal::IssuedInFuture);
            let rows = vec![
                row("C10", "exp", 1 - expiry_leeway, Good),
                row("C11", "exp", -expiry_leeway, expired),
                row("C12", "exp", -expiry_leeway - 1, expired),
                row("C14", "nbf", leeway, Good),
                row("C15", "nbf", leeway + 1, early),
                row("C09", "iat", leeway, Good),
                row("C09", "iat", leeway + 1, future),
            ];
            judge(&verifier, rows);
        }
    }
}

#[test]
fn the_lifetime_counts_from_iat_too_where_iat_is_the_tokens_own() {
    let long = As(Refusal::LifetimeTooLong);
    for profile in PROFILES {
        let old_iat = if profile.name == "simple_jwt" {
            Good
        } else {
            long
        };
        let lasting = |iat: i64, exp: i64| (profile.token)(&[("iat", &at(iat)), ("exp", &at(exp))]);
        let id = |text: &str| format!("C17 {} {text}", profile.name);
        let rows = vec![
            (id("a day"), lasting(0, DAY), Good),
            (
                id("a day from an hour ago"),
                lasting(-HOUR, DAY - HOUR),
                Good,
            ),
            (id("a second more"), lasting(-HOUR, DAY - HOUR + 1), old_iat),
            (
                id("two days, nearly over"),
                lasting(-2 * DAY + HOUR, HOUR),
                old_iat,
            ),
            (id("a year, nearly over"), lasting(-365 * DAY, 60), old_iat),
            (id("more than a day from now"), lasting(0, DAY + 121), long),
        ];
        judge(&(profile.rules)().build().unwrap(), rows);
    }
}

#[test]
fn a_lifetime_that_is_set_counts_from_iat() {
    let minutes = at_jwt_rules().max_lifetime(seconds(300)).build().unwrap();
    let lasting = |iat: i64, exp: i64| at_jwt(&[("iat", &at(iat)), ("exp", &at(exp))]);
    let long = As(Refusal::LifetimeTooLong);
    let rows = vec![
        ("C17 300 s", lasting(0, 300), Good),
        ("C17 300 s, 299 of them gone", lasting(-299, 1), Good),
        ("C17 301 s, 300 of them gone", lasting(-300, 1), long),
        (
            "C17 300.5 s",
            at_jwt(&[("exp", &format!("{}.5", at(300)))]),
            long,
        ),
        ("C17 301 s", lasting(0, 301), long),
        ("C17 by a clock 30 s ahead", lasting(30, 330), Good),
    ];
    judge(&minutes, rows);
}

#[test]
fn a_token_that_ends_before_it_begins_is_refused_in_every_profile() {
    let wrong = As(Refusal::InvalidClaim("exp"));
    for profile in PROFILES {
        let order = |claim, begin: i64, exp: i64| {
            let iat = at(-HOUR);
            let own = [("iat", &*iat), (claim, &*at(begin)), ("exp", &*at(exp))];
            (profile.token)(&own)
        };
        let id = |text: &str| format!("C18 {} {text}", profile.name);
        let rows = vec![
            (id("nbf before exp"), order("nbf", 5, 6), Good),
            (id("nbf = exp"), order("nbf", 5, 5), wrong),
            (id("nbf after exp"), order("nbf", 5, 4), wrong),
            (id("iat before exp"), order("iat", 5, 6), Good),
            (id("iat = exp"), order("iat", 5, 5), wrong),
            (id("iat after exp"), order("iat", 5, 4), wrong),
        ];
        judge(&(profile.rules)().build().unwrap(), rows);
    }
}

#[test]
fn no_clock_makes_a_verifier_panic() {
    for profile in PROFILES {
        for now in [0, 1, 1 << 32, (1 << 32) + 1, u64::MAX - 1, u64::MAX] {
            let clock = TestClock::at(now);
            let verifier = (profile.rules)().clock(clock).build().unwrap();
            let refusal = verifier.verify::<Value>(&(profile.token)(&[]));
            let expected = if now < NOW {
                Refusal::IssuedInFuture
            } else {
                Refusal::Expired
            };
            assert_eq!(refusal.unwrap_err(), expected, "C20 {} {now}", profile.name);
        }
    }
}

/// C19: 3,603 tokens, each with one date out of twenty minutes around now.
fn sweep(profile: &Profile, verifier: &Verifier, leeway: i64, expiry_leeway: i64) {
    let verdict = |refused: bool, refusal| if refused { As(refusal) } else { Good };
    let mut rows: Vec<(String, String, Expect)> = Vec::new();
    for offset in -600..=600 {
        let verdicts = [
            ("exp", verdict(offset <= -expiry_leeway, Refusal::Expired)),
            ("nbf", verdict(offset > leeway, Refusal::NotYetValid)),
            ("iat", verdict(offset > leeway, Refusal::IssuedInFuture)),
        ];
        for (claim, expect) in verdicts {
            let id = format!("C19 {} {claim} {offset}", profile.name);
            rows.push((id, dated(profile, claim, offset), expect));
        }
    }
    assert_eq!(rows.len(), 3_603);
    judge(verifier, rows);
}

/// A token that is good for an hour on either side but for this date.
fn dated(profile: &Profile, claim: &str, offset: i64) -> String {
    let (iat, exp, date) = (at(-HOUR), at(HOUR), at(offset));
    (profile.token)(&[("iat", &iat), ("exp", &exp), (claim, &date)])
}

fn at(offset: i64) -> String {
    NOW.strict_add_signed(offset).to_string()
}

fn seconds(count: i64) -> Duration {
    Duration::from_secs(count.try_into().unwrap())
}

fn generic() -> VerifierBuilder {
    let rules = Verifier::builder(issuer().verifying_key()).clock(TestClock::at(NOW));
    rules.accept_any_issuer().accept_any_audience()
}
