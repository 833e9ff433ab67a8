use jwt_auth_actix::{Algorithm, KeyError, VerifyingKey};

use super::ConfigError;
use super::env::Env;

const SHORT_ALLOWED: &str = "JWT_ALLOW_SHORT_KEY";

/// What HMAC secrets this service takes. `JwtAuth` warns of the weak ones.
pub(super) struct Secrets {
    short_allowed: bool,
    known_allowed: bool,
}

impl Secrets {
    /// A secret that others know opens nothing but this machine, as long as the service is only reached from there.
    pub(super) fn new(env: &Env<'_>, is_local: bool) -> Result<Self, ConfigError> {
        Ok(Self {
            short_allowed: env.switch(SHORT_ALLOWED)?,
            known_allowed: is_local,
        })
    }

    pub(super) fn key(
        &self,
        setting: &'static str,
        algorithm: Algorithm,
        secret: &str,
    ) -> Result<VerifyingKey, ConfigError> {
        let key = if self.short_allowed {
            VerifyingKey::from_short_secret(algorithm, secret)
        } else {
            VerifyingKey::from_secret(algorithm, secret)
        };
        let key = match key {
            Err(KeyError::KnownSecret) if self.known_allowed => {
                VerifyingKey::from_insecure_secret(algorithm, secret)
            }
            key => key,
        };
        key.map_err(|error| ConfigError::new(setting, self.remedy(&error)))
    }

    fn remedy(&self, error: &KeyError) -> String {
        match error {
            KeyError::KnownSecret => "a known or guessable secret: make a random one, for example with `openssl rand -base64 64 | tr -d '\\n'`, \
                 and give it to the Auth service too; it is taken only while OWN_URL is loopback or *.localhost"
                .to_owned(),
            KeyError::SecretTooShort { .. } if !self.short_allowed => format!(
                "{error}; use a longer one, or {SHORT_ALLOWED}=1 for one of 32 bytes or more, such as a Django SECRET_KEY"
            ),
            KeyError::WrongKind(_) => format!(
                "{error}; set JWT_ALGORITHM to one of them, or set JWT_PUBLIC_KEY_FILE, JWT_JWKS_FILE or JWT_JWKS_URL instead"
            ),
            error => error.to_string(),
        }
    }
}
