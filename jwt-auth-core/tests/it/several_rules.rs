//! Several issuers: audience, profile, dates and size of a token are judged by the rules of the issuer that it names.

use std::time::Duration;

use jwt_auth_core::{Refusal, TestClock, Verifier};

use crate::auth::NOW;
use crate::several_issuers::{A, B, both, claims, key, now, rules, signed, signing};
use crate::table::Expect::{As, Good};
use crate::table::judge;

#[test]
fn the_audience_of_one_issuer_is_none_of_another() {
    let for_service = |number, issuer, audience| {
        let rules = Verifier::builder(key(number)).issuer(issuer);
        rules.audience(audience).clock(now())
    };
    let aud = |number, issuer, aud| signed(number, issuer, &[("aud", aud)]);
    let wrong = As(Refusal::WrongAudience);
    let rows = vec![
        ("A", aud(1, A, r#""one""#), Good),
        ("B", aud(2, B, r#""two""#), Good),
        ("C01 A for B's audience", aud(1, A, r#""two""#), wrong),
        ("C01 B for A's audience", aud(2, B, r#""one""#), wrong),
        ("C01 A for nobody", signed(1, A, &[]), wrong),
    ];
    judge(
        &both(for_service(1, A, "one"), for_service(2, B, "two")),
        rows,
    );
}

#[test]
fn each_profile_judges_the_tokens_of_its_own_issuer() {
    let simple = Verifier::simple_jwt(key(1)).issuer(A).clock(now());
    let oauth = Verifier::at_jwt(key(2), B, "svc").clock(now());
    let own = [
        ("aud", r#""svc""#),
        ("sub", r#""u1""#),
        ("client_id", r#""c1""#),
    ];
    let typed = |number, issuer| {
        let header = r#"{"alg":"HS512","typ":"at+jwt"}"#;
        signing(number).sign(header, claims(issuer, &own))
    };
    let wrong = As(Refusal::WrongType);
    let rows = vec![
        ("A is SimpleJWT's", signed(1, A, &own), Good),
        ("B is RFC 9068's", typed(2, B), Good),
        ("H14 A as at+jwt", typed(1, A), wrong),
        ("H14 B without typ", signed(2, B, &own), wrong),
        (
            "C28 A's refresh token",
            signed(1, A, &[("token_type", r#""refresh""#)]),
            wrong,
        ),
    ];
    judge(&both(simple, oauth), rows);
}

#[test]
fn leeway_lifetime_and_clock_of_one_issuer_are_none_of_another() {
    let strict = rules(1, A)
        .leeway(Duration::ZERO)
        .expiry_leeway(Duration::ZERO)
        .max_lifetime(Duration::from_secs(600));
    let lax = rules(2, B)
        .leeway(Duration::from_secs(120))
        .expiry_leeway(Duration::from_secs(120));
    let dated = |number, issuer, iat: i64, exp: i64| {
        let [iat, exp] = [iat, exp].map(|it| NOW.strict_add_signed(it).to_string());
        signed(number, issuer, &[("iat", &iat), ("exp", &exp)])
    };
    let rows = vec![
        (
            "C13 A at its exp",
            dated(1, A, -60, 0),
            As(Refusal::Expired),
        ),
        ("C10 B within its leeway", dated(2, B, -600, -119), Good),
        (
            "C09 A a second ahead",
            dated(1, A, 1, 60),
            As(Refusal::IssuedInFuture),
        ),
        ("C09 B within its leeway", dated(2, B, 120, 180), Good),
        (
            "C17 A for an hour",
            dated(1, A, 0, 3_600),
            As(Refusal::LifetimeTooLong),
        ),
        ("C17 B for an hour", dated(2, B, 0, 3_600), Good),
    ];
    judge(&both(strict, lax), rows);

    let later = rules(2, B).clock(TestClock::at(NOW + 3_600));
    let rows = vec![
        ("A now", signed(1, A, &[]), Good),
        ("B an hour later", signed(2, B, &[]), As(Refusal::Expired)),
    ];
    judge(&both(rules(1, A), later), rows);
}

#[test]
fn the_size_limit_of_one_issuer_is_none_of_another() {
    let pad = format!(r#""{}""#, "x".repeat(600));
    let large = |number, issuer| signed(number, issuer, &[("pad", &pad)]);
    let (small, roomy) = (
        rules(1, A).max_token_bytes(512),
        rules(2, B).max_token_bytes(2_048),
    );
    let verifier = both(small, roomy);
    assert_eq!(verifier.max_token_bytes(), 2_048);
    let rows = vec![
        ("T13 A small", signed(1, A, &[]), Good),
        ("T13 B large", large(2, B), Good),
        ("T13 A large", large(1, A), As(Refusal::TooLarge)),
        (
            "T13 too large for all",
            "x".repeat(2_049),
            As(Refusal::TooLarge),
        ),
    ];
    judge(&verifier, rows);
}

#[test]
fn a_token_as_long_as_its_issuers_limit_is_not_too_long() {
    let pad = format!(r#""{}""#, "x".repeat(600));
    let token = signed(1, A, &[("pad", &pad)]);
    for (limit, expect) in [
        (token.len(), Good),
        (token.len() - 1, As(Refusal::TooLarge)),
    ] {
        let roomy = rules(2, B).max_token_bytes(2_048);
        let verifier = both(rules(1, A).max_token_bytes(limit), roomy);
        let other = signed(2, B, &[("pad", &pad)]);
        let rows = vec![
            (format!("T13 {limit}"), token.clone(), expect),
            ("T13 the other".to_owned(), other, Good),
        ];
        judge(&verifier, rows);
    }
}
