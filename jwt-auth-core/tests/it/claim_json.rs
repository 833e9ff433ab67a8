//! C07, C22–C27: claims are one strict JSON object (RFC 7519 section 4), although the issuer signed them.

use jwt_auth_core::{Refusal, Verifier};

use crate::auth::{E, HS512_HEADER, NOW, claims_text, issuer, token, verifier};
use crate::table::Expect::{self, As, Good};
use crate::table::judge;

const MALFORMED: Expect = As(Refusal::Malformed);

#[test]
fn a_claim_that_occurs_twice_is_refused() {
    let twice = |first: u64, second: u64| token(&[("exp", &format!(r#"{first},"exp":{second}"#))]);
    let escaped = |exp: u64| token(&[("exp", &format!(r#"{exp},"\u0065xp":{exp}"#))]);
    let raw = |members| token(&[("x", members)]);
    let rows = vec![
        ("C07 once", token(&[]), Good),
        ("C07 past then future", twice(NOW - 300, E), MALFORMED),
        ("C07 future then past", twice(E, NOW - 300), MALFORMED),
        ("C07 equal", twice(E, E), MALFORMED),
        ("C07 escaped", escaped(E), MALFORMED),
        (
            "C07 only escaped",
            token(&[("exp", ""), (r"\u0065xp", &E.to_string())]),
            Good,
        ),
        (
            "C22 privilege",
            raw(r#"1,"user_is_superuser":false,"user_is_superuser":true"#),
            MALFORMED,
        ),
        ("C22 unknown", raw(r#"1,"x":2"#), MALFORMED),
        ("C22 within", raw(r#"{"a":1,"a":2}"#), MALFORMED),
        (
            "C22 within, escaped",
            raw(r#"{"a":1,"\u0061":2}"#),
            MALFORMED,
        ),
        (
            "C22 within an array",
            raw(r#"[0,[{"a":1,"b":2,"a":3}]]"#),
            MALFORMED,
        ),
        (
            "C22 in different objects",
            raw(r#"{"a":{"a":1},"b":{"a":1}}"#),
            Good,
        ),
        ("C22 differing in case", raw(r#"{"a":1,"A":1}"#), Good),
    ];
    judge(&service(), rows);
}

#[test]
fn the_number_of_members_is_bounded() {
    let unknown = |count: usize| -> String {
        let members: Vec<String> = (0..count).map(|n| format!(r#""m{n}":0"#)).collect();
        members.join(",")
    };
    // Four claims are there already, and the member `x` that carries the others is one more.
    let with = |count: usize| token(&[("x", &format!("0,{}", unknown(count - 1)))]);
    let within = |count| token(&[("x", &format!("{{{}}}", unknown(count)))]);
    let rows = vec![
        ("C23 100 unknown", with(100), Good),
        ("C23 128 in all", with(124), Good),
        ("C23 129 in all", with(125), MALFORMED),
        ("C23 129 unknown", with(129), MALFORMED),
        ("C23 128 within one", within(128), Good),
        ("C23 129 within one", within(129), MALFORMED),
    ];
    judge(&service(), rows);
}

#[test]
fn the_depth_of_claims_is_bounded() {
    let arrays = |levels| {
        token(&[(
            "x",
            &format!("{}{}", "[".repeat(levels), "]".repeat(levels)),
        )])
    };
    let objects = |levels| {
        token(&[(
            "x",
            &format!("{}0{}", r#"{"a":"#.repeat(levels), "}".repeat(levels)),
        )])
    };
    // The claims set itself is the first of eight levels.
    let rows = vec![
        ("C24 8 levels of arrays", arrays(7), Good),
        ("C24 9 levels of arrays", arrays(8), MALFORMED),
        ("C24 9 levels within the claim", arrays(9), MALFORMED),
        ("C24 200 levels", arrays(200), MALFORMED),
        ("C24 2,500 levels", arrays(2_500), MALFORMED),
        ("C24 8 levels of objects", objects(7), Good),
        ("C24 9 levels of objects", objects(8), MALFORMED),
        ("C24 200 levels of objects", objects(200), MALFORMED),
    ];
    judge(&service(), rows);
}

#[test]
fn the_length_of_text_is_bounded() {
    let text = |bytes| token(&[("x", &format!(r#""{}""#, "a".repeat(bytes)))]);
    let name = |bytes| token(&[(&*"n".repeat(bytes), "0")]);
    let rows = vec![
        ("4,096 bytes", text(4_096), Good),
        ("4,097 bytes", text(4_097), MALFORMED),
        ("a name of 4,096 bytes", name(4_096), Good),
        ("a name of 4,097 bytes", name(4_097), MALFORMED),
    ];
    judge(&service(), rows);
}

#[test]
fn claims_that_are_no_json_object_are_refused() {
    let good = claims_text(&[]);
    let wrong = [
        ("C25 array", "[]".to_owned()),
        ("C25 claims in an array", format!("[{good}]")),
        ("C25 string", r#""x""#.into()),
        ("C25 null", "null".into()),
        ("C25 number", "1".into()),
        ("C25 trailing text", format!("{good}x")),
        ("C25 two objects", format!("{good}{good}")),
        ("C25 an empty one before", format!("{{}}{good}")),
        ("C25 NUL after", format!("{good}\0")),
        ("C25 BOM before", format!("\u{feff}{good}")),
        ("C25 cut off", good[..good.len() - 1].to_owned()),
        ("C25 white space only", " ".into()),
    ];
    judge_claims(
        wrong
            .map(|(id, text)| (id, text.into_bytes(), MALFORMED))
            .into(),
    );
    let empty = issuer().sign(HS512_HEADER, "{}");
    let spaced = issuer().sign(HS512_HEADER, format!("\r\n\t {good}\n"));
    let rows = vec![
        ("C25 empty object", empty, As(Refusal::MissingClaim("exp"))),
        ("white space around", spaced, Good),
    ];
    judge(&service(), rows);
}

#[test]
fn text_that_is_not_unicode_is_refused() {
    let claims = claims_text(&[("x", r#""?""#)]);
    let (before, after) = claims.split_once('?').unwrap();
    let raw = |bytes: &[u8]| [before.as_bytes(), bytes, after.as_bytes()].concat();
    judge_claims(vec![
        ("C26 a pair of surrogates", raw(br"\ud83d\ude00"), Good),
        ("C26 lone high surrogate", raw(br"\ud800"), MALFORMED),
        ("C26 lone low surrogate", raw(br"\udc00"), MALFORMED),
        (
            "C26 surrogates the wrong way round",
            raw(br"\ude00\ud83d"),
            MALFORMED,
        ),
        ("C26 surrogate and letter", raw(br"\ud800\u0061"), MALFORMED),
        ("C26 UTF-8", raw("é€😀".as_bytes()), Good),
        ("C26 Latin-1", raw(b"\xE9"), MALFORMED),
        ("C26 overlong", raw(b"\xC0\xAF"), MALFORMED),
        ("C26 encoded surrogate", raw(b"\xED\xA0\x80"), MALFORMED),
        ("C26 cut off", raw(b"\xF0\x9F"), MALFORMED),
        ("C26 raw line feed", raw(b"\n"), MALFORMED),
        ("C26 raw NUL", raw(b"\0"), MALFORMED),
    ]);
}

#[test]
fn extensions_of_json_are_refused() {
    let values = [
        ("C27", "1e3", Good),
        ("C27", "Infinity", MALFORMED),
        ("C27", "-Infinity", MALFORMED),
        ("C27", "NaN", MALFORMED),
        ("C27", "'single'", MALFORMED),
        ("C27", "1/*comment*/", MALFORMED),
        ("C27", "1//comment\n", MALFORMED),
        ("C27", "[1,]", MALFORMED),
        ("C27", "1,", MALFORMED),
        ("C27", "01", MALFORMED),
        ("C27", "+1", MALFORMED),
        ("C27", ".5", MALFORMED),
        ("C27", "0x10", MALFORMED),
        ("C27", "TRUE", MALFORMED),
        ("C27", "undefined", MALFORMED),
        ("C27", r#""\x41""#, MALFORMED),
    ];
    let rows =
        values.map(|(id, value, expect)| (format!("{id} {value}"), token(&[("x", value)]), expect));
    judge(&service(), rows.into());
}

/// Each text is signed with the key of the service.
fn judge_claims(claims: Vec<(&str, Vec<u8>, Expect)>) {
    let signed = |text: Vec<u8>| issuer().sign(HS512_HEADER, text);
    let mut rows = vec![("good", token(&[]), Good)];
    rows.extend(
        claims
            .into_iter()
            .map(|(id, text, expect)| (id, signed(text), expect)),
    );
    judge(&service(), rows);
}

fn service() -> Verifier {
    verifier(issuer().verifying_key())
}
