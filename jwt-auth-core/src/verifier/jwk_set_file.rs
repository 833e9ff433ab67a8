use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::jwk_set::{JwkSet, JwkSetError, SkippedKey};
use super::key::VerifyingKey;
use super::key_source::{KeySet, KeySource};
use crate::Algorithm;

/// A JWK set in a file that is read again when the application says so, for example on SIGHUP. Clones share the keys.
///
/// ```no_run
/// use jwt_auth_core::{Algorithm, JwkSetFile, Verifier};
///
/// let file = JwkSetFile::open("/run/secrets/jwks.json", &[Algorithm::EdDSA])?;
/// let verifier = Verifier::simple_jwt(file.clone()).build()?;
/// // Later, when the file has changed:
/// if let Err(error) = file.reload() {
///     eprintln!("the keys stay as they are: {error}");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct JwkSetFile {
    path: Arc<Path>,
    algorithms: Arc<[Algorithm]>,
    keys: KeySet,
}

impl JwkSetFile {
    /// Reads the file for these algorithms, by the rules of [`JwkSet`]. Keys that are skipped are logged.
    ///
    /// # Errors
    /// [`JwkSetFileError`].
    pub fn open(
        path: impl Into<PathBuf>,
        algorithms: &[Algorithm],
    ) -> Result<Self, JwkSetFileError> {
        let file = Self {
            path: path.into().into(),
            algorithms: algorithms.into(),
            keys: KeySet::new([]),
        };
        file.reload()?;
        Ok(file)
    }

    /// Reads the file again. Verifiers that hold it judge the next token by the new keys.
    ///
    /// # Errors
    /// [`JwkSetFileError`]; the keys then stay as they are.
    pub fn reload(&self) -> Result<Vec<SkippedKey>, JwkSetFileError> {
        let text = std::fs::read_to_string(&self.path)?;
        let set = JwkSet::from_json(&text, &self.algorithms)?;
        for skipped in set.skipped() {
            tracing::warn!(target: "jwt_auth", event = "jwk_skipped", path = %self.path.display(), "{skipped}");
        }
        self.keys.replace(set.keys().iter().cloned());
        Ok(set.skipped().to_vec())
    }

    /// The keys of this moment.
    #[must_use]
    pub fn keys(&self) -> Arc<[VerifyingKey]> {
        self.keys.keys()
    }
}

impl From<JwkSetFile> for KeySource {
    fn from(file: JwkSetFile) -> Self {
        file.keys.into()
    }
}

/// Why the file gave no keys.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JwkSetFileError {
    /// The file cannot be read.
    #[error("cannot read the file")]
    Read(#[from] io::Error),
    /// What stands in it is no usable JWK set.
    #[error(transparent)]
    Set(#[from] JwkSetError),
}
