use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde::de::value::{BorrowedStrDeserializer, Error};
use serde_json::value::RawValue;

use crate::Refusal;
use crate::json::{Object, Text};

/// The longest text that a claim may hold unless the model says otherwise, in characters.
const MAX_CHARS: usize = 1_000;
/// The longest key, the length of Django's `username`.
const MAX_KEY_CHARS: usize = 150;

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
}

impl<'t> ClaimSet<'t> {
    pub(crate) fn parse(text: &'t str) -> Result<Self, Refusal> {
        let object = Object::parse(text).map_err(|_| Refusal::Malformed)?;
        Ok(Self { text, object })
    }

    /// Starts reading the claim `name`; finish with one of the methods of [`Claim`].
    pub fn claim(&self, name: &'static str) -> Claim<'_> {
        Claim {
            name,
            unescaped: self.object.unescaped(name),
            value: self.object.get(name).filter(|value| value.get() != "null"),
            key: false,
            max_chars: MAX_CHARS,
        }
    }
}

impl std::fmt::Debug for ClaimSet<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClaimSet([redacted])")
    }
}

/// One claim on its way into a field. `null` counts as missing; no type is ever coerced into another.
///
/// Text is refused when it holds control characters or has more than 1,000 characters, or as
/// [`max_chars`](Self::max_chars) says.
#[derive(Clone)]
#[must_use]
pub struct Claim<'t> {
    name: &'static str,
    value: Option<&'t RawValue>,
    unescaped: Option<&'t str>,
    key: bool,
    max_chars: usize,
}

impl std::fmt::Debug for Claim<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Claim")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl<'t> Claim<'t> {
    /// Marks the claim as the person's key: not empty, no white space at its ends, 150 characters unless
    /// [`max_chars`](Self::max_chars) follows.
    pub fn key(mut self) -> Self {
        self.key = true;
        self.max_chars = MAX_KEY_CHARS;
        self
    }

    /// Refuses text of more characters than this. Never truncates.
    pub fn max_chars(mut self, max: usize) -> Self {
        self.max_chars = max;
        self
    }

    /// The value, which must be there.
    ///
    /// # Errors
    /// [`Refusal::MissingClaim`] when it is absent or null, [`Refusal::InvalidClaim`] when it does not fit.
    pub fn required<T: Deserialize<'t>>(self) -> Result<T, Refusal> {
        let name = self.name;
        self.optional()?.ok_or(Refusal::MissingClaim(name))
    }

    /// The value, or `None` when it is absent or null.
    ///
    /// # Errors
    /// [`Refusal::InvalidClaim`] when it is there and does not fit.
    pub fn optional<T: Deserialize<'t>>(self) -> Result<Option<T>, Refusal> {
        let Some(value) = self.value else {
            return Ok(None);
        };
        if value.get().starts_with('"') {
            let text: Text<'t> = self.parse(value)?;
            self.check_text(&text.0)?;
        }
        self.parse(value).map(Some)
    }

    /// The value turned into another by a function, which also takes over the checks of text.
    ///
    /// # Errors
    /// As [`required`](Self::required); [`Refusal::InvalidClaim`] also when the function refuses the value.
    pub fn required_with<T: Deserialize<'t>, O, E>(
        self,
        with: impl FnOnce(T) -> Result<O, E>,
    ) -> Result<O, Refusal> {
        let name = self.name;
        self.optional_with(with)?.ok_or(Refusal::MissingClaim(name))
    }

    /// As [`required_with`](Self::required_with), or `None` when the claim is absent or null.
    ///
    /// # Errors
    /// [`Refusal::InvalidClaim`].
    pub fn optional_with<T: Deserialize<'t>, O, E>(
        self,
        with: impl FnOnce(T) -> Result<O, E>,
    ) -> Result<Option<O>, Refusal> {
        let Some(value) = self.value else {
            return Ok(None);
        };
        // A function of `&str` cannot borrow from JSON with escapes, in which Python writes everything beyond ASCII.
        let value = match (self.parse(value), self.unescaped) {
            (Err(_), Some(text)) => T::deserialize(BorrowedStrDeserializer::<Error>::new(text))
                .map_err(|_| Refusal::InvalidClaim(self.name))?,
            (value, _) => value?,
        };
        with(value)
            .map(Some)
            .map_err(|_| Refusal::InvalidClaim(self.name))
    }

    fn parse<T: Deserialize<'t>>(&self, value: &'t RawValue) -> Result<T, Refusal> {
        serde_json::from_str(value.get()).map_err(|_| Refusal::InvalidClaim(self.name))
    }

    fn check_text(&self, text: &str) -> Result<(), Refusal> {
        let fits = text.chars().count() <= self.max_chars
            && !text.chars().any(char::is_control)
            && !(self.key && (text.is_empty() || text.trim() != text));
        if fits {
            Ok(())
        } else {
            Err(Refusal::InvalidClaim(self.name))
        }
    }
}

/// The registered claims of RFC 7519 section 4.1 that a verifier judges. `Debug` shows when the token ends and nothing else.
#[derive(Clone)]
pub struct RegisteredClaims {
    pub(crate) exp: f64,
    pub(crate) nbf: Option<f64>,
    pub(crate) iat: Option<f64>,
    pub(crate) iss: Option<String>,
    sub: Option<String>,
    pub(crate) aud: Vec<String>,
    pub(crate) jti: Option<String>,
}

impl RegisteredClaims {
    /// `exp` in seconds since 1970, rounded up: the token is refused from this second on.
    #[must_use]
    pub fn expires_at(&self) -> i64 {
        whole_seconds(self.exp.ceil())
    }

    /// `nbf` in seconds since 1970, rounded up.
    #[must_use]
    pub fn not_before(&self) -> Option<i64> {
        self.nbf.map(|begin| whole_seconds(begin.ceil()))
    }

    /// `iat` in seconds since 1970, rounded down.
    #[must_use]
    pub fn issued_at(&self) -> Option<i64> {
        self.iat.map(whole_seconds)
    }

    /// `iss`.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.iss.as_deref()
    }

    /// `sub`.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.sub.as_deref()
    }

    /// `aud`, as a list even where the token holds a single string. Empty when absent.
    #[must_use]
    pub fn audience(&self) -> &[String] {
        &self.aud
    }

    /// `jti`.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.jti.as_deref()
    }

    /// A wrong JSON type is an error, never "absent"; so is an explicit null.
    pub(crate) fn read(claims: &ClaimSet<'_>) -> Result<Self, Refusal> {
        Ok(Self {
            exp: numeric_date(claims, "exp")?.ok_or(Refusal::MissingClaim("exp"))?,
            nbf: numeric_date(claims, "nbf")?,
            iat: numeric_date(claims, "iat")?,
            iss: typed(claims, "iss")?,
            sub: typed(claims, "sub")?,
            aud: typed::<Audience>(claims, "aud")?.map_or_else(Vec::new, Audience::into_list),
            jti: typed(claims, "jti")?,
        })
    }
}

impl std::fmt::Debug for RegisteredClaims {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RegisteredClaims")
            .field("expires_at", &self.expires_at())
            .finish_non_exhaustive()
    }
}

/// Numeric dates are checked to lie between 1970 and the year 10000 when they are read.
#[expect(clippy::cast_possible_truncation, reason = "in range, see above")]
fn whole_seconds(date: f64) -> i64 {
    date.floor() as i64
}

/// RFC 7519 section 4.1.3: a string or an array of strings.
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn into_list(self) -> Vec<String> {
        match self {
            Self::One(audience) => vec![audience],
            Self::Many(audiences) => audiences,
        }
    }
}

fn typed<T: DeserializeOwned>(
    claims: &ClaimSet<'_>,
    name: &'static str,
) -> Result<Option<T>, Refusal> {
    claims
        .object
        .get(name)
        .map(|value| serde_json::from_str(value.get()).map_err(|_| Refusal::InvalidClaim(name)))
        .transpose()
}

/// RFC 7519 section 2, `NumericDate`: seconds, fractions allowed; not negative and before the year 10000.
fn numeric_date(claims: &ClaimSet<'_>, name: &'static str) -> Result<Option<f64>, Refusal> {
    const YEAR_10000: f64 = 253_402_300_800.0;
    let Some(number) = typed::<serde_json::Number>(claims, name)? else {
        return Ok(None);
    };
    number
        .as_f64()
        .filter(|seconds| seconds.is_sign_positive() && *seconds < YEAR_10000)
        .map(Some)
        .ok_or(Refusal::InvalidClaim(name))
}
