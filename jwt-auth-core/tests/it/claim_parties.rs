//! C01–C03: `iss`, `aud` and `sub`, looked at when configured, but of the right JSON type always.

use jwt_auth_core::{Refusal, Verifier};

use crate::auth::{issuer, rules, token, verifier};
use crate::table::Expect::{self, As, Good, Refused};
use crate::table::judge;

const WRONG_AUDIENCE: Expect = As(Refusal::WrongAudience);
const WRONG_ISSUER: Expect = As(Refusal::WrongIssuer);

#[test]
fn the_configured_audience_must_be_named() {
    let invalid = As(Refusal::InvalidClaim("aud"));
    let audiences = [
        ("C02", r#""svc""#, Good),
        ("C02", r#"["svc"]"#, Good),
        ("C02", r#"["x","svc"]"#, Good),
        ("C01", "123", invalid),
        ("C01", "{}", invalid),
        ("C01", r#"{"svc":true}"#, invalid),
        ("C01", "null", Refused),
        ("C01", "", Refused),
        ("C01", "[]", Refused),
        ("C01", r#"["other",1]"#, invalid),
        ("C01", r#"["svc",1]"#, invalid),
        ("C01", r#"[["svc"]]"#, invalid),
        ("C01", r#"["svc",null]"#, invalid),
        ("C01", r#""""#, WRONG_AUDIENCE),
        ("C01", r#""svc ""#, WRONG_AUDIENCE),
        ("C01", r#""SVC""#, WRONG_AUDIENCE),
        ("C01", r#""svc,other""#, WRONG_AUDIENCE),
        ("C01", r#""svc other""#, WRONG_AUDIENCE),
        ("C01", r#""sv""#, WRONG_AUDIENCE),
        ("C01", r#"["other"]"#, WRONG_AUDIENCE),
    ];
    let verifier = rules(issuer().verifying_key())
        .audience("svc")
        .build()
        .unwrap();
    judge_claim("aud", &verifier, &audiences);
}

#[test]
fn the_configured_issuer_must_be_named_exactly() {
    let invalid = As(Refusal::InvalidClaim("iss"));
    let issuers = [
        ("own", r#""https://auth.example""#, Good),
        ("C03", "5", invalid),
        ("C03", "true", invalid),
        ("C03", "{}", invalid),
        ("C03", "null", Refused),
        ("C03", "", Refused),
        ("C03", r#"["https://auth.example"]"#, invalid),
        ("C03", r#"["evil","https://auth.example"]"#, invalid),
        ("C03", r#""""#, WRONG_ISSUER),
        ("C03", r#""https://auth.example/""#, WRONG_ISSUER),
        ("C03", r#""https://Auth.example""#, WRONG_ISSUER),
        ("C03", r#""https://auth.example ""#, WRONG_ISSUER),
        ("C03 prefix", r#""https://auth""#, WRONG_ISSUER),
        ("C03 suffix", r#""auth.example""#, WRONG_ISSUER),
        ("C03 longer", r#""https://auth.example.evil""#, WRONG_ISSUER),
    ];
    let verifier = rules(issuer().verifying_key())
        .issuer("https://auth.example")
        .build()
        .unwrap();
    judge_claim("iss", &verifier, &issuers);
}

#[test]
fn what_is_not_configured_is_not_compared_but_must_have_its_type() {
    let audiences = [
        ("C02 absent", "", Good),
        ("C02 any", r#""anybody""#, Good),
        ("C02 none", "[]", Good),
        ("C01", "123", As(Refusal::InvalidClaim("aud"))),
        ("C01", "{}", As(Refusal::InvalidClaim("aud"))),
        ("C01", r#"["other",1]"#, As(Refusal::InvalidClaim("aud"))),
    ];
    judge_claim("aud", &service(), &audiences);
    for (claim, refusal) in [
        ("iss", As(Refusal::InvalidClaim("iss"))),
        ("sub", As(Refusal::InvalidClaim("sub"))),
    ] {
        let values = [
            ("C03 absent", "", Good),
            ("C03 any", r#""anybody""#, Good),
            ("C03", "5", refusal),
            ("C03", "false", refusal),
            ("C03", r#"["anybody"]"#, refusal),
            ("C03", r#"{"name":"anybody"}"#, refusal),
        ];
        judge_claim(claim, &service(), &values);
    }
}

#[test]
fn a_null_in_a_registered_claim_is_never_absence() {
    for (claim, value) in [
        ("iss", r#""x""#),
        ("sub", r#""x""#),
        ("aud", r#""x""#),
        ("nbf", "1"),
    ] {
        judge_claim(
            claim,
            &service(),
            &[("C04", value, Good), ("C04", "null", Refused)],
        );
    }
}

fn judge_claim(claim: &str, verifier: &Verifier, values: &[(&str, &str, Expect)]) {
    let rows = values.iter().map(|(id, value, expect)| {
        (
            format!("{id} {claim} {value}"),
            token(&[(claim, value)]),
            *expect,
        )
    });
    judge(verifier, rows.collect());
}

fn service() -> Verifier {
    verifier(issuer().verifying_key())
}
