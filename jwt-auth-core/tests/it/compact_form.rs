//! Group T: what is no JWS in compact form (RFC 7515 section 7.1) is refused, however good its signature.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use jwt_auth_core::{Algorithm, Refusal, TestIssuer, Verifier};

use crate::auth::{HS512_HEADER, at_now, claims_text, good_token, issuer, verifier};
use crate::foreign::{ForeignKey, encode, parts};
use crate::table::Expect::{self, As, Good, Refused};
use crate::table::judge;

const MALFORMED: Expect = As(Refusal::Malformed);

#[test]
fn anything_but_three_parts_is_refused() {
    let good = good_token();
    let [header, claims, signature] = parts(&good);
    let rows = vec![
        ("T01 empty", String::new(), MALFORMED),
        ("T01 space", " ".into(), MALFORMED),
        ("T01 one dot", ".".into(), MALFORMED),
        ("T01 two dots", "..".into(), MALFORMED),
        ("T01 three dots", "...".into(), MALFORMED),
        ("T02 two parts", format!("{header}.{claims}"), MALFORMED),
        ("T02 four parts", format!("{good}.{signature}"), MALFORMED),
        ("T02 dot after", format!("{good}."), MALFORMED),
        ("T02 part after", format!("{good}.x"), MALFORMED),
        ("T02 dot before", format!(".{good}"), MALFORMED),
        (
            "T03 five parts, as a JWE",
            format!("{header}.{claims}.{signature}.{claims}.{signature}"),
            MALFORMED,
        ),
        ("T15 no claims", format!("{header}..{signature}"), MALFORMED),
        ("T15 no header", format!(".{claims}.{signature}"), MALFORMED),
        ("T12 no signature", format!("{header}.{claims}."), MALFORMED),
        ("T14 8,000 dots", ".".repeat(8_000), MALFORMED),
        (
            "T14 120,000 dots",
            ".".repeat(120_000),
            As(Refusal::TooLarge),
        ),
        ("three parts", good.clone(), Good),
    ];
    judge(&service(), rows);
}

#[test]
fn the_json_serialisations_are_refused() {
    let good = good_token();
    let [header, claims, signature] = parts(&good);
    let general = format!(
        r#"{{"payload":"{claims}","signatures":[{{"protected":"{header}","signature":"{signature}"}}]}}"#
    );
    let flattened =
        format!(r#"{{"payload":"{claims}","protected":"{header}","signature":"{signature}"}}"#);
    let rows = vec![
        ("T04 general", general, MALFORMED),
        ("T04 flattened", flattened, MALFORMED),
        (
            "T05 a whole token inside",
            format!(r#"{{"protected":"{good}"}}"#),
            MALFORMED,
        ),
        (
            "T05 dots between the members",
            format!(r#"{{"payload":"{claims}","x":".{header}.","signature":"{signature}"}}"#),
            MALFORMED,
        ),
        ("compact", good.clone(), Good),
    ];
    judge(&service(), rows);
}

#[test]
fn no_character_outside_base64url_is_accepted_anywhere() {
    let good = good_token();
    let [header, claims, signature] = parts(&good);
    let mut rows = vec![
        ("T16 quoted".to_owned(), format!(r#""{good}""#), MALFORMED),
        (
            "T17 percent-encoded dots".to_owned(),
            good.replace('.', "%2E"),
            MALFORMED,
        ),
        ("T07 space before".to_owned(), format!(" {good}"), MALFORMED),
        ("as it is".to_owned(), good.clone(), Good),
    ];
    let inserted = [
        ("T06", "="),
        ("T06", "=="),
        ("T07", "\n"),
        ("T07", "\r"),
        ("T07", "\t"),
        ("T07", "\0"),
        ("T07", " "),
        ("T09", "+"),
        ("T09", "/"),
        ("T10", "?"),
        ("T10", "é"),
    ];
    for (id, text) in inserted {
        let (first, rest) = header.split_at(4);
        let (start, end) = signature.split_at(4);
        let (middle, last) = claims.split_at(4);
        let tokens = [
            (format!("{header}{text}.{claims}.{signature}"), MALFORMED),
            (
                format!("{first}{text}{rest}.{claims}.{signature}"),
                MALFORMED,
            ),
            (format!("{header}.{claims}.{signature}{text}"), MALFORMED),
            (format!("{header}.{claims}.{start}{text}{end}"), MALFORMED),
            (format!("{header}.{claims}{text}.{signature}"), Refused),
            (
                format!("{header}.{middle}{text}{last}.{signature}"),
                Refused,
            ),
        ];
        for (place, (token, expect)) in tokens.into_iter().enumerate() {
            rows.push((format!("{id} {text:?} at place {place}"), token, expect));
        }
    }
    judge(&service(), rows);
}

#[test]
fn a_part_in_the_other_base64_alphabet_is_refused_although_it_is_signed() {
    let header = r#"{"alg":"HS512","x":"???>>>~~~"}"#;
    let claims = claims_text(&[("x", r#""???>>>~~~???>>>""#)]);
    let plain = STANDARD_NO_PAD.encode(&claims);
    let plain_header = STANDARD_NO_PAD.encode(header);
    assert!(plain.contains('/') && plain_header.contains('/'));
    let key = our_key();
    let rows = vec![
        (
            "T09 claims",
            key.sign_parts(&encode(header), &plain),
            MALFORMED,
        ),
        (
            "T09 header",
            key.sign_parts(&plain_header, &encode(&claims)),
            MALFORMED,
        ),
        (
            "base64url",
            key.sign_parts(&encode(header), &encode(&claims)),
            Good,
        ),
    ];
    judge(&service(), rows);
}

#[test]
fn spare_bits_that_are_not_zero_are_refused() {
    let header = format!("{HS512_HEADER} ");
    let mut claims = claims_text(&[]);
    while claims.len() % 3 != 1 {
        claims.push(' ');
    }
    let (header, claims) = (encode(header), encode(claims));
    let key = our_key();
    let good = key.sign_parts(&header, &claims);
    let rows = vec![
        (
            "T08 header",
            key.sign_parts(&with_spare_bit(&header), &claims),
            MALFORMED,
        ),
        (
            "T08 claims",
            key.sign_parts(&header, &with_spare_bit(&claims)),
            MALFORMED,
        ),
        ("T08 signature", with_spare_bit(&good), MALFORMED),
        ("canonical", good.clone(), Good),
    ];
    judge(&service(), rows);
}

#[test]
fn a_signature_of_another_length_is_refused_under_every_algorithm() {
    let issuers = [
        TestIssuer::hmac(Algorithm::HS256),
        TestIssuer::hmac(Algorithm::HS384),
        TestIssuer::hs512(),
        TestIssuer::rs256(),
        TestIssuer::es256(),
        TestIssuer::ed25519(),
    ];
    for issuer in issuers.map(at_now) {
        let good = issuer.access_token(&serde_json::json!({}));
        let (signed, signature) = good.rsplit_once('.').unwrap();
        let signature = crate::foreign::decode(signature);
        let mut rows = vec![(format!("{issuer:?}"), good.clone(), Good)];
        for chars in [1, 2, 63, 64, 65, 86, 1_000] {
            let token = format!("{signed}.{}", "A".repeat(chars));
            rows.push((format!("T12 {chars} characters {issuer:?}"), token, Refused));
        }
        let token = format!("{signed}.{}", "A".repeat(100_000));
        rows.push(("T12 10^5".into(), token, As(Refusal::TooLarge)));
        let shorter = &signature[..signature.len() - 1];
        let longer = [&signature[..], &[0]].concat();
        let doubled = [&signature[..], &signature[..]].concat();
        for bytes in [
            &signature[..1],
            &signature[..16],
            shorter,
            &longer,
            &doubled,
        ] {
            let token = format!("{signed}.{}", encode(bytes));
            let id = format!("T12 {} bytes {issuer:?}", bytes.len());
            rows.push((id, token, As(Refusal::BadSignature)));
        }
        judge(&verifier(issuer.verifying_key()), rows);
    }
}

fn service() -> Verifier {
    verifier(issuer().verifying_key())
}

/// The key of [`issuer`], able to sign parts that are encoded badly.
fn our_key() -> ForeignKey {
    ForeignKey::hmac(Algorithm::HS512, TestIssuer::SECRET)
}

fn with_spare_bit(part: &str) -> String {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (rest, last) = part.split_at(part.len() - 1);
    let last = ALPHABET.find(last).unwrap();
    assert_eq!(last % 16, 0, "four spare bits, all zero");
    format!("{rest}{}", &ALPHABET[last + 1..last + 2])
}
