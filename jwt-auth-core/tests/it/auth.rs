//! An Auth service and the rules of a service, both with their clock at `NOW`.

use jwt_auth_core::{TestClock, TestIssuer, Verifier, VerifierBuilder, VerifyingKey};

/// 2026-01-01T00:00:00Z.
pub(crate) const NOW: u64 = 1_767_225_600;
/// The `exp` of a good token, called `E` in the tables.
pub(crate) const E: u64 = NOW + 300;

pub(crate) const HS512_HEADER: &str = r#"{"alg":"HS512","typ":"JWT"}"#;

pub(crate) fn issuer() -> TestIssuer {
    at_now(TestIssuer::hs512())
}

pub(crate) fn at_now(issuer: TestIssuer) -> TestIssuer {
    crate::trace::start();
    issuer.clock(TestClock::at(NOW))
}

pub(crate) fn rules(key: VerifyingKey) -> VerifierBuilder {
    crate::trace::start();
    Verifier::simple_jwt(key).clock(TestClock::at(NOW))
}

pub(crate) fn verifier(key: VerifyingKey) -> Verifier {
    rules(key).build().unwrap()
}

/// The claims of a good token as text. Each change takes the place of the member of its name, or comes last; an empty
/// text removes the member.
pub(crate) fn claims_text(changes: &[(&str, &str)]) -> String {
    let (exp, iat) = (E.to_string(), NOW.to_string());
    let mut members = vec![
        ("token_type", r#""access""#),
        ("exp", &exp),
        ("iat", &iat),
        ("jti", r#""d0c5a1b6""#),
    ];
    for change in changes {
        match members.iter_mut().find(|member| member.0 == change.0) {
            Some(member) => member.1 = change.1,
            None => members.push(*change),
        }
    }
    let members: Vec<String> = members
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!(r#""{name}":{value}"#))
        .collect();
    format!("{{{}}}", members.join(","))
}

/// A token of [`issuer`] with these claims.
pub(crate) fn token(changes: &[(&str, &str)]) -> String {
    issuer().sign(HS512_HEADER, claims_text(changes))
}

pub(crate) fn good_token() -> String {
    token(&[])
}
