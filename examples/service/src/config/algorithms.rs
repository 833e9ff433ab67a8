//! For which algorithms keys count.

use jwt_auth_actix::Algorithm;

use super::ConfigError;
use super::env::Env;

pub(super) const ALGORITHM: &str = "JWT_ALGORITHM";
pub(super) const PREVIOUS_ALGORITHM: &str = "JWT_ALGORITHM_PREVIOUS";
/// Of a secret for which none is named.
pub(super) const OF_SECRETS: Algorithm = Algorithm::HS512;

/// Of a JWK set.
pub(super) fn several(env: &Env<'_>) -> Result<Vec<Algorithm>, ConfigError> {
    let algorithms = named(env, ALGORITHM)?;
    if algorithms.is_empty() {
        let remedy = "missing; name the algorithm of the keys, such as EdDSA or RS256, or set JWT_SIGNING_KEY for HS512";
        return Err(ConfigError::new(ALGORITHM, remedy));
    }
    Ok(algorithms)
}

/// Of one public key.
pub(super) fn of_public_key(env: &Env<'_>) -> Result<Algorithm, ConfigError> {
    let algorithm = one(&several(env)?)?;
    if algorithm.is_hmac() {
        let remedy = format!(
            "{algorithm} is for JWT_SIGNING_KEY: name the algorithm of the public key, such as EdDSA or RS256"
        );
        return Err(ConfigError::new(ALGORITHM, remedy));
    }
    Ok(algorithm)
}

/// Of what may be published: secrets are not.
pub(super) fn of_published_set(env: &Env<'_>) -> Result<Vec<Algorithm>, ConfigError> {
    let algorithms = several(env)?;
    if algorithms.iter().any(|algorithm| algorithm.is_hmac()) {
        let remedy =
            "name algorithms with public keys only, such as EdDSA: JWT_JWKS_URL brings no secrets";
        return Err(ConfigError::new(ALGORITHM, remedy));
    }
    Ok(algorithms)
}

pub(super) fn of_secret(env: &Env<'_>) -> Result<Algorithm, ConfigError> {
    match named(env, ALGORITHM)?.as_slice() {
        [] => Ok(OF_SECRETS),
        algorithms => one(algorithms),
    }
}

/// `None` where it is not said.
pub(super) fn of_previous_secret(env: &Env<'_>) -> Result<Option<Algorithm>, ConfigError> {
    match named(env, PREVIOUS_ALGORITHM)?.as_slice() {
        [] => Ok(None),
        [algorithm] if algorithm.is_hmac() => Ok(Some(*algorithm)),
        _ => {
            let remedy =
                "name the one algorithm of JWT_SIGNING_KEY_PREVIOUS: HS256, HS384 or HS512";
            Err(ConfigError::new(PREVIOUS_ALGORITHM, remedy))
        }
    }
}

fn one(algorithms: &[Algorithm]) -> Result<Algorithm, ConfigError> {
    match algorithms {
        [algorithm] => Ok(*algorithm),
        _ => {
            let remedy = "name one algorithm; several are for JWT_JWKS_FILE and JWT_JWKS_URL";
            Err(ConfigError::new(ALGORITHM, remedy))
        }
    }
}

fn named(env: &Env<'_>, setting: &'static str) -> Result<Vec<Algorithm>, ConfigError> {
    let mut algorithms = Vec::new();
    for name in env.list(setting) {
        let algorithm = name
            .parse()
            .map_err(|error| ConfigError::new(setting, format!("{error}")))?;
        if !algorithms.contains(&algorithm) {
            algorithms.push(algorithm);
        }
    }
    Ok(algorithms)
}
