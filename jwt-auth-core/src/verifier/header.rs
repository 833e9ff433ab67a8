use std::borrow::Cow;

use super::key::is_plain_kid;
use crate::Refusal;
use crate::json::Object;

/// What this verifier does not implement and therefore must not ignore.
///
/// `jwk`, `jku`, `x5u` and `x5c` are absent on purpose: they are ignored and never followed, because Microsoft's and
/// Cloud Foundry's issuers send such parameters in good tokens.
const REFUSED: [&str; 7] = ["crit", "b64", "zip", "enc", "epk", "p2c", "p2s"];

/// The header parameters that verification looks at (RFC 7515 section 4.1).
pub(super) struct Header<'t> {
    pub(super) alg: Cow<'t, str>,
    pub(super) kid: Option<Cow<'t, str>>,
}

impl<'t> Header<'t> {
    pub(super) fn parse(text: &'t str) -> Result<Self, Refusal> {
        let object = Object::parse(text).map_err(|_| Refusal::Malformed)?;
        if let Some(name) = REFUSED.into_iter().find(|name| object.contains(name)) {
            return Err(Refusal::UnsupportedHeader(name));
        }
        let string = |name| object.string(name).map_err(|_| Refusal::Malformed);
        let alg = string("alg")?.ok_or(Refusal::Malformed)?;
        let kid = string("kid")?;
        if kid.as_deref().is_some_and(|kid| !is_plain_kid(kid)) {
            return Err(Refusal::Malformed);
        }
        // A nested token (RFC 7519 section 5.2) is not the claims set that it seems to be.
        if string("cty")?.is_some_and(|cty| cty.eq_ignore_ascii_case("JWT")) {
            return Err(Refusal::UnsupportedHeader("cty"));
        }
        // RFC 8725 section 3.11: an explicit type other than ours is another kind of token.
        if string("typ")?.is_some_and(|typ| !is_jwt(&typ)) {
            return Err(Refusal::WrongType);
        }
        Ok(Self { alg, kid })
    }
}

/// RFC 7515 section 4.1.9: `application/` may be left out.
fn is_jwt(typ: &str) -> bool {
    typ.eq_ignore_ascii_case("JWT") || typ.eq_ignore_ascii_case("application/JWT")
}
