//! Another key for the tokens to come.

use super::lock::lock;
use super::set::{LEAD, PrivateKeySet};
use super::{NO_KEY, file, read};
use crate::config::{Config, ConfigError};
use crate::tokens::REFRESH_LIFETIME;

const NAME: &str = "SIGNING_KEYS_FILE";

/// How keys are replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rotation {
    /// The new key is published now and signs after 11 minutes, when every service has it. The old one stays published until
    /// the last refresh token under it has ended. Nobody notices.
    Planned,
    /// Somebody may have read the file. Its keys are gone at once, and everybody has to sign in again.
    AtOnce,
}

/// What [`rotate_keys`] did, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RotatedKeys {
    kid: String,
    rotation: Rotation,
}

impl RotatedKeys {
    /// The name of the new key.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }
}

impl std::fmt::Display for RotatedKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (kid, minutes) = (&self.kid, LEAD / 60);
        let days = REFRESH_LIFETIME / 24 / 3_600;
        match self.rotation {
            Rotation::Planned => write!(
                f,
                "The key {kid} is published from now on, and signs in {minutes} minutes. \
                 The key before it stays published for {days} more days, until the last refresh token under it has ended."
            ),
            Rotation::AtOnce => write!(
                f,
                "The key {kid} signs from now on; all others are gone, and everybody has to sign in again. \
                 A service drops the old keys when it sees the first token under the new one, and after 10 minutes at the latest; \
                 SIGHUP makes the example service fetch the set at once."
            ),
        }
    }
}

/// Replaces the signing key in the file of `config`, which a running Auth service notices by itself. Blocks.
///
/// ```
/// use auth_service::{Config, Rotation, rotate_keys};
///
/// let folder = tempfile::tempdir()?;
/// let database = folder.path().join("auth.db").display().to_string();
/// let config = Config::from_env(|name| match name {
///     "DATABASE_URL" => Some(database.clone()),
///     "OWN_URL" => Some("https://auth.example.org".to_owned()),
///     _ => None,
/// })?;
/// let rotated = rotate_keys(&config, Rotation::Planned)?;
/// assert!(rotated.to_string().contains("signs in 11 minutes"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// When tokens are signed with `JWT_SIGNING_KEY`, or the file cannot be read or written.
pub fn rotate_keys(config: &Config, rotation: Rotation) -> Result<RotatedKeys, ConfigError> {
    let Some(keys) = config.tokens.signing_keys() else {
        let remedy = "a secret is not rotated by this command: restart with another one, and with this one in JWT_SIGNING_KEY_PREVIOUS";
        return Err(ConfigError::new("JWT_SIGNING_KEY", remedy));
    };
    let path = &keys.path;
    let failed = |remedy: &str| ConfigError::new(NAME, remedy);
    let cannot = |what, error: std::io::Error| {
        failed(&format!(
            "cannot {what} the file ({}): run this as the user that the service runs as, or as root",
            error.kind()
        ))
    };
    // Else two that run at once would both write what the one of them has not seen, and a leaked key could come back.
    let _lock = lock(path).map_err(|error| cannot("lock", error))?;
    let now = keys.clock().now();
    let no_key = |_| failed(NO_KEY);
    let (pairs, kid) = match rotation {
        Rotation::Planned => {
            let (mut pairs, _) = read(path).map_err(|error| failed(&error.to_string()))?;
            let kid = pairs.rotate(now).map_err(no_key)?;
            let many = "with more keys services would refuse the set: wait, each goes 5 days after its successor has begun to sign";
            (pairs, kid.ok_or_else(|| failed(many))?)
        }
        Rotation::AtOnce => {
            let pairs = PrivateKeySet::generate(now).map_err(no_key)?;
            let kid = pairs.signing(now).map(|pair| pair.kid().to_owned());
            (pairs, kid.ok_or_else(|| failed(NO_KEY))?)
        }
    };
    let text = pairs.to_json().map_err(|_| failed(NO_KEY))?;
    file::replace(path, &text).map_err(|error| cannot("replace", error))?;
    Ok(RotatedKeys { kid, rotation })
}
