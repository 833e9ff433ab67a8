//! T13, K18, K19: the size of a token, and the bounds of every setting.

use std::time::Duration;

use jwt_auth_core::{Refusal, VerifierBuildError, VerifierBuilder, VerifyingKey};

use crate::auth::{issuer, rules, token, verifier};
use crate::foreign::secret;
use crate::table::Expect::{As, Good};
use crate::table::judge;

#[test]
fn a_token_of_one_byte_more_than_the_limit_is_refused() {
    let token = padded(600);
    let limit = |bytes| rules_now().max_token_bytes(bytes).build().unwrap();
    let exact = limit(token.len());
    assert_eq!(exact.max_token_bytes(), token.len());
    let rows = vec![
        ("T13 exactly the limit", token.clone(), Good),
        (
            "T13 one byte more",
            format!("{token}A"),
            As(Refusal::TooLarge),
        ),
    ];
    judge(&exact, rows);
    let rows = vec![
        ("T13 one byte over the limit", token, As(Refusal::TooLarge)),
        ("T13 shorter", padded(100), Good),
    ];
    judge(&limit(exact.max_token_bytes() - 1), rows);
}

#[test]
fn the_limit_is_8192_bytes_unless_set() {
    let service = verifier(issuer().verifying_key());
    assert_eq!(service.max_token_bytes(), 8_192);
    let fitting = (5_000..).map(padded).find(|token| token.len() == 8_192);
    let larger = (5_000..).map(padded).find(|token| token.len() > 8_192);
    let rows = vec![
        ("T13 8,192 bytes", fitting.unwrap(), Good),
        ("T13 more", larger.unwrap(), As(Refusal::TooLarge)),
        (
            "T13 no token at all",
            "x".repeat(8_193),
            As(Refusal::TooLarge),
        ),
        (
            "T13 no token but short enough",
            "x".repeat(8_192),
            As(Refusal::Malformed),
        ),
    ];
    judge(&service, rows);
}

#[test]
fn settings_outside_their_bounds_are_refused() {
    let seconds = Duration::from_secs;
    let nanosecond = Duration::from_nanos(1);
    let day = seconds(24 * 3_600);
    let rows: Vec<(&str, VerifierBuilder, usize)> = vec![
        ("defaults", rules_now(), 0),
        ("K18 leeway 0", rules_now().leeway(seconds(0)), 0),
        ("K18 leeway 120 s", rules_now().leeway(seconds(120)), 0),
        ("K18 leeway 121 s", rules_now().leeway(seconds(121)), 1),
        ("K18 leeway for ever", rules_now().leeway(Duration::MAX), 1),
        (
            "K18 expiry leeway 120 s",
            rules_now().expiry_leeway(seconds(120)),
            0,
        ),
        (
            "K18 expiry leeway more",
            rules_now().expiry_leeway(seconds(120) + nanosecond),
            1,
        ),
        (
            "K18 lifetime 1 min",
            rules_now().max_lifetime(seconds(60)),
            0,
        ),
        (
            "K18 lifetime 59 s",
            rules_now().max_lifetime(seconds(59)),
            1,
        ),
        (
            "K18 lifetime 400 days",
            rules_now().max_lifetime(day * 400),
            0,
        ),
        (
            "K18 lifetime longer",
            rules_now().max_lifetime(day * 400 + nanosecond),
            1,
        ),
        ("K18 512 bytes", rules_now().max_token_bytes(512), 0),
        ("K18 511 bytes", rules_now().max_token_bytes(511), 1),
        ("K18 16,384 bytes", rules_now().max_token_bytes(16_384), 0),
        ("K18 16,385 bytes", rules_now().max_token_bytes(16_385), 1),
        ("K19 issuer", rules_now().issuer("auth"), 0),
        ("K19 empty issuer", rules_now().issuer(""), 1),
        ("K19 audience", rules_now().audience("svc"), 0),
        ("K19 empty audience", rules_now().audience(""), 1),
        ("K19 empty token type", rules_now().token_type(""), 1),
        ("K19 both empty", rules_now().issuer("").audience(""), 2),
        ("K13 four keys without a kid", with_unnamed_keys(4), 0),
        ("K13 five keys without a kid", with_unnamed_keys(5), 1),
        ("K13 four keys with one kid", with_keys_named("k", 4), 0),
        ("K13 five keys with one kid", with_keys_named("k", 5), 1),
        (
            "the lifetime of all access tokens",
            rules_now().issued_at_from_expiry(day),
            0,
        ),
        (
            "the lifetime of all access tokens, above the cap",
            rules_now().issued_at_from_expiry(day + nanosecond * 1_000_000_000),
            1,
        ),
        (
            "no lifetime",
            rules_now().issued_at_from_expiry(nanosecond),
            1,
        ),
        ("K13 64 keys", with_keys(64), 0),
        ("K13 65 keys", with_keys(65), 1),
    ];
    for (id, rules, expected) in rows {
        let problems = match rules.build() {
            Ok(_) => 0,
            Err(error) => assert_is_told(&error),
        };
        assert_eq!(problems, expected, "{id}");
    }
}

/// Every problem is told at once, in the text of the error too.
fn assert_is_told(error: &VerifierBuildError) -> usize {
    let text = error.to_string();
    for problem in error.problems() {
        assert!(text.contains(problem), "{problem:?} is not in {text:?}");
    }
    error.problems().len()
}

fn with_keys(count: u8) -> VerifierBuilder {
    let key = |number| VerifyingKey::hs512(secret(number, 64)).unwrap();
    (2..=count).fold(rules(key(1)), |rules, number| {
        let kid = number.to_string();
        rules.also_accept(key(number).with_kid(kid).unwrap())
    })
}

fn with_unnamed_keys(count: u8) -> VerifierBuilder {
    let key = |number| VerifyingKey::hs512(secret(number, 64)).unwrap();
    (2..=count).fold(rules(key(1)), |rules, number| {
        rules.also_accept(key(number))
    })
}

fn with_keys_named(kid: &str, count: u8) -> VerifierBuilder {
    let key = |number| {
        let key = VerifyingKey::hs512(secret(number, 64)).unwrap();
        key.with_kid(kid).unwrap()
    };
    (2..=count).fold(rules(key(1)), |rules, number| {
        rules.also_accept(key(number))
    })
}

fn rules_now() -> VerifierBuilder {
    rules(issuer().verifying_key())
}

/// A good token with so many bytes in claims that nobody asks for.
fn padded(bytes: usize) -> String {
    let texts: Vec<String> = ["a".repeat(bytes / 2), "b".repeat(bytes - bytes / 2)]
        .map(|text| format!(r#""{text}""#))
        .into();
    token(&[("pad", &texts[0]), ("more", &texts[1])])
}
