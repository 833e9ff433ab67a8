//! Claims: the registered ones that a verifier judges, and the typed ones that a model is filled from.

mod claim;
mod key;
mod numeric_date;
mod registered;

use std::borrow::Cow;
use std::cell::OnceCell;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

pub use self::claim::{Claim, MAX_KEY_CHARS};
pub use self::key::UserKey;
pub use self::numeric_date::NumericDate;
pub use self::registered::RegisteredClaims;
use crate::Refusal;
use crate::json::Object;

/// A type that can be read from the claims of a verified token.
///
/// `#[derive(JwtUser)]` implements it for the claims struct that it generates. Every other type that is
/// `DeserializeOwned` has it already, so `VerifiedClaims<MyClaims>` needs no more than `#[derive(Deserialize)]`.
pub trait FromClaims: Sized + Send + Sync + 'static {
    /// Reads the claims.
    ///
    /// # Errors
    /// [`Refusal::MissingClaim`], [`Refusal::InvalidClaim`] or [`Refusal::ClaimsMismatch`].
    fn from_claims(claims: &ClaimSet<'_>) -> Result<Self, Refusal>;
}

impl<C: DeserializeOwned + Send + Sync + 'static> FromClaims for C {
    fn from_claims(claims: &ClaimSet<'_>) -> Result<Self, Refusal> {
        serde_json::from_str(claims.text).map_err(|_| Refusal::ClaimsMismatch)
    }
}

/// The claims set of a token whose signature is good: a strict JSON object without duplicate members.
pub struct ClaimSet<'t> {
    text: &'t str,
    object: Object<'t>,
    unescaped: Kept,
}

impl<'t> ClaimSet<'t> {
    pub(crate) fn parse(text: &'t str) -> Result<Self, Refusal> {
        let object = Object::parse(text).map_err(|_| Refusal::Malformed)?;
        Ok(Self {
            text,
            object,
            unescaped: Kept::default(),
        })
    }

    /// Starts reading the claim `name`; finish with one of the methods of [`Claim`].
    pub fn claim(&self, name: &'static str) -> Claim<'_> {
        Claim::new(name, Ok(self.object.get(name)), &self.unescaped)
    }

    /// Starts reading a claim inside others, such as `realm_access.roles`: member names with dots between them.
    ///
    /// It is missing where any of the members is missing or null, and refused where something that is no object stands in
    /// the way. A name that has dots itself, such as a URL, is for [`claim`](Self::claim).
    pub fn path(&self, path: &'static str) -> Claim<'_> {
        Claim::new(path, self.value_at(path), &self.unescaped)
    }

    fn value_at(&self, path: &'static str) -> Result<Option<&RawValue>, Refusal> {
        let mut names = path.split('.');
        let mut value = names.next().and_then(|name| self.object.get(name));
        for name in names {
            let Some(outer) = value.filter(|value| value.get() != "null") else {
                return Ok(None);
            };
            let object: Object<'_> =
                serde_json::from_str(outer.get()).map_err(|_| Refusal::InvalidClaim(path))?;
            value = object.get(name);
        }
        Ok(value)
    }

    fn registered(&self, name: &str) -> Option<&RawValue> {
        self.object.get(name)
    }
}

impl std::fmt::Debug for ClaimSet<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClaimSet([redacted])")
    }
}

/// Texts that stand escaped in the JSON, so that nobody can borrow them from there: a list that only grows.
#[derive(Default)]
struct Kept(OnceCell<Box<(String, Self)>>);

impl Kept {
    fn keep(&self, text: Cow<'_, str>) -> &str {
        let mut end = self;
        while let Some(link) = end.0.get() {
            end = &link.1;
        }
        let link = end
            .0
            .get_or_init(|| Box::new((text.into_owned(), Self::default())));
        &link.0
    }
}
