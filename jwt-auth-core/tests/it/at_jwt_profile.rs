//! H14 and RFC 9068: an OAuth 2.0 access token is of its own type and says who made it, for whom and about whom.

use jwt_auth_core::{Refusal, Verifier, VerifierBuildError};
use serde_json::Value;

use crate::auth::{claims_text, issuer};
use crate::oauth::{
    AT_JWT_HEADER, AUDIENCE, ISSUER, at_jwt, at_jwt_claims, at_jwt_rules, at_jwt_verifier,
};
use crate::table::Expect::{As, Good, Refused};
use crate::table::judge;

#[test]
fn the_type_is_at_jwt_in_any_case_and_nothing_else() {
    let wrong = As(Refusal::WrongType);
    let types = [
        (r#","typ":"at+jwt""#, Good),
        (r#","typ":"AT+JWT""#, Good),
        (r#","typ":"At+Jwt""#, Good),
        (r#","typ":"application/at+jwt""#, Good),
        (r#","typ":"Application/AT+jwt""#, Good),
        (r#","typ":"APPLICATION/AT+JWT""#, Good),
        (r#","typ":"\u0061t+jwt""#, Good),
        ("", wrong),
        (r#","typ":"JWT""#, wrong),
        (r#","typ":"""#, wrong),
        (r#","typ":"at+jwt ""#, wrong),
        (r#","typ":" at+jwt""#, wrong),
        (r#","typ":"at-jwt""#, wrong),
        (r#","typ":"at+jwt;charset=utf-8""#, wrong),
        (r#","typ":"text/at+jwt""#, wrong),
        (r#","typ":"application/""#, wrong),
        (r#","typ":"application/application/at+jwt""#, wrong),
        (r#","typ":"application/JWT""#, wrong),
        (r#","typ":"id_token+jwt""#, wrong),
        (r#","typ":"dpop+jwt""#, wrong),
        (r#","typ":null"#, As(Refusal::Malformed)),
        (r#","typ":["at+jwt"]"#, As(Refusal::Malformed)),
    ];
    let rows = types.map(|(typ, expect)| {
        let header = format!(r#"{{"alg":"HS512"{typ}}}"#);
        let token = issuer().sign(&header, at_jwt_claims(&[]));
        (format!("H14 {header}"), token, expect)
    });
    judge(&at_jwt_verifier(), rows.into());
}

#[test]
fn every_claim_that_rfc_9068_demands_is_required() {
    let missing = |name| As(Refusal::MissingClaim(name));
    let rows = [
        ("iss", As(Refusal::WrongIssuer)),
        ("aud", As(Refusal::WrongAudience)),
        ("exp", missing("exp")),
        ("sub", missing("sub")),
        ("client_id", missing("client_id")),
        ("iat", missing("iat")),
        ("jti", missing("jti")),
    ];
    let mut table = vec![("all".to_owned(), at_jwt(&[]), Good)];
    for (claim, refusal) in rows {
        table.push((format!("no {claim}"), at_jwt(&[(claim, "")]), refusal));
        table.push((format!("null {claim}"), at_jwt(&[(claim, "null")]), Refused));
    }
    judge(&at_jwt_verifier(), table);
}

#[test]
fn a_claim_of_the_wrong_json_type_is_refused() {
    let texts = ["5", "true", "{}", "[]", r#"["https://auth.example"]"#];
    let dates = [r#""1767225900""#, "true", "{}", "[1767225900]", "-1"];
    let audiences = ["5", "true", "{}", r#"["https://service.example",1]"#];
    let mut table = vec![("right".to_owned(), at_jwt(&[]), Good)];
    let mut add = |claim: &'static str, values: &[&str]| {
        for value in values {
            let token = at_jwt(&[(claim, value)]);
            let expect = As(Refusal::InvalidClaim(claim));
            table.push((format!("{claim} {value}"), token, expect));
        }
    };
    for claim in ["iss", "sub", "client_id", "jti"] {
        add(claim, &texts);
    }
    for claim in ["exp", "iat", "nbf"] {
        add(claim, &dates);
    }
    add("aud", &audiences);
    judge(&at_jwt_verifier(), table);
}

#[test]
fn an_access_token_of_another_issuer_or_for_another_service_is_refused() {
    let issuer = As(Refusal::WrongIssuer);
    let audience = As(Refusal::WrongAudience);
    let rows = [
        ("C02", "aud", r#"["other","https://service.example"]"#, Good),
        ("C01", "aud", "[]", audience),
        ("C01", "aud", r#""https://service.example/""#, audience),
        ("C01", "aud", r#""HTTPS://service.example""#, audience),
        ("C01", "aud", r#""https://service.example,x""#, audience),
        ("C01", "aud", r#""https://service""#, audience),
        ("C03", "iss", r#""https://auth.example/""#, issuer),
        ("C03", "iss", r#""https://Auth.example""#, issuer),
        ("C03", "iss", r#""https://auth.example.evil""#, issuer),
        ("C03", "iss", r#""https://auth""#, issuer),
        ("C03", "iss", r#""""#, issuer),
    ];
    let rows = rows.map(|(id, claim, value, expect)| {
        let token = at_jwt(&[(claim, value)]);
        (format!("{id} {claim} {value}"), token, expect)
    });
    judge(&at_jwt_verifier(), rows.into());
}

/// RFC 9068 section 2.1 exists for this: an ID token says much the same and is meant for the client.
#[test]
fn tokens_of_the_two_profiles_do_not_pass_for_each_other() {
    let simple_header = crate::auth::HS512_HEADER;
    let both = at_jwt_claims(&[("token_type", r#""access""#)]);
    let wrong = As(Refusal::WrongType);
    let rows = vec![
        ("at+jwt", issuer().sign(AT_JWT_HEADER, &both), Good),
        ("SimpleJWT's", issuer().sign(simple_header, &both), wrong),
        (
            "bare",
            issuer().sign(simple_header, claims_text(&[])),
            wrong,
        ),
    ];
    judge(&at_jwt_verifier(), rows);
    let simple = crate::auth::verifier(issuer().verifying_key());
    let rows = vec![
        ("SimpleJWT's", issuer().sign(simple_header, &both), Good),
        ("at+jwt", issuer().sign(AT_JWT_HEADER, &both), wrong),
    ];
    judge(&simple, rows);
}

#[test]
fn the_issuer_and_the_audience_must_not_be_empty() {
    let problems = |issuer, audience| -> usize {
        let built = Verifier::at_jwt(crate::auth::issuer().verifying_key(), issuer, audience);
        let problems = |error: VerifierBuildError| error.problems().len();
        built.build().map_or_else(problems, |_| 0)
    };
    assert_eq!(problems(ISSUER, AUDIENCE), 0);
    assert_eq!(problems("", AUDIENCE), 1, "K19");
    assert_eq!(problems(ISSUER, ""), 1, "K19");
    assert_eq!(problems("", ""), 2, "K19");
}

#[test]
fn what_the_authorization_server_said_can_be_read() {
    let verified = at_jwt_verifier().verify::<Value>(&at_jwt(&[])).unwrap();
    let registered = verified.registered();
    assert_eq!(registered.issuer(), Some(ISSUER));
    assert_eq!(registered.audience(), [AUDIENCE]);
    assert_eq!(registered.subject(), Some("5ba552d67"));
    assert_eq!(verified.claims()["client_id"], "s6BhdRkqt3");
    assert_eq!(verified.issued_at(), Some(1_767_225_600));
    let rules = at_jwt_rules().build().unwrap();
    assert_eq!(rules.issuers().collect::<Vec<_>>(), [ISSUER]);
}
