use jwt_auth_actix::{Algorithm, KeyError, VerifyingKey};

use super::ConfigError;
use super::env::Env;
use super::waiver::Waiver;

const SHORT_ALLOWED: &str = "JWT_ALLOW_SHORT_KEY";
const MAKE_ONE: &str = "make a random one, for example with `openssl rand -base64 48`, and give it to the Auth service too";

/// What HMAC secrets this service takes. `JwtAuth` warns of the weak ones.
pub(super) struct Secrets {
    pub(super) short: Waiver,
    known_allowed: bool,
}

impl Secrets {
    /// A secret that others know opens nothing but this machine, as long as the service is only reached from there.
    pub(super) fn new(env: &Env<'_>, is_local: bool) -> Result<Self, ConfigError> {
        Ok(Self {
            short: Waiver::read(env, SHORT_ALLOWED)?,
            known_allowed: is_local,
        })
    }

    /// # Errors
    /// The remedy.
    pub(super) fn key(&self, algorithm: Algorithm, secret: &str) -> Result<VerifyingKey, String> {
        self.checked(algorithm, secret).map_err(|error| {
            let is_hopeless = matches!(
                VerifyingKey::from_short_secret(algorithm, secret),
                Err(KeyError::SecretTooShort { .. })
            );
            remedy(&error, is_hopeless)
        })
    }

    /// A short secret that others know is refused as a known one: to waive its length would not help.
    fn checked(&self, algorithm: Algorithm, secret: &str) -> Result<VerifyingKey, KeyError> {
        use KeyError::{KnownSecret, SecretTooShort};

        let full = VerifyingKey::from_secret(algorithm, secret);
        let short = VerifyingKey::from_short_secret(algorithm, secret);
        let key = match (full, short) {
            (Err(SecretTooShort { .. }), Err(KnownSecret)) if !self.known_allowed => {
                Err(KnownSecret)
            }
            (Err(SecretTooShort { .. }), short @ (Ok(_) | Err(KnownSecret)))
                if self.short.lets_pass() =>
            {
                short
            }
            (full, _) => full,
        };
        match key {
            Err(KnownSecret) if self.known_allowed => {
                VerifyingKey::from_insecure_secret(algorithm, secret)
            }
            key => key,
        }
    }
}

fn remedy(error: &KeyError, is_hopeless: bool) -> String {
    match error {
        KeyError::KnownSecret => format!(
            "a known or guessable secret: {MAKE_ONE}; it is taken only while OWN_URL is loopback or *.localhost"
        ),
        KeyError::SecretTooShort { .. } if is_hopeless => format!("{error}: {MAKE_ONE}"),
        KeyError::SecretTooShort { .. } => format!(
            "{error}; use a longer one, or {SHORT_ALLOWED}=1 for one of 32 bytes or more, such as a Django SECRET_KEY"
        ),
        KeyError::WrongKind(_) => format!(
            "{error}; set JWT_ALGORITHM to one of them, or set JWT_PUBLIC_KEY_FILE, JWT_JWKS_FILE or JWT_JWKS_URL instead"
        ),
        error => error.to_string(),
    }
}
