//! C04–C06, C08, C17, C18: what `exp`, `nbf` and `iat` may be, each and together.

use std::time::Duration;

use jwt_auth_core::{Refusal, TestClock, Verifier};
use serde_json::Value;

use crate::auth::{NOW, issuer, rules, token, verifier};
use crate::table::Expect::{As, Good, Refused};
use crate::table::judge;

const DAY: u64 = 24 * 3_600;

#[test]
fn a_date_that_is_no_number_of_seconds_is_refused() {
    let wrong = [
        r#""1767225900""#,
        "null",
        "true",
        "[1767225900]",
        "{}",
        "-1",
        "-0.0",
        "-1.5",
    ];
    let mut rows = vec![("C04".to_owned(), token(&[]), Good)];
    for value in wrong {
        rows.push((
            format!("C04 exp {value}"),
            token(&[("exp", value)]),
            Refused,
        ));
        for claim in ["nbf", "iat"] {
            rows.push((
                format!("C08 {claim} {value}"),
                token(&[(claim, value)]),
                Refused,
            ));
        }
    }
    rows.push((
        "C04 exp as text".into(),
        token(&[("exp", r#""1767225900""#)]),
        As(Refusal::InvalidClaim("exp")),
    ));
    rows.push((
        "C08 nbf as text".into(),
        token(&[("nbf", r#""99999999999""#)]),
        As(Refusal::InvalidClaim("nbf")),
    ));
    rows.push((
        "C04 no exp".into(),
        token(&[("exp", "")]),
        As(Refusal::MissingClaim("exp")),
    ));
    judge(&service(), rows);
}

#[test]
fn a_token_that_would_never_end_is_refused() {
    let for_ever = [
        "1e19",
        "18446744073709551615",
        "18446744073709551616",
        "1e308",
        "9e999",
        "253402300800",
    ];
    let mut rows = vec![("C05".to_owned(), token(&[]), Good)];
    for exp in for_ever {
        rows.push((format!("C05 {exp}"), token(&[("exp", exp)]), Refused));
        let without_iat = token(&[("exp", exp), ("iat", "")]);
        rows.push((format!("C05 {exp} without iat"), without_iat, Refused));
    }
    judge(&service(), rows);
}

#[test]
fn the_year_10000_is_out_of_range_even_when_it_is_near() {
    let near = Verifier::simple_jwt(issuer().verifying_key())
        .clock(TestClock::at(253_402_300_700))
        .build()
        .unwrap();
    let rows = vec![
        ("C05 its eve, issued then", ending("253402300799"), Good),
        ("C05 its first second", ending("253402300800"), Refused),
    ];
    judge(&near, rows);
}

#[test]
fn fractions_and_exponents_are_numbers_too() {
    for (exp, second) in [
        ("1767225900", 1_767_225_900),
        ("1.7672259e9", 1_767_225_900),
        ("17672259E2", 1_767_225_900),
        ("1767225900.0", 1_767_225_900),
        ("1767225900.5", 1_767_225_901),
    ] {
        let verified = service().verify::<Value>(&token(&[("exp", exp)]));
        assert_eq!(verified.unwrap().expires_at(), second, "C06 {exp}");
    }
}

#[test]
fn a_lifetime_over_the_cap_is_refused() {
    let long = As(Refusal::LifetimeTooLong);
    let lasting = |iat: &str, exp: u64| token(&[("iat", iat), ("exp", &exp.to_string())]);
    let (now, earlier, later) = (
        NOW.to_string(),
        (NOW - 3_600).to_string(),
        (NOW + 10).to_string(),
    );
    let rows = vec![
        ("C17 24 h", lasting(&now, NOW + DAY), Good),
        (
            "C17 24 h and more than the leeway",
            lasting(&now, NOW + DAY + 11),
            long,
        ),
        (
            "C17 24 h, issued earlier",
            lasting(&earlier, NOW - 3_600 + DAY),
            Good,
        ),
        (
            "C17 counted from now, since old versions of SimpleJWT copy the iat of the refresh token",
            lasting(&earlier, NOW + 300),
            Good,
        ),
        (
            "C17 24 h by a clock 10 s ahead",
            lasting(&later, NOW + 10 + DAY),
            Good,
        ),
        ("C17 24 h without iat", lasting("", NOW + DAY), Good),
        (
            "C17 without iat, beyond all leeway",
            lasting("", NOW + DAY + 11),
            long,
        ),
    ];
    judge(&service(), rows);

    let minute = rules(issuer().verifying_key())
        .max_lifetime(Duration::from_secs(60))
        .build()
        .unwrap();
    let rows = vec![
        ("C17 a minute", lasting(&now, NOW + 60), Good),
        (
            "C17 a minute and more than the leeway",
            lasting(&now, NOW + 71),
            long,
        ),
    ];
    judge(&minute, rows);
}

#[test]
fn a_token_that_ends_before_it_begins_is_refused() {
    let dated = |claim, begin: u64, exp: u64| {
        token(&[
            ("iat", ""),
            (claim, &begin.to_string()),
            ("exp", &exp.to_string()),
        ])
    };
    // Within the leeway of `nbf` and `iat`, so that nothing but the order is wrong.
    let rows = vec![
        ("C18 exp after nbf", dated("nbf", NOW + 5, NOW + 6), Good),
        ("C18 exp = nbf", dated("nbf", NOW + 5, NOW + 5), Refused),
        (
            "C18 exp before nbf",
            dated("nbf", NOW + 5, NOW + 4),
            Refused,
        ),
        ("C18 exp after iat", dated("iat", NOW + 5, NOW + 6), Good),
        (
            "C18 exp before iat",
            dated("iat", NOW + 5, NOW + 4),
            Refused,
        ),
    ];
    judge(&service(), rows);
}

fn ending(exp: &str) -> String {
    token(&[("iat", "253402300600"), ("exp", exp)])
}

fn service() -> Verifier {
    verifier(issuer().verifying_key())
}
