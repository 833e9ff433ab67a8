//! jsonwebtoken, as well as it can be used: key and rules are made once.

use std::sync::Arc;

use jsonwebtoken::{DecodingKey, Validation, decode};
use serde::Deserialize;

use crate::launch::{self, Failure};

/// The article's claims.
#[derive(Clone, Deserialize)]
#[allow(dead_code, reason = "a service would read them")]
pub(crate) struct Claims {
    pub(crate) token_type: String,
    pub(crate) jti: String,
    pub(crate) user_uuid: String,
    pub(crate) user_email: String,
    pub(crate) user_is_staff: bool,
    pub(crate) user_is_superuser: bool,
    pub(crate) user_first_name: String,
    pub(crate) user_last_name: String,
}

#[derive(Clone)]
pub(crate) struct Tokens(Arc<(DecodingKey, Validation)>);

impl Tokens {
    pub(crate) fn from_env() -> Result<Self, Failure> {
        let key = DecodingKey::from_secret(launch::secret()?.as_bytes());
        let mut validation = Validation::new(launch::algorithm()?.parse()?);
        validation.leeway = 0;
        Ok(Self(Arc::new((key, validation))))
    }

    /// The claims of an access token that is good.
    pub(crate) fn claims(&self, token: &str) -> Option<Claims> {
        let (key, validation) = &*self.0;
        let claims = decode::<Claims>(token, key, validation).ok()?.claims;
        (claims.token_type == "access").then_some(claims)
    }
}
