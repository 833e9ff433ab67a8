//! K19 and `Verifier::builder`: whose tokens are accepted is said, or waived by name; what else they must say is chosen.

use jwt_auth_core::{Refusal, TestClock, Verifier, VerifierBuilder};
use serde_json::Value;

use crate::auth::{NOW, issuer, token};
use crate::table::Expect::{As, Good};
use crate::table::judge;

#[test]
fn issuer_and_audience_are_configured_or_waived_by_name() {
    let both = ["accept_any_issuer", "accept_any_audience"];
    let rows: [(&str, VerifierBuilder, &[&str]); 9] = [
        ("neither", bare(), &both),
        ("issuer", bare().issuer("auth"), &both[1..]),
        ("audience", bare().audience("svc"), &both[..1]),
        ("any issuer", bare().accept_any_issuer(), &both[1..]),
        ("any audience", bare().accept_any_audience(), &both[..1]),
        ("set", bare().issuer("auth").audience("svc"), &[]),
        ("waived", waived(), &[]),
        ("one set", bare().issuer("auth").accept_any_audience(), &[]),
        ("other set", bare().accept_any_issuer().audience("svc"), &[]),
    ];
    for (id, rules, named) in rows {
        let text = rules.build().err().map(|error| error.to_string());
        assert_eq!(text.is_none(), named.is_empty(), "K19 {id}");
        let text = text.unwrap_or_default();
        for name in both {
            let expected = named.contains(&name);
            assert_eq!(text.contains(name), expected, "K19 {id}: {text}");
        }
    }
}

#[test]
fn what_is_waived_is_not_compared() {
    let rows = vec![
        ("nothing", bare_token(&[]), Good),
        ("any issuer", bare_token(&[("iss", r#""evil""#)]), Good),
        ("any audience", bare_token(&[("aud", r#""other""#)]), Good),
        ("any type", token(&[("token_type", r#""refresh""#)]), Good),
        (
            "no exp",
            bare_token(&[("exp", "")]),
            As(Refusal::MissingClaim("exp")),
        ),
    ];
    judge(&waived().build().unwrap(), rows);
}

#[test]
fn the_last_word_on_issuer_and_audience_counts() {
    let set_again = waived().issuer("auth").audience("svc");
    let named = bare_token(&[("iss", r#""auth""#), ("aud", r#""svc""#)]);
    let rows = vec![
        ("named", named.clone(), Good),
        ("nothing", bare_token(&[]), As(Refusal::WrongIssuer)),
    ];
    judge(&set_again.build().unwrap(), rows);
    let waived_again = bare().issuer("auth").audience("svc");
    let waived_again = waived_again.accept_any_issuer().accept_any_audience();
    let verifier = waived_again.build().unwrap();
    assert_eq!(verifier.issuers().count(), 0);
    judge(&verifier, vec![("nothing", bare_token(&[]), Good)]);
}

#[test]
fn a_token_for_one_of_several_audiences_is_enough() {
    let rules = bare().accept_any_issuer().audience("one").audience("two");
    let aud = |value| bare_token(&[("aud", value)]);
    let wrong = As(Refusal::WrongAudience);
    let rows = vec![
        ("C02 first", aud(r#""one""#), Good),
        ("C02 second", aud(r#"["x","two"]"#), Good),
        ("C01 neither", aud(r#"["x","three"]"#), wrong),
        ("C01 both in one text", aud(r#""one two""#), wrong),
        ("C01 none", aud("[]"), wrong),
        ("C01 absent", bare_token(&[]), wrong),
    ];
    judge(&rules.build().unwrap(), rows);
}

#[test]
fn a_required_claim_must_have_exactly_its_text() {
    let rules = waived()
        .require_claim("token_use", "access")
        .require_claim("tid", "72f988bf");
    let said = |token_use| bare_token(&[("token_use", token_use), ("tid", r#""72f988bf""#)]);
    let invalid = As(Refusal::InvalidClaim("token_use"));
    let missing = As(Refusal::MissingClaim("token_use"));
    let tid =
        |changes: &[(&str, &str)]| bare_token(&[&[("token_use", r#""access""#)], changes].concat());
    let rows = vec![
        ("both", said(r#""access""#), Good),
        ("escaped", said(r#""\u0061ccess""#), Good),
        ("another", said(r#""id""#), invalid),
        ("another case", said(r#""Access""#), invalid),
        ("longer", said(r#""access ""#), invalid),
        ("empty", said(r#""""#), invalid),
        ("list", said(r#"["access"]"#), invalid),
        ("number", said("1"), invalid),
        ("true", said("true"), invalid),
        ("null", said("null"), missing),
        ("absent", said(""), missing),
        ("no second", tid(&[]), As(Refusal::MissingClaim("tid"))),
        (
            "another second",
            tid(&[("tid", r#""9188040d""#)]),
            As(Refusal::InvalidClaim("tid")),
        ),
        (
            "twice",
            tid(&[("tid", r#""72f988bf","tid":"72f988bf""#)]),
            As(Refusal::Malformed),
        ),
    ];
    judge(&rules.build().unwrap(), rows);
}

#[test]
fn a_required_type_is_given_with_or_without_its_prefix() {
    for media_type in ["at+jwt", "application/at+jwt", "Application/AT+JWT"] {
        let verifier = waived().typ(media_type).build().unwrap();
        let typed = |typ: &str| {
            let header = format!(r#"{{"alg":"HS512"{typ}}}"#);
            issuer().sign(header, crate::auth::claims_text(&[]))
        };
        let wrong = As(Refusal::WrongType);
        let rows = vec![
            ("H14", typed(r#","typ":"at+jwt""#), Good),
            ("H14", typed(r#","typ":"application/at+jwt""#), Good),
            ("H14", typed(r#","typ":"JWT""#), wrong),
            ("H14 absent", typed(""), wrong),
        ];
        judge(&verifier, rows);
    }
}

#[test]
fn a_required_token_type_is_compared_exactly() {
    let rules = waived().token_type("service");
    let rows = vec![
        ("own", token(&[("token_type", r#""service""#)]), Good),
        ("another", token(&[]), As(Refusal::WrongType)),
        (
            "absent",
            token(&[("token_type", "")]),
            As(Refusal::MissingClaim("token_type")),
        ),
    ];
    judge(&rules.build().unwrap(), rows);
    assert!(waived().token_type("").build().is_err(), "K19");
    assert!(waived().typ("").build().is_err(), "K19");
}

#[test]
fn an_explicit_type_is_refused_where_none_is_expected() {
    let typed = |typ: &str| {
        let header = format!(r#"{{"alg":"HS512"{typ}}}"#);
        issuer().sign(header, crate::auth::claims_text(&[]))
    };
    let wrong = As(Refusal::WrongType);
    let rows = vec![
        ("H13", typed(r#","typ":"JWT""#), Good),
        ("H13", typed(""), Good),
        ("H12", typed(r#","typ":"refresh+jwt""#), wrong),
        ("H12", typed(r#","typ":"id_token+jwt""#), wrong),
        ("H12", typed(r#","typ":"at+jwt""#), wrong),
    ];
    judge(&waived().build().unwrap(), rows);
}

#[test]
fn asking_for_more_never_asks_for_less() {
    let refresh = token(&[("token_type", r#""refresh""#)]);
    let simple = Verifier::simple_jwt(issuer().verifying_key()).clock(TestClock::at(NOW));
    let rows = vec![
        ("access", token(&[]), Good),
        ("C28 refresh", refresh, As(Refusal::WrongType)),
    ];
    judge(&simple.typ("JWT").build().unwrap(), rows);

    let typed = |typ: &str, claims: &[(&str, &str)]| {
        let header = format!(r#"{{"alg":"HS512","typ":"{typ}"}}"#);
        issuer().sign(header, crate::auth::claims_text(claims))
    };
    let other = [("token_type", r#""refresh""#)];
    let rows = vec![
        ("both", typed("at+jwt", &[]), Good),
        ("H14", typed("JWT", &[]), As(Refusal::WrongType)),
        ("C28", typed("at+jwt", &other), As(Refusal::WrongType)),
    ];
    for rules in [
        waived().typ("at+jwt").token_type("access"),
        waived().token_type("access").typ("at+jwt"),
    ] {
        judge(&rules.build().unwrap(), rows.clone());
    }
}

#[test]
fn a_token_needs_no_id_and_no_date_of_issue_where_nobody_asks_for_them() {
    let plain = bare_token(&[("jti", ""), ("iat", "")]);
    let verified = waived().build().unwrap().verify::<Value>(&plain).unwrap();
    assert_eq!(verified.registered().id(), None, "C09");
    assert_eq!(verified.issued_at(), None, "C09");
}

fn bare() -> VerifierBuilder {
    Verifier::builder(issuer().verifying_key()).clock(TestClock::at(NOW))
}

fn waived() -> VerifierBuilder {
    bare().accept_any_issuer().accept_any_audience()
}

fn bare_token(changes: &[(&str, &str)]) -> String {
    token(&[&[("token_type", "")], changes].concat())
}
