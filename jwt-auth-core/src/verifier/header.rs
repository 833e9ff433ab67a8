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
    pub(super) typ: Option<Cow<'t, str>>,
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
        let typ = string("typ")?;
        Ok(Self { alg, kid, typ })
    }

    /// Whether `typ` is this media type; `application/` may be left out and letters have no case (RFC 7515 section 4.1.9).
    pub(super) fn is_typed(&self, media_type: &str) -> bool {
        let typ = self.typ.as_deref();
        typ.is_some_and(|typ| short(typ).eq_ignore_ascii_case(short(media_type)))
    }
}

fn short(media_type: &str) -> &str {
    let prefix = "application/";
    media_type
        .split_at_checked(prefix.len())
        .filter(|(start, _)| start.eq_ignore_ascii_case(prefix))
        .map_or(media_type, |(_, rest)| rest)
}
