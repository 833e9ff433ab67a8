//! Where the keys come from: a secret, a public key, or a JWK set in a file or behind a URL.

use jwt_auth_actix::{
    Algorithm, JwkSetFile, JwkSetFileError, KeySource, RemoteJwkSet, VerifyingKey,
};

use super::ConfigError;
use super::env::Env;
use super::secrets::Secrets;
use crate::renewal::RenewableKeys;

const SECRET: &str = "JWT_SIGNING_KEY";
const PREVIOUS_SECRET: &str = "JWT_SIGNING_KEY_PREVIOUS";
const PUBLIC_KEY_FILE: &str = "JWT_PUBLIC_KEY_FILE";
const SET_FILE: &str = "JWT_JWKS_FILE";
const SET_URL: &str = "JWT_JWKS_URL";
const ALGORITHM: &str = "JWT_ALGORITHM";

/// Keys of which any may have signed a token.
pub(super) struct Keys {
    pub(super) current: KeySource,
    /// The secret before the last rotation.
    pub(super) previous: Option<VerifyingKey>,
    /// The current ones once more, if they can be renewed while the service runs.
    pub(super) renewable: Option<RenewableKeys>,
}

impl Keys {
    /// From exactly one source, and the previous secret next to any of them.
    pub(super) fn read(env: &Env<'_>, is_local: bool) -> Result<Self, ConfigError> {
        let secrets = Secrets::new(env, is_local)?;
        let source = [SECRET, PUBLIC_KEY_FILE, SET_FILE, SET_URL].map(|name| env.text(name));
        let mut secret_algorithm = Algorithm::HS512;
        let (current, renewable) = match source {
            [Some(secret), None, None, None] => {
                if env.text(ALGORITHM).is_some() {
                    secret_algorithm = one_algorithm(env)?;
                }
                let key = secrets.key(SECRET, secret_algorithm, &secret)?;
                (key.into(), None)
            }
            [None, Some(path), None, None] => {
                (public_key(&path, one_algorithm(env)?)?.into(), None)
            }
            [None, None, Some(path), None] => {
                let set = set_in_file(&path, &algorithms(env)?)?;
                (set.clone().into(), Some(RenewableKeys::File(set)))
            }
            [None, None, None, Some(url)] => {
                let set = set_behind_url(env, url, &algorithms(env)?)?;
                (set.clone().into(), Some(RenewableKeys::Remote(set)))
            }
            [None, None, None, None] => {
                let remedy = format!(
                    "no key: set it to the Auth service's HMAC secret, or set {PUBLIC_KEY_FILE}, {SET_FILE} or {SET_URL}"
                );
                return Err(ConfigError::new(SECRET, remedy));
            }
            _ => {
                let remedy = format!(
                    "several sources of keys: set one of {SECRET}, {PUBLIC_KEY_FILE}, {SET_FILE} and {SET_URL}; \
                     while you move away from a secret, keep it in {PREVIOUS_SECRET}"
                );
                return Err(ConfigError::new(SECRET, remedy));
            }
        };
        let previous = env.text(PREVIOUS_SECRET);
        let previous =
            previous.map(|secret| secrets.key(PREVIOUS_SECRET, secret_algorithm, &secret));
        Ok(Self {
            current,
            previous: previous.transpose()?,
            renewable,
        })
    }
}

fn public_key(path: &str, algorithm: Algorithm) -> Result<VerifyingKey, ConfigError> {
    let pem = std::fs::read_to_string(path)
        .map_err(|error| ConfigError::new(PUBLIC_KEY_FILE, unreadable(&error)))?;
    VerifyingKey::from_pem(algorithm, pem)
        .map_err(|error| ConfigError::new(PUBLIC_KEY_FILE, error.to_string()))
}

fn set_in_file(path: &str, algorithms: &[Algorithm]) -> Result<JwkSetFile, ConfigError> {
    JwkSetFile::open(path, algorithms).map_err(|error| {
        let remedy = match error {
            JwkSetFileError::Read(error) => unreadable(&error),
            error => error.to_string(),
        };
        ConfigError::new(SET_FILE, remedy)
    })
}

fn set_behind_url(
    env: &Env<'_>,
    url: String,
    algorithms: &[Algorithm],
) -> Result<RemoteJwkSet, ConfigError> {
    const WAIVER: &str = "JWT_JWKS_ALLOW_HTTP";
    if algorithms.iter().any(|algorithm| algorithm.is_hmac()) {
        let remedy = format!(
            "name algorithms with public keys only, such as EdDSA: {SET_URL} brings no secrets"
        );
        return Err(ConfigError::new(ALGORITHM, remedy));
    }
    let is_plain = url.to_ascii_lowercase().starts_with("http:");
    let mut set = RemoteJwkSet::at(url, algorithms);
    if env.switch(WAIVER)? {
        set = set.dangerous_allow_http();
    }
    let set = set.build().map_err(|error| {
        let problems = error.problems().join("; ");
        let waiver = format!("{WAIVER}=1");
        ConfigError::new(SET_URL, problems.replace("dangerous_allow_http", &waiver))
    })?;
    if is_plain {
        tracing::warn!(
            "{SET_URL} is plain http: whoever sits between can put their own keys into the set and sign in as anybody"
        );
    }
    Ok(set)
}

fn one_algorithm(env: &Env<'_>) -> Result<Algorithm, ConfigError> {
    match algorithms(env)?.as_slice() {
        [algorithm] => Ok(*algorithm),
        _ => {
            let remedy = format!("name one algorithm; several are for {SET_FILE} and {SET_URL}");
            Err(ConfigError::new(ALGORITHM, remedy))
        }
    }
}

fn algorithms(env: &Env<'_>) -> Result<Vec<Algorithm>, ConfigError> {
    let mut algorithms = Vec::new();
    for name in env.list(ALGORITHM) {
        let algorithm = name
            .parse()
            .map_err(|error| ConfigError::new(ALGORITHM, format!("{error}")))?;
        if !algorithms.contains(&algorithm) {
            algorithms.push(algorithm);
        }
    }
    if algorithms.is_empty() {
        let remedy = format!(
            "missing; name the algorithm of the keys, such as EdDSA or RS256, or set {SECRET} for HS512"
        );
        return Err(ConfigError::new(ALGORITHM, remedy));
    }
    Ok(algorithms)
}

fn unreadable(error: &std::io::Error) -> String {
    format!(
        "cannot read the file ({}): name a readable one",
        error.kind()
    )
}
