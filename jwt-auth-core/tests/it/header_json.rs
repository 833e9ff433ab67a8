//! H25, H29, H30: a header is a strict JSON object in UTF-8 (RFC 7515 section 4).

use jwt_auth_core::{Refusal, Verifier};

use crate::auth::{HS512_HEADER, claims_text, good_token, issuer, verifier};
use crate::table::Expect::{self, As, Good};
use crate::table::judge;

const MALFORMED: Expect = As(Refusal::Malformed);

#[test]
fn duplicate_parameters_are_refused() {
    judge_headers(vec![
        ("H25 once", HS512_HEADER.into(), Good),
        (
            "H25 alg",
            r#"{"alg":"HS512","alg":"HS512"}"#.into(),
            MALFORMED,
        ),
        (
            "H25 alg none first",
            r#"{"alg":"none","alg":"HS512"}"#.into(),
            MALFORMED,
        ),
        (
            "H25 alg none last",
            r#"{"alg":"HS512","alg":"none"}"#.into(),
            MALFORMED,
        ),
        (
            "H25 kid",
            r#"{"alg":"HS512","kid":"a","kid":"b"}"#.into(),
            MALFORMED,
        ),
        (
            "H25 unknown",
            r#"{"alg":"HS512","x":1,"x":1}"#.into(),
            MALFORMED,
        ),
        (
            "H25 escaped",
            r#"{"alg":"HS512","\u0061lg":"HS512"}"#.into(),
            MALFORMED,
        ),
        (
            "H25 within",
            r#"{"alg":"HS512","x":{"a":1,"a":2}}"#.into(),
            MALFORMED,
        ),
        (
            "H25 within an array",
            r#"{"alg":"HS512","x":[{"a":1,"\u0061":2}]}"#.into(),
            MALFORMED,
        ),
        (
            "H25 in two objects",
            r#"{"alg":"HS512","x":[{"a":1},{"a":2}]}"#.into(),
            Good,
        ),
        ("H25 escaped once", r#"{"\u0061lg":"HS512"}"#.into(), Good),
    ]);
}

#[test]
fn bytes_that_are_not_plain_utf_8_are_refused() {
    let bom = [b"\xEF\xBB\xBF", HS512_HEADER.as_bytes()].concat();
    let little: Vec<u8> = HS512_HEADER
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let big: Vec<u8> = HS512_HEADER
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    judge_headers(vec![
        ("H29 UTF-8", r#"{"alg":"HS512","x":"é"}"#.into(), Good),
        ("H29 BOM", bom, MALFORMED),
        ("H29 UTF-16 LE", little, MALFORMED),
        ("H29 UTF-16 BE", big, MALFORMED),
        (
            "H29 Latin-1",
            b"{\"alg\":\"HS512\",\"x\":\"\xE9\"}".into(),
            MALFORMED,
        ),
        (
            "H29 overlong",
            b"{\"alg\":\"HS512\",\"x\":\"\xC0\xAF\"}".into(),
            MALFORMED,
        ),
        (
            "H29 surrogate",
            b"{\"alg\":\"HS512\",\"x\":\"\xED\xA0\x80\"}".into(),
            MALFORMED,
        ),
    ]);
}

#[test]
fn what_is_no_json_object_is_refused() {
    judge_headers(vec![
        ("white space", " { \"alg\" :\t\"HS512\" }\r\n".into(), Good),
        ("array", r#"["HS512"]"#.into(), MALFORMED),
        (
            "array in member order",
            r#"["HS512",null,"JWT"]"#.into(),
            MALFORMED,
        ),
        ("string", r#""HS512""#.into(), MALFORMED),
        ("null", "null".into(), MALFORMED),
        ("white space only", " ".into(), MALFORMED),
        ("cut off", r#"{"alg":"HS512""#.into(), MALFORMED),
        ("trailing", r#"{"alg":"HS512"}x"#.into(), MALFORMED),
        (
            "two objects",
            r#"{"alg":"HS512"}{"alg":"HS512"}"#.into(),
            MALFORMED,
        ),
        ("trailing comma", r#"{"alg":"HS512",}"#.into(), MALFORMED),
        ("comment", r#"{"alg":"HS512"/**/}"#.into(), MALFORMED),
        ("single quotes", "{'alg':'HS512'}".into(), MALFORMED),
        ("NUL after", "{\"alg\":\"HS512\"}\0".into(), MALFORMED),
    ]);
}

#[test]
fn nesting_and_number_of_parameters_are_bounded() {
    let nested = |levels| {
        header_with(&format!(
            r#""x":{}{}"#,
            "[".repeat(levels),
            "]".repeat(levels)
        ))
    };
    let many = |count| {
        let members: Vec<String> = (0..count).map(|n| format!(r#""m{n}":0"#)).collect();
        header_with(&members.join(","))
    };
    judge_headers(vec![
        ("H30 a few levels", nested(7), Good),
        ("H30 9 levels below the header", nested(9), MALFORMED),
        ("H30 200 levels", nested(200), MALFORMED),
        ("H30 2,000 levels", nested(2_000), MALFORMED),
        ("H30 128 parameters", many(127), Good),
        ("H30 129 parameters", many(128), MALFORMED),
        ("H30 10,000 parameters", many(9_999), As(Refusal::TooLarge)),
    ]);
}

#[test]
fn a_header_of_one_service_does_not_fit_the_claims_of_another_token() {
    let token = good_token();
    let (_, tail) = token.split_once('.').unwrap();
    let header = crate::foreign::encode(r#"{"alg":"HS512"}"#);
    let rows = vec![
        (
            "replaced",
            format!("{header}.{tail}"),
            As(Refusal::BadSignature),
        ),
        ("own", token.clone(), Good),
    ];
    judge(&service(), rows);
}

fn header_with(members: &str) -> Vec<u8> {
    format!(r#"{{"alg":"HS512",{members}}}"#).into_bytes()
}

/// Each header is signed with the key of the service.
fn judge_headers(headers: Vec<(&str, Vec<u8>, Expect)>) {
    let rows = headers.into_iter().map(|(id, header, expect)| {
        let token = issuer().sign(header, claims_text(&[]));
        (id, token, expect)
    });
    judge(&service(), rows.collect());
}

fn service() -> Verifier {
    verifier(issuer().verifying_key())
}
