//! C28: what `SimpleJWT` puts into an access token, and tells it from a refresh token by.

use jwt_auth_core::{Refusal, TestIssuer, Verifier};
use serde_json::{Value, json};

use crate::auth::{at_now, issuer, rules, token, verifier};
use crate::table::Expect::{As, Good, Refused};
use crate::table::judge;

#[test]
fn a_refresh_token_is_refused_in_place_of_an_access_token() {
    let claims = json!({"user_uuid": "6f1c0001"});
    let rows = vec![
        ("access", issuer().access_token(&claims), Good),
        (
            "C28",
            issuer().refresh_token(&claims),
            As(Refusal::WrongType),
        ),
    ];
    judge(&service(), rows);
}

#[test]
fn a_refresh_token_is_refused_under_every_kind_of_key() {
    let issuers = [
        TestIssuer::rs256(),
        TestIssuer::es256(),
        TestIssuer::ed25519(),
    ];
    for issuer in issuers.map(at_now) {
        let rows = vec![
            ("access", issuer.access_token(&json!({})), Good),
            (
                "C28",
                issuer.refresh_token(&json!({})),
                As(Refusal::WrongType),
            ),
        ];
        judge(&verifier(issuer.verifying_key()), rows);
    }
}

#[test]
fn the_token_type_must_be_exactly_access() {
    let types = [
        (r#""access""#, Good),
        (r#""acc\u0065ss""#, Good),
        (r#""refresh""#, As(Refusal::WrongType)),
        (r#""sliding""#, As(Refusal::WrongType)),
        (r#""Access""#, As(Refusal::WrongType)),
        (r#""access ""#, As(Refusal::WrongType)),
        (r#""""#, As(Refusal::WrongType)),
        ("1", As(Refusal::InvalidClaim("token_type"))),
        ("true", As(Refusal::InvalidClaim("token_type"))),
        (r#"["access"]"#, As(Refusal::InvalidClaim("token_type"))),
        (
            r#"{"access":true}"#,
            As(Refusal::InvalidClaim("token_type")),
        ),
        ("null", As(Refusal::MissingClaim("token_type"))),
        ("", As(Refusal::MissingClaim("token_type"))),
    ];
    let rows = types.map(|(value, expect)| {
        (
            format!("C28 {value}"),
            token(&[("token_type", value)]),
            expect,
        )
    });
    judge(&service(), rows.into());
}

#[test]
fn an_auth_service_can_ask_for_its_own_refresh_tokens() {
    let refreshing = rules(issuer().verifying_key())
        .token_type("refresh")
        .build();
    let rows = vec![
        ("refresh", issuer().refresh_token(&json!({})), Good),
        (
            "access",
            issuer().access_token(&json!({})),
            As(Refusal::WrongType),
        ),
    ];
    judge(&refreshing.unwrap(), rows);
}

#[test]
fn a_token_needs_an_id_of_text() {
    let rows = vec![
        ("text", token(&[("jti", r#""x""#)]), Good),
        (
            "absent",
            token(&[("jti", "")]),
            As(Refusal::MissingClaim("jti")),
        ),
        ("null", token(&[("jti", "null")]), Refused),
        (
            "number",
            token(&[("jti", "1")]),
            As(Refusal::InvalidClaim("jti")),
        ),
        (
            "array",
            token(&[("jti", r#"["x"]"#)]),
            As(Refusal::InvalidClaim("jti")),
        ),
    ];
    judge(&service(), rows);
}

#[test]
fn a_bad_signature_is_reported_before_anything_that_the_claims_say() {
    let expired = json!({"exp": 1, "iat": 0});
    let refresh = json!({"token_type": "refresh"});
    for claims in [
        expired,
        refresh,
        json!({"exp": "never"}),
        json!({"jti": null}),
    ] {
        let token = issuer().access_token(&claims);
        let (signed, _) = token.rsplit_once('.').unwrap();
        let forged = format!("{signed}.{}", crate::foreign::encode([0; 64]));
        let own = service().verify::<Value>(&token).unwrap_err();
        assert_ne!(own, Refusal::BadSignature, "{claims}");
        let refusal = service().verify::<Value>(&forged).unwrap_err();
        assert_eq!(refusal, Refusal::BadSignature, "{claims}");
    }
}

#[test]
fn what_was_judged_can_be_read() {
    let changes = [
        ("nbf", "1767225500"),
        ("iss", r#""auth""#),
        ("sub", r#""ada""#),
        ("aud", r#""svc""#),
    ];
    let verified = service().verify::<Value>(&token(&changes)).unwrap();
    let registered = verified.registered();
    assert_eq!(verified.expires_at(), 1_767_225_900);
    assert_eq!(verified.issued_at(), Some(1_767_225_600));
    assert_eq!(verified.verified_at(), 1_767_225_600);
    assert_eq!(verified.latest_issued_at(), 1_767_225_610);
    assert_eq!(registered.not_before(), Some(1_767_225_500));
    assert_eq!(registered.issuer(), Some("auth"));
    assert_eq!(registered.subject(), Some("ada"));
    assert_eq!(registered.audience(), ["svc"]);
    assert_eq!(registered.id(), Some("d0c5a1b6"));
    assert_eq!(verified.claims()["sub"], "ada");
}

fn service() -> Verifier {
    verifier(issuer().verifying_key())
}
