//! H20–H24: which of several keys a token is tried with.

use jwt_auth_core::{Algorithm, Refusal, TestIssuer, Verifier, VerifyingKey};
use serde_json::json;

use crate::auth::{at_now, claims_text, issuer, rules, verifier};
use crate::foreign::{ForeignKey, secret};
use crate::table::Expect::{self, As, Good};
use crate::table::judge;

const UNKNOWN: Expect = As(Refusal::UnknownKid);
const MALFORMED: Expect = As(Refusal::Malformed);
const BAD: Expect = As(Refusal::BadSignature);

#[test]
fn a_kid_must_be_exactly_that_of_the_key() {
    let kids = [
        ("H23 own", r#""key-1""#, Good),
        ("H20", r#""../../dev/null""#, UNKNOWN),
        ("H20", r#""' OR 1=1--""#, UNKNOWN),
        ("H20", r#""http://evil/""#, UNKNOWN),
        ("H20", r#""${jndi:ldap://evil/x}""#, UNKNOWN),
        ("H20 empty", r#""""#, UNKNOWN),
        ("H20 NUL", r#""key-1\u0000""#, MALFORMED),
        ("H20 LF", r#""key-1\n""#, MALFORMED),
        ("H20 not ASCII", r#""kéy-1""#, MALFORMED),
        ("H21 number", "1", MALFORMED),
        ("H21 null", "null", MALFORMED),
        ("H21 array", r#"["key-1"]"#, MALFORMED),
        ("H21 object", r#"{"key-1":1}"#, MALFORMED),
        ("H22 case", r#""KEY-1""#, UNKNOWN),
        ("H22 space after", r#""key-1 ""#, UNKNOWN),
        ("H22 space before", r#"" key-1""#, UNKNOWN),
        ("H22 beginning", r#""key""#, UNKNOWN),
    ];
    let mut rows: Vec<(String, String, Expect)> = kids
        .iter()
        .map(|(id, kid, expect)| (format!("{id} {kid}"), with_kid(kid), *expect))
        .collect();
    let longest = "k".repeat(256);
    rows.push((
        "H20 256 bytes".into(),
        with_kid(&format!(r#""{longest}""#)),
        UNKNOWN,
    ));
    rows.push((
        "H20 257 bytes".into(),
        with_kid(&format!(r#""{longest}k""#)),
        MALFORMED,
    ));
    let million = "k".repeat(1_000_000);
    let token = with_kid(&format!(r#""{million}""#));
    rows.push(("H20 1 MB".into(), token, As(Refusal::TooLarge)));
    rows.push(("H23 none".into(), issuer().access_token(&json!({})), Good));
    let key = issuer().verifying_key().with_kid("key-1").unwrap();
    judge(&verifier(key), rows);
}

#[test]
fn a_key_without_a_kid_fits_a_token_with_any() {
    let rows = vec![
        ("none", issuer().access_token(&json!({})), Good),
        ("any", with_kid(r#""2026-01""#), Good),
        ("H21", with_kid("1"), MALFORMED),
    ];
    judge(&verifier(issuer().verifying_key()), rows);
}

#[test]
fn without_a_kid_every_key_of_the_algorithm_is_tried() {
    let keys: Vec<VerifyingKey> = (1..=2).map(numbered_key).collect();
    let rows = vec![
        ("H24 first", numbered(1, "{}"), Good),
        ("H24 second", numbered(2, "{}"), Good),
        ("H24 neither", numbered(3, "{}"), BAD),
        ("first by name", numbered(1, r#"{"kid":"k1"}"#), Good),
        ("second by name", numbered(2, r#"{"kid":"k2"}"#), Good),
        (
            "second by the first one's name",
            numbered(2, r#"{"kid":"k1"}"#),
            BAD,
        ),
        ("a third name", numbered(1, r#"{"kid":"k3"}"#), UNKNOWN),
    ];
    judge(&accepting(keys), rows);
}

#[test]
fn at_most_four_keys_are_tried_for_a_token_that_names_none() {
    let keys: Vec<VerifyingKey> = (1..=5).map(numbered_key).collect();
    let rows = vec![
        ("H24 first", numbered(1, "{}"), Good),
        ("H24 fourth", numbered(4, "{}"), Good),
        ("H24 fifth", numbered(5, "{}"), BAD),
        ("fifth by name", numbered(5, r#"{"kid":"k5"}"#), Good),
    ];
    judge(&accepting(keys), rows);
}

#[test]
fn keys_of_other_algorithms_do_not_count_as_tries() {
    let newer = at_now(TestIssuer::ed25519());
    let mut keys: Vec<VerifyingKey> = (1..=5).map(numbered_key).collect();
    keys.push(newer.verifying_key());
    let rows = vec![
        ("the only EdDSA key", newer.access_token(&json!({})), Good),
        ("H24 fifth HS512 key", numbered(5, "{}"), BAD),
    ];
    judge(&accepting(keys), rows);
}

#[test]
fn a_service_can_move_from_hs512_to_eddsa() {
    let (older, newer) = (issuer(), at_now(TestIssuer::ed25519()));
    let keys = vec![older.verifying_key(), newer.verifying_key()];
    let stranger = ForeignKey::ed25519();
    let public = newer.public_text();
    let rows = vec![
        ("K20 HS512", older.access_token(&json!({})), Good),
        ("K20 EdDSA", newer.access_token(&json!({})), Good),
        ("another EdDSA key", stranger.token(&claims_text(&[])), BAD),
        (
            "H09 the public EdDSA key as HS512 secret",
            ForeignKey::hmac(Algorithm::HS512, public).token(&claims_text(&[])),
            BAD,
        ),
        (
            "RS256",
            at_now(TestIssuer::rs256()).access_token(&json!({})),
            As(Refusal::AlgorithmNotAllowed),
        ),
    ];
    judge(&accepting(keys), rows);
}

#[test]
fn a_kid_of_a_key_for_another_algorithm_lends_nothing() {
    let newer = at_now(TestIssuer::ed25519());
    let keys = vec![
        issuer().verifying_key().with_kid("hs").unwrap(),
        newer.verifying_key().with_kid("ed").unwrap(),
    ];
    let ed = |kid| {
        newer.sign(
            format!(r#"{{"alg":"EdDSA","kid":"{kid}"}}"#),
            claims_text(&[]),
        )
    };
    let rows = vec![
        ("own kid", ed("ed"), Good),
        ("the other's kid", ed("hs"), UNKNOWN),
        ("HS512 with EdDSA's kid", with_kid(r#""ed""#), UNKNOWN),
        ("HS512 with its own", with_kid(r#""hs""#), Good),
    ];
    judge(&accepting(keys), rows);
}

#[test]
fn a_kid_that_no_token_could_carry_is_refused_for_a_key() {
    let named = |kid: &str| issuer().verifying_key().with_kid(kid);
    for kid in ["", "a\0", "a\n", "é", &"k".repeat(257)] {
        assert!(named(kid).is_err(), "{kid:?}");
    }
    for kid in ["a", "2026-01 / ~", &"k".repeat(256)] {
        assert_eq!(named(kid).unwrap().kid(), Some(kid));
    }
}

/// A token of the service's HS512 key with this as its `kid`.
fn with_kid(kid: &str) -> String {
    issuer().sign(
        format!(r#"{{"alg":"HS512","kid":{kid}}}"#),
        claims_text(&[]),
    )
}

fn numbered_key(number: u8) -> VerifyingKey {
    let key = VerifyingKey::hs512(secret(number, 64)).unwrap();
    key.with_kid(format!("k{number}")).unwrap()
}

/// A token of key `number`, with the members of `extra` in its header.
fn numbered(number: u8, extra: &str) -> String {
    let header = extra
        .replacen('{', r#"{"alg":"HS512","#, 1)
        .replace(",}", "}");
    ForeignKey::hmac(Algorithm::HS512, secret(number, 64)).sign(header, claims_text(&[]))
}

fn accepting(keys: Vec<VerifyingKey>) -> Verifier {
    let mut keys = keys.into_iter();
    let first = rules(keys.next().unwrap());
    keys.fold(first, |rules, key| rules.also_accept(key))
        .build()
        .unwrap()
}
