//! C29: text is taken over whole or refused, never truncated and never repaired.

use jwt_auth_core::{ClaimSet, FromClaims, Refusal, Verifier};

use crate::auth::{issuer, verifier};
use crate::person_claims::{Person, person_token, read};
use crate::table::Expect::{As, Good};
use crate::table::judge_as;

#[test]
fn text_with_control_characters_or_without_end_is_refused() {
    let invalid = As(Refusal::InvalidClaim("user_email"));
    let long = |chars| format!(r#""{}""#, "é".repeat(chars));
    let values = [
        (r#""ada@example.org""#.to_owned(), Good),
        (r#""a\r\nBcc: b""#.into(), invalid),
        (r#""a\u0000b""#.into(), invalid),
        (r#""a\u007fb""#.into(), invalid),
        (r#""a\u0085b""#.into(), invalid),
        (long(1_000), Good),
        (long(1_001), invalid),
        (
            format!(r#""{}""#, "a".repeat(5_000)),
            As(Refusal::Malformed),
        ),
        (
            format!(r#""{}""#, "a".repeat(10_000)),
            As(Refusal::TooLarge),
        ),
        ("1".into(), invalid),
        ("true".into(), invalid),
        (r#"["ada@example.org"]"#.into(), invalid),
        ("null".into(), As(Refusal::MissingClaim("user_email"))),
        (String::new(), As(Refusal::MissingClaim("user_email"))),
    ];
    let rows = values.map(|(value, expect)| {
        let shown: String = value.chars().take(20).collect();
        (
            format!("C29 {shown}"),
            person_token(&[("user_email", &value)]),
            expect,
        )
    });
    judge_as::<Person>(&service(), rows.into());
}

#[test]
fn text_is_taken_over_whole_and_unchanged() {
    for email in [
        "=cmd()",
        "not an address",
        "",
        " spaced ",
        "<b>",
        "ada@exämple.org",
        &"a".repeat(1_000),
    ] {
        let json = serde_json::to_string(email).unwrap();
        assert_eq!(read(&[("user_email", &json)]).email, email, "C29");
    }
}

#[test]
fn a_key_is_neither_empty_nor_padded_nor_long() {
    let invalid = As(Refusal::InvalidClaim("user_uuid"));
    let long = |chars| format!(r#""{}""#, "é".repeat(chars));
    let values = [
        (r#""6f1c0001""#.to_owned(), Good),
        (r#""a b""#.into(), Good),
        (long(150), Good),
        (long(151), invalid),
        (r#""""#.into(), invalid),
        (r#"" ""#.into(), invalid),
        (r#""6f1c0001 ""#.into(), invalid),
        (r#"" 6f1c0001""#.into(), invalid),
        (r#""6f1c0001\u00a0""#.into(), invalid),
        (r#""6f1c\u00000001""#.into(), invalid),
        ("6".into(), invalid),
        ("null".into(), As(Refusal::MissingClaim("user_uuid"))),
        (String::new(), As(Refusal::MissingClaim("user_uuid"))),
    ];
    let rows = values.map(|(value, expect)| {
        (
            format!("C29 {value}"),
            person_token(&[("user_uuid", &value)]),
            expect,
        )
    });
    judge_as::<Person>(&service(), rows.into());
}

#[test]
fn a_model_may_set_its_own_length_and_its_own_check() {
    struct Checked;
    impl FromClaims for Checked {
        fn from_claims(claims: &ClaimSet<'_>) -> Result<Self, Refusal> {
            claims
                .claim("user_uuid")
                .key()
                .max_chars(8)
                .required::<String>()?;
            claims.claim("user_email").required_with(|email: String| {
                if email.contains('@') {
                    Ok(email)
                } else {
                    Err(())
                }
            })?;
            claims
                .claim("user_first_name")
                .max_chars(3)
                .optional::<String>()?;
            Ok(Self)
        }
    }
    let rows = vec![
        ("C29 address", person_token(&[]), Good),
        (
            "C29 not an address",
            person_token(&[("user_email", r#""not an address""#)]),
            As(Refusal::InvalidClaim("user_email")),
        ),
        (
            "C29 absent",
            person_token(&[("user_email", "")]),
            As(Refusal::MissingClaim("user_email")),
        ),
        (
            "C29 key of 9 characters",
            person_token(&[("user_uuid", r#""6f1c00012""#)]),
            As(Refusal::InvalidClaim("user_uuid")),
        ),
        (
            "C29 3 characters",
            person_token(&[("user_first_name", r#""Adé""#)]),
            Good,
        ),
        (
            "C29 4 characters",
            person_token(&[("user_first_name", r#""Adam""#)]),
            As(Refusal::InvalidClaim("user_first_name")),
        ),
    ];
    judge_as::<Checked>(&service(), rows);
}

fn service() -> Verifier {
    verifier(issuer().verifying_key())
}
