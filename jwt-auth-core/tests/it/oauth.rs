//! An OAuth 2.0 authorization server and the rules of a service that trusts it (RFC 9068), both at `NOW`.

use jwt_auth_core::{TestClock, Verifier, VerifierBuilder};

use crate::auth::{NOW, claims_text, issuer};

pub(crate) const ISSUER: &str = "https://auth.example";
pub(crate) const AUDIENCE: &str = "https://service.example";
pub(crate) const AT_JWT_HEADER: &str = r#"{"alg":"HS512","typ":"at+jwt"}"#;

pub(crate) fn at_jwt_rules() -> VerifierBuilder {
    Verifier::at_jwt(issuer().verifying_key(), ISSUER, AUDIENCE).clock(TestClock::at(NOW))
}

pub(crate) fn at_jwt_verifier() -> Verifier {
    at_jwt_rules().build().unwrap()
}

/// An access token with all claims of RFC 9068 section 2.2 and these changes, as of [`claims_text`].
pub(crate) fn at_jwt(changes: &[(&str, &str)]) -> String {
    issuer().sign(AT_JWT_HEADER, at_jwt_claims(changes))
}

pub(crate) fn at_jwt_claims(changes: &[(&str, &str)]) -> String {
    let own = [
        ("token_type", ""),
        ("iss", r#""https://auth.example""#),
        ("aud", r#""https://service.example""#),
        ("sub", r#""5ba552d67""#),
        ("client_id", r#""s6BhdRkqt3""#),
    ];
    claims_text(&[&own, changes].concat())
}
