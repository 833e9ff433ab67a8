use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{ClaimSet, NumericDate};
use crate::Refusal;

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
    /// `exp` (section 4.1.4) in seconds since 1970, rounded up: the token is refused from this second on, leeway not counted.
    #[must_use]
    pub fn expires_at(&self) -> i64 {
        whole_seconds(self.exp.ceil())
    }

    /// `nbf` (section 4.1.5) in seconds since 1970, rounded up: the token is refused before this second, leeway not counted.
    /// `None` where the token has none.
    #[must_use]
    pub fn not_before(&self) -> Option<i64> {
        self.nbf.map(|begin| whole_seconds(begin.ceil()))
    }

    /// `iat` (section 4.1.6) in seconds since 1970, rounded down, as it stands in the token. To order tokens take
    /// [`Verified::issued_at`](crate::Verified::issued_at). `None` where the token has none.
    #[must_use]
    pub fn issued_at(&self) -> Option<i64> {
        self.iat.map(whole_seconds)
    }

    /// `iss` (section 4.1.1): who signed the token. `None` where the token has none.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.iss.as_deref()
    }

    /// `sub` (section 4.1.2): whom the token is about. It is not judged; a model takes it as its key by
    /// `#[jwt(key, claim = "sub")]`. `None` where the token has none.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.sub.as_deref()
    }

    /// `aud` (section 4.1.3): for whom the token is, as a list even where the token holds a single string. Empty when absent.
    #[must_use]
    pub fn audience(&self) -> &[String] {
        &self.aud
    }

    /// `jti` (section 4.1.7): the name of this one token. `None` where the token has none.
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
        .registered(name)
        .map(|value| serde_json::from_str(value.get()).map_err(|_| Refusal::InvalidClaim(name)))
        .transpose()
}

fn numeric_date(claims: &ClaimSet<'_>, name: &'static str) -> Result<Option<f64>, Refusal> {
    Ok(typed(claims, name)?.map(NumericDate::as_f64))
}
