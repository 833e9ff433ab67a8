//! Several issuers: a token is judged by the keys of the issuer that it names, and by no others.

use jwt_auth_core::{Algorithm, Refusal, TestClock, Verifier, VerifierBuilder, VerifyingKey};
use serde_json::Value;

use crate::auth::{NOW, claims_text};
use crate::foreign::{ForeignKey, secret};
use crate::table::Expect::{self, As, Good};
use crate::table::judge;

pub(crate) const A: &str = "https://a.example";
pub(crate) const B: &str = "https://b.example";
const BAD: Expect = As(Refusal::BadSignature);

#[test]
fn a_token_is_judged_by_the_keys_of_the_issuer_that_it_names() {
    let rows = vec![
        ("A", signed(1, A, &[]), Good),
        ("B", signed(2, B, &[]), Good),
        ("A's by B's key", signed(2, A, &[]), BAD),
        ("B's by A's key", signed(1, B, &[]), BAD),
        ("A's by nobody's key", signed(3, A, &[]), BAD),
    ];
    judge(&both(rules(1, A), rules(2, B)), rows);
}

#[test]
fn a_kid_leads_to_no_key_of_another_issuer() {
    let named = |number, kid: &str, issuer| {
        let rules = Verifier::builder(key(number).with_kid(kid).unwrap());
        rules.issuer(issuer).accept_any_audience().clock(now())
    };
    let token = |number, kid: &str, issuer: &str| {
        let header = format!(r#"{{"alg":"HS512","kid":"{kid}"}}"#);
        signing(number).sign(header, claims(issuer, &[]))
    };
    let unknown = As(Refusal::UnknownKid);
    let rows = vec![
        ("A", token(1, "a", A), Good),
        ("B", token(2, "b", B), Good),
        ("A with B's kid, by B's key", token(2, "b", A), unknown),
        ("A with B's kid, by A's key", token(1, "b", A), unknown),
        ("B with A's kid, by A's key", token(1, "a", B), unknown),
    ];
    judge(&both(named(1, "a", A), named(2, "b", B)), rows);
    let rows = vec![
        ("the same kid, A", token(1, "k", A), Good),
        ("the same kid, B", token(2, "k", B), Good),
        ("the same kid, A's by B's key", token(2, "k", A), BAD),
    ];
    judge(&both(named(1, "k", A), named(2, "k", B)), rows);
}

#[test]
fn an_algorithm_of_one_issuer_is_not_allowed_to_another() {
    let pem = crate::foreign::ED25519_PEM;
    let ed25519 = Verifier::builder(VerifyingKey::ed25519_pem(pem).unwrap());
    let ed25519 = ed25519.issuer(B).accept_any_audience().clock(now());
    let confused = ForeignKey::hmac(Algorithm::HS512, pem).token(&claims(B, &[]));
    let not_allowed = As(Refusal::AlgorithmNotAllowed);
    let rows = vec![
        ("A with HS512", signed(1, A, &[]), Good),
        (
            "B with EdDSA",
            ForeignKey::ed25519().token(&claims(B, &[])),
            Good,
        ),
        ("B with A's HS512 key", signed(1, B, &[]), not_allowed),
        (
            "A with EdDSA",
            ForeignKey::ed25519().token(&claims(A, &[])),
            not_allowed,
        ),
        (
            "H07 B with its public key as a secret",
            confused,
            not_allowed,
        ),
    ];
    judge(&both(rules(1, A), ed25519), rows);
}

#[test]
fn a_token_must_name_one_of_the_issuers_as_text_and_once() {
    let with = |iss: &str| signing(1).token(&claims_text(&[("iss", iss)]));
    let invalid = As(Refusal::InvalidClaim("iss"));
    let missing = As(Refusal::MissingClaim("iss"));
    let wrong = As(Refusal::WrongIssuer);
    let rows = vec![
        ("C03 own", with(r#""https://a.example""#), Good),
        ("C03 escaped", with(r#""https:\/\/a.example""#), Good),
        ("C03 missing", with(""), missing),
        ("C03 null", with("null"), missing),
        ("C03 number", with("5"), invalid),
        ("C03 list", with(r#"["https://a.example"]"#), invalid),
        ("C03 object", with(r#"{"https://a.example":1}"#), invalid),
        ("C03 unknown", with(r#""https://evil.example""#), wrong),
        ("C03 empty", with(r#""""#), wrong),
        ("C03 slash", with(r#""https://a.example/""#), wrong),
        ("C03 case", with(r#""https://A.example""#), wrong),
        (
            "C03 both",
            with(r#""https://a.example https://b.example""#),
            wrong,
        ),
        (
            "C07 A, then B",
            with(r#""https://a.example","iss":"https://b.example""#),
            As(Refusal::Malformed),
        ),
        (
            "C07 A twice, once escaped",
            with(r#""https://a.example","\u0069ss":"https://a.example""#),
            As(Refusal::Malformed),
        ),
    ];
    judge(&both(rules(1, A), rules(2, B)), rows);
}

#[test]
fn claims_that_are_no_object_name_no_issuer() {
    let signed = |claims: &str| signing(1).token(claims);
    let malformed = As(Refusal::Malformed);
    let rows = vec![
        ("C25 array", signed(r#"["https://a.example"]"#), malformed),
        ("C25 text", signed(r#""https://a.example""#), malformed),
        (
            "C25 cut off",
            signed(r#"{"iss":"https://a.example""#),
            malformed,
        ),
        (
            "C25 empty object",
            signed("{}"),
            As(Refusal::MissingClaim("iss")),
        ),
        ("T01 nothing", String::new(), malformed),
        ("good", signed(&claims(A, &[])), Good),
    ];
    judge(&both(rules(1, A), rules(2, B)), rows);
}

#[test]
fn issuers_are_named_differently_each_and_are_at_least_one() {
    let built = |rules: Vec<VerifierBuilder>| {
        let verifiers = rules.into_iter().map(|rules| rules.build().unwrap());
        Verifier::for_issuers(verifiers)
    };
    let nameless = || rules(2, B).accept_any_issuer();
    let rows = [
        ("K19 none", vec![], Some("no verifiers")),
        ("one", vec![rules(1, A)], None),
        ("two", vec![rules(1, A), rules(2, B)], None),
        (
            "without a name",
            vec![rules(1, A), nameless()],
            Some("without an issuer"),
        ),
        (
            "only without a name",
            vec![nameless()],
            Some("without an issuer"),
        ),
        (
            "twice",
            vec![rules(1, A), rules(2, A)],
            Some("two verifiers"),
        ),
        (
            "another case",
            vec![rules(1, A), rules(2, "https://A.example")],
            None,
        ),
    ];
    for (id, rules, expected) in rows {
        let text = built(rules).err().map(|error| error.to_string());
        match (expected, &text) {
            (Some(part), Some(text)) => assert!(text.contains(part), "{id}: {text}"),
            (expected, text) => assert_eq!(text.as_deref(), expected, "{id}"),
        }
    }
    let pair = || both(rules(1, A), rules(2, B));
    let third = || rules(3, "https://c.example").build().unwrap();
    let three = Verifier::for_issuers([pair(), third()]).unwrap();
    let issuers: Vec<&str> = three.issuers().collect();
    assert_eq!(issuers, [A, B, "https://c.example"]);
    assert!(Verifier::for_issuers([pair(), third(), pair()]).is_err());
}

#[test]
fn a_single_issuer_is_compared_too() {
    let one = Verifier::for_issuers([rules(1, A).build().unwrap()]).unwrap();
    let rows = vec![
        ("C03 own", signed(1, A, &[]), Good),
        ("C03 another", signed(1, B, &[]), As(Refusal::WrongIssuer)),
        (
            "C03 missing",
            signing(1).token(&claims_text(&[])),
            As(Refusal::WrongIssuer),
        ),
    ];
    judge(&one, rows);
}

#[test]
fn what_was_verified_says_who_issued_it() {
    let verifier = both(rules(1, A), rules(2, B));
    for (number, issuer) in [(1, A), (2, B)] {
        let verified = verifier.verify::<Value>(&signed(number, issuer, &[]));
        assert_eq!(verified.unwrap().registered().issuer(), Some(issuer));
    }
}

pub(crate) fn both(first: VerifierBuilder, second: VerifierBuilder) -> Verifier {
    Verifier::for_issuers([first.build().unwrap(), second.build().unwrap()]).unwrap()
}

pub(crate) fn rules(number: u8, issuer: &str) -> VerifierBuilder {
    let rules = Verifier::builder(key(number)).issuer(issuer);
    rules.accept_any_audience().clock(now())
}

pub(crate) fn key(number: u8) -> VerifyingKey {
    VerifyingKey::hs512(secret(number, 64)).unwrap()
}

pub(crate) fn signing(number: u8) -> ForeignKey {
    ForeignKey::hmac(Algorithm::HS512, secret(number, 64))
}

pub(crate) fn signed(number: u8, issuer: &str, changes: &[(&str, &str)]) -> String {
    signing(number).token(&claims(issuer, changes))
}

pub(crate) fn claims(issuer: &str, changes: &[(&str, &str)]) -> String {
    let issuer = format!(r#""{issuer}""#);
    claims_text(&[&[("iss", &*issuer)], changes].concat())
}

pub(crate) fn now() -> TestClock {
    TestClock::at(NOW)
}
