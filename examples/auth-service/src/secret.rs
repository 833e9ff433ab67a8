use jwt_auth_actix::{Algorithm, KeyError, VerifyingKey};

use crate::config::ConfigError;

const KNOWN: &str = "a known or guessable secret: make a random one, for example with `openssl rand -base64 48`, \
     and give it to the services too; it is taken only while OWN_URL is loopback or *.localhost";

/// Refuses a secret that is shorter than the hash of HS512, is a key of another kind or, unless this service is local, is one
/// that others know.
pub(crate) fn verifying_key(
    setting: &'static str,
    secret: &str,
    is_local: bool,
) -> Result<VerifyingKey, ConfigError> {
    let key = match VerifyingKey::hs512(secret) {
        Err(KeyError::KnownSecret) if is_local => {
            tracing::warn!(
                "{setting} is a known or guessable secret: good enough for this machine only"
            );
            VerifyingKey::from_insecure_secret(Algorithm::HS512, secret)
        }
        key => key,
    };
    key.map_err(|error| {
        let remedy = match error {
            KeyError::KnownSecret => KNOWN.to_owned(),
            error => error.to_string(),
        };
        ConfigError::new(setting, remedy)
    })
}
