//! Where the keys come from: a secret, a public key, or a JWK set in a file or behind a URL.

use jwt_auth_actix::{Algorithm, KeySource, VerifyingKey};

use super::algorithms::{self, PREVIOUS_ALGORITHM};
use super::env::Env;
use super::public_keys::{self, HTTP_ALLOWED, PUBLIC_KEY_FILE, SET_FILE, SET_URL};
use super::secrets::Secrets;
use super::waiver::Waiver;
use super::{ConfigError, Warnings};
use crate::renewal::KeyOrigin;

const SECRET: &str = "JWT_SIGNING_KEY";
const PREVIOUS_SECRET: &str = "JWT_SIGNING_KEY_PREVIOUS";

/// Keys of which any may have signed a token.
pub(super) struct Keys {
    pub(super) current: KeySource,
    pub(super) algorithms: Vec<Algorithm>,
    pub(super) key_origin: KeyOrigin,
    pub(super) previous: Option<Previous>,
}

/// The secret before the last rotation.
pub(super) struct Previous {
    pub(super) key: VerifyingKey,
    pub(super) algorithm: Algorithm,
}

impl Keys {
    /// From exactly one source, and the previous secret next to any of them.
    pub(super) fn read(
        env: &Env<'_>,
        is_local: bool,
        warnings: &mut Warnings,
    ) -> Result<Self, ConfigError> {
        let secrets = Secrets::new(env, is_local)?;
        let plain_http = Waiver::read(env, HTTP_ALLOWED)?;
        let mut keys = Self::current(env, &secrets, &plain_http)?;
        keys.previous = keys.previous(env, &secrets, warnings)?;
        if plain_http.is_used() {
            warnings.push(format!(
                "{SET_URL} is plain http: whoever sits between can put their own keys into the set and sign in as anybody"
            ));
        }
        warnings.extend(secrets.short.warning());
        warnings.extend(plain_http.warning());
        Ok(keys)
    }

    fn current(env: &Env<'_>, secrets: &Secrets, plain_http: &Waiver) -> Result<Self, ConfigError> {
        let source = [SECRET, PUBLIC_KEY_FILE, SET_FILE, SET_URL].map(|name| env.text(name));
        match source {
            [Some(secret), None, None, None] => {
                let algorithm = algorithms::of_secret(env)?;
                let key = secrets
                    .key(algorithm, &secret)
                    .map_err(|remedy| ConfigError::new(SECRET, remedy))?;
                Ok(Self::new(key, vec![algorithm], KeyOrigin::Start(SECRET)))
            }
            [None, Some(path), None, None] => {
                let algorithm = algorithms::of_public_key(env)?;
                let key = public_keys::in_file(&path, algorithm)?;
                let key_origin = KeyOrigin::Start(PUBLIC_KEY_FILE);
                Ok(Self::new(key, vec![algorithm], key_origin))
            }
            [None, None, Some(path), None] => {
                let algorithms = algorithms::several(env)?;
                let set = public_keys::set_in_file(&path, &algorithms)?;
                Ok(Self::new(set.clone(), algorithms, KeyOrigin::File(set)))
            }
            [None, None, None, Some(url)] => {
                let algorithms = algorithms::of_published_set(env)?;
                let set = public_keys::set_behind_url(&url, &algorithms, plain_http)?;
                Ok(Self::new(set.clone(), algorithms, KeyOrigin::Remote(set)))
            }
            [None, None, None, None] => {
                let remedy = format!(
                    "no key: set it to the Auth service's HMAC secret, or set {PUBLIC_KEY_FILE}, {SET_FILE} or {SET_URL}"
                );
                Err(ConfigError::new(SECRET, remedy))
            }
            _ => {
                let remedy = format!(
                    "several sources of keys: set one of {SECRET}, {PUBLIC_KEY_FILE}, {SET_FILE} and {SET_URL}; \
                     while you move away from a secret, keep it in {PREVIOUS_SECRET}"
                );
                Err(ConfigError::new(SECRET, remedy))
            }
        }
    }

    fn new(
        current: impl Into<KeySource>,
        algorithms: Vec<Algorithm>,
        key_origin: KeyOrigin,
    ) -> Self {
        Self {
            current: current.into(),
            algorithms,
            key_origin,
            previous: None,
        }
    }

    fn previous(
        &self,
        env: &Env<'_>,
        secrets: &Secrets,
        warnings: &mut Warnings,
    ) -> Result<Option<Previous>, ConfigError> {
        let refused = |remedy: String| ConfigError::new(PREVIOUS_SECRET, remedy);
        let algorithm = algorithms::of_previous_secret(env)?;
        let Some(secret) = env.text(PREVIOUS_SECRET) else {
            warnings.extend(algorithm.map(|_| {
                format!("{PREVIOUS_ALGORITHM} has no effect without {PREVIOUS_SECRET}: remove it")
            }));
            return Ok(None);
        };
        let current = env.text(SECRET);
        if current.as_ref() == Some(&secret) {
            let remedy = format!(
                "it is the same as {SECRET}: remove it, unless you mean the secret before that one"
            );
            return Err(refused(remedy));
        }
        let algorithm = algorithm.unwrap_or(match self.algorithms.as_slice() {
            [algorithm] if current.is_some() => *algorithm,
            _ => algorithms::OF_SECRETS,
        });
        let key = secrets.key(algorithm, &secret).map_err(|remedy| {
            refused(format!(
                "{remedy}; it is taken for {algorithm}: {PREVIOUS_ALGORITHM} may name another"
            ))
        })?;
        Ok(Some(Previous { key, algorithm }))
    }
}
