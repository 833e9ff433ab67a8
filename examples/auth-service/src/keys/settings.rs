//! With what tokens are signed: key pairs in a file, unless there is a secret.

use std::path::PathBuf;

use jwt_auth_actix::{Clock, VerifyingKey};

use super::SigningKeys;
use crate::clock::TokenClock;
use crate::config::{ConfigError, Env};
use crate::database_url::DatabaseUrl;
use crate::secret::verifying_key;
use crate::tokens::Tokens;

const SECRET: &str = "JWT_SIGNING_KEY";
const PREVIOUS: &str = "JWT_SIGNING_KEY_PREVIOUS";
const FILE: &str = "SIGNING_KEYS_FILE";

pub(crate) fn tokens(
    env: &Env<'_>,
    database: &DatabaseUrl,
    own_origin: &str,
    is_local: bool,
    clock: impl Clock + Clone,
) -> Result<Tokens, ConfigError> {
    // Whoever meant to give a secret must not get key pairs instead, without a word.
    if env.is_empty(SECRET) {
        let remedy = "it is empty: set it to a random secret of at least 64 bytes for HS512, or remove it for key pairs";
        return Err(ConfigError::new(SECRET, remedy));
    }
    let previous = env.text(PREVIOUS);
    let secret = env.text(SECRET);
    if secret.is_some() && previous == secret {
        let remedy = "it is the same as JWT_SIGNING_KEY: remove it, unless you mean the secret before that one";
        return Err(ConfigError::new(PREVIOUS, remedy));
    }
    let current = secret.map(|it| Ok((verifying_key(SECRET, &it, is_local)?, it)));
    let previous = previous.map(|previous| verifying_key(PREVIOUS, &previous, is_local));
    let (current, previous) = (current.transpose()?, previous.transpose()?);
    match current {
        Some(current) => with_secret(env, current, previous, clock),
        None => with_key_pairs(env, database, own_origin, previous, clock),
    }
}

fn with_secret(
    env: &Env<'_>,
    (key, secret): (VerifyingKey, String),
    previous: Option<VerifyingKey>,
    clock: impl Clock + Clone,
) -> Result<Tokens, ConfigError> {
    if env.text(FILE).is_some() {
        let remedy = "tokens are signed with JWT_SIGNING_KEY, so there are no key pairs: remove one of the two";
        return Err(ConfigError::new(FILE, remedy));
    }
    Tokens::with_secret(&secret, key, previous, clock)
        .map_err(|error| ConfigError::new(SECRET, error.to_string()))
}

fn with_key_pairs(
    env: &Env<'_>,
    database: &DatabaseUrl,
    own_origin: &str,
    previous: Option<VerifyingKey>,
    clock: impl Clock + Clone,
) -> Result<Tokens, ConfigError> {
    let refused = |remedy: String| ConfigError::new(FILE, remedy);
    let path = env.text(FILE).map(PathBuf::from);
    let path = path.or_else(|| beside(database)).ok_or_else(|| {
        refused("missing; set it to a file for the key pairs, which is made at the first start, or set JWT_SIGNING_KEY".to_owned())
    })?;
    let keys = SigningKeys::open(path, TokenClock::new(clock.clone())).map_err(refused)?;
    Tokens::with_key_pairs(keys, own_origin, previous, clock)
        .map_err(|error| refused(error.to_string()))
}

/// `auth.keys.json` next to `auth.db`. `None` where the database is no plain file.
fn beside(database: &DatabaseUrl) -> Option<PathBuf> {
    match database {
        DatabaseUrl::Sqlite(path) if !path.starts_with("file:") => {
            Some(PathBuf::from(path).with_extension("keys.json"))
        }
        _ => None,
    }
}
