//! C21, C22, C30: the claims of a person, read as `#[derive(JwtUser)]` reads them.

use jwt_auth_core::{ClaimSet, FromClaims, Refusal, Verifier};
use serde::Deserialize;

use crate::auth::{issuer, token, verifier};
use crate::table::Expect::{As, Good};
use crate::table::{judge, judge_as};

#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) username: String,
    pub(crate) email: String,
    pub(crate) is_staff: bool,
    pub(crate) is_superuser: bool,
    pub(crate) first_name: Option<String>,
}

impl FromClaims for Person {
    fn from_claims(claims: &ClaimSet<'_>) -> Result<Self, Refusal> {
        Ok(Self {
            username: claims.claim("user_uuid").key().required()?,
            email: claims.claim("user_email").required()?,
            is_staff: claims.claim("user_is_staff").required()?,
            is_superuser: claims.claim("user_is_superuser").required()?,
            first_name: claims.claim("user_first_name").optional()?,
        })
    }
}

#[test]
fn a_privilege_is_true_or_false_and_never_anything_else() {
    let invalid = |name| As(Refusal::InvalidClaim(name));
    let missing = |name| As(Refusal::MissingClaim(name));
    for claim in ["user_is_superuser", "user_is_staff"] {
        let values = [
            ("true", Good),
            ("false", Good),
            (r#""true""#, invalid(claim)),
            (r#""false""#, invalid(claim)),
            ("1", invalid(claim)),
            ("0", invalid(claim)),
            ("[true]", invalid(claim)),
            ("{}", invalid(claim)),
            ("null", missing(claim)),
            ("", missing(claim)),
        ];
        let rows = values.map(|(value, expect)| {
            (
                format!("C21 {claim} {value}"),
                person_token(&[(claim, value)]),
                expect,
            )
        });
        judge_as::<Person>(&service(), rows.into());
    }
    let admin = read(&[("user_is_superuser", "true")]);
    assert!(admin.is_superuser && !admin.is_staff);
}

#[test]
fn a_privilege_given_twice_is_refused() {
    let rows = vec![
        ("C22 once", person_token(&[]), Good),
        (
            "C22 false then true",
            person_token(&[("user_is_superuser", r#"false,"user_is_superuser":true"#)]),
            As(Refusal::Malformed),
        ),
        (
            "C22 escaped",
            person_token(&[(
                "user_is_superuser",
                r#"false,"user_is_\u0073uperuser":true"#,
            )]),
            As(Refusal::Malformed),
        ),
    ];
    judge_as::<Person>(&service(), rows);
}

#[test]
fn a_missing_or_null_optional_claim_is_none() {
    assert_eq!(
        read(&[("user_first_name", "")]).first_name,
        None,
        "C30 missing"
    );
    assert_eq!(
        read(&[("user_first_name", "null")]).first_name,
        None,
        "C30 null"
    );
    let given = |json| read(&[("user_first_name", json)]).first_name;
    assert_eq!(given(r#""Ada""#).as_deref(), Some("Ada"), "C30");
    assert_eq!(given(r#""""#).as_deref(), Some(""), "C30 empty");
    let rows = vec![
        ("C30 absent", person_token(&[]), Good),
        (
            "C30 number",
            person_token(&[("user_first_name", "1")]),
            As(Refusal::InvalidClaim("user_first_name")),
        ),
    ];
    judge_as::<Person>(&service(), rows);
}

#[test]
fn a_type_that_only_deserializes_is_read_without_coercion() {
    #[derive(Deserialize)]
    #[expect(dead_code, reason = "only read")]
    struct Plain {
        user_is_superuser: bool,
    }
    let rows = vec![
        (
            "C21 true",
            person_token(&[("user_is_superuser", "true")]),
            Good,
        ),
        (
            "C21 text",
            person_token(&[("user_is_superuser", r#""true""#)]),
            As(Refusal::ClaimsMismatch),
        ),
        ("C21 missing", token(&[]), As(Refusal::ClaimsMismatch)),
    ];
    judge_as::<Plain>(&service(), rows);
    judge(&service(), vec![("any claims", token(&[]), Good)]);
}

#[test]
fn verified_claims_can_be_read_again_as_another_type() {
    let verified = service()
        .verify::<serde_json::Value>(&person_token(&[]))
        .unwrap();
    let person = verified.read_as::<Person>().unwrap();
    assert_eq!(person.claims().username, "6f1c0001");
    assert_eq!(person.expires_at(), verified.expires_at());
    let nobody = service().verify::<serde_json::Value>(&token(&[])).unwrap();
    let refusal = nobody.read_as::<Person>().map(|_| ()).unwrap_err();
    assert_eq!(refusal, Refusal::MissingClaim("user_uuid"));
}

pub(crate) fn read(changes: &[(&str, &str)]) -> Person {
    let verified = service().verify::<Person>(&person_token(changes)).unwrap();
    verified.claims().clone()
}

/// A token of a person, with these claims in place of its own.
pub(crate) fn person_token(changes: &[(&str, &str)]) -> String {
    let own = [
        ("user_uuid", r#""6f1c0001""#),
        ("user_email", r#""ada@example.org""#),
        ("user_is_staff", "false"),
        ("user_is_superuser", "false"),
    ];
    let kept = own
        .iter()
        .filter(|own| changes.iter().all(|change| change.0 != own.0));
    let claims: Vec<(&str, &str)> = kept.chain(changes).copied().collect();
    token(&claims)
}

fn service() -> Verifier {
    verifier(issuer().verifying_key())
}

/// Python writes everything beyond ASCII as escapes, so a function of `&str` must not depend on their absence.
#[test]
fn a_function_of_borrowed_text_sees_escaped_text_too() {
    struct Initial(char);

    impl FromClaims for Initial {
        fn from_claims(claims: &ClaimSet<'_>) -> Result<Self, Refusal> {
            let first = |name: &str| name.chars().next().ok_or("empty");
            let initial = claims.claim("user_first_name").required_with(first)?;
            Ok(Self(initial))
        }
    }

    for (name, initial) in [
        (r#""Ada""#, 'A'),
        (r#""\u00d6zge""#, 'Ö'),
        (r#""\ud83d\ude00""#, '😀'),
    ] {
        let token = token(&[("user_first_name", name)]);
        let verified = service().verify::<Initial>(&token).unwrap();
        assert_eq!(verified.claims().0, initial, "{name}");
    }
    for name in ["7", r#"["Ada"]"#, r#""""#] {
        let token = token(&[("user_first_name", name)]);
        let verdict = service().verify::<Initial>(&token).map(|_| ());
        assert_eq!(
            verdict,
            Err(Refusal::InvalidClaim("user_first_name")),
            "{name}"
        );
    }
}
