//! Where a verifier finds its keys: some stand fixed, some are replaced while it works.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};

use super::jwk_set::JwkSet;
use super::key::VerifyingKey;
use crate::Refusal;

/// Keys for a [`Verifier`](crate::Verifier): a [`VerifyingKey`], a [`JwkSet`], a [`KeySet`], a
/// [`JwkSetFile`](crate::JwkSetFile) or a `RemoteJwkSet`.
#[derive(Debug, Clone)]
pub struct KeySource(Source);

#[derive(Debug, Clone)]
enum Source {
    Fixed(Arc<[VerifyingKey]>),
    Live(Arc<dyn LiveKeys>),
}

impl KeySource {
    pub(super) fn live(keys: impl LiveKeys) -> Self {
        Self(Source::Live(Arc::new(keys)))
    }

    /// The keys that never change; empty for the others.
    pub(super) fn fixed(&self) -> &[VerifyingKey] {
        match &self.0 {
            Source::Fixed(keys) => keys,
            Source::Live(_) => &[],
        }
    }

    pub(super) fn current(&self) -> Result<Arc<[VerifyingKey]>, Refusal> {
        match &self.0 {
            Source::Fixed(keys) => Ok(Arc::clone(keys)),
            Source::Live(keys) => keys.current(),
        }
    }

    /// Whether a key of this source could verify a token of this `alg`, now or after it was renewed.
    pub(super) fn may_verify(&self, alg: &str) -> bool {
        match &self.0 {
            Source::Fixed(keys) => has_key_for(keys, alg),
            Source::Live(keys) => keys.may_verify(alg),
        }
    }

    /// What was seen of its keys, unless they never change.
    pub(super) fn glimpse(&self, seen: Option<Arc<[VerifyingKey]>>) -> Option<Glimpse> {
        match &self.0 {
            Source::Live(keys) => Some(Glimpse {
                keys: Arc::clone(keys),
                seen,
            }),
            Source::Fixed(_) => None,
        }
    }
}

impl From<VerifyingKey> for KeySource {
    fn from(key: VerifyingKey) -> Self {
        Self(Source::Fixed([key].into()))
    }
}

impl From<JwkSet> for KeySource {
    fn from(set: JwkSet) -> Self {
        Self(Source::Fixed(set.keys().into()))
    }
}

impl From<KeySet> for KeySource {
    fn from(set: KeySet) -> Self {
        Self::live(set)
    }
}

/// Live keys as they were when a token was judged by them.
pub(super) struct Glimpse {
    pub(super) keys: Arc<dyn LiveKeys>,
    seen: Option<Arc<[VerifyingKey]>>,
}

impl Glimpse {
    /// Whether they are still the same. Keys that were away then had no part in the verdict.
    pub(super) fn is_as_seen(&self) -> bool {
        match (self.keys.current(), &self.seen) {
            (_, None) => true,
            (Ok(now), Some(seen)) => Arc::ptr_eq(&now, seen),
            (Err(_), Some(_)) => false,
        }
    }

    /// Whether they are others now, so that judging again makes sense.
    pub(super) fn is_outdated(&self) -> bool {
        match (self.keys.current(), &self.seen) {
            (Ok(now), Some(seen)) => !Arc::ptr_eq(&now, seen),
            (Ok(_), None) => true,
            (Err(_), _) => false,
        }
    }
}

/// Keys that change while a verifier holds them.
pub(super) trait LiveKeys: fmt::Debug + Send + Sync + 'static {
    /// # Errors
    /// [`Refusal::KeysUnavailable`].
    fn current(&self) -> Result<Arc<[VerifyingKey]>, Refusal>;

    /// Whether a key could verify a token of this `alg`, now or after they were renewed.
    fn may_verify(&self, alg: &str) -> bool;

    /// Tries to find the key for a token with this `kid` that none of the current ones fits.
    fn renew(&self, _kid: Option<String>) -> Pin<Box<dyn Future<Output = Renewal> + Send>> {
        Box::pin(std::future::ready(Renewal::Useless))
    }
}

/// What came of [`LiveKeys::renew`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(feature = "jwks"), allow(dead_code))]
pub(super) enum Renewal {
    /// The source was asked and answered.
    Renewed,
    /// The source answered somebody who had asked before: what it said may have been old already.
    Joined,
    /// The source was asked not long ago and answered.
    Useless,
    /// The source does not answer, so nobody knows.
    Unreachable,
}

/// Keys that the application replaces while verifiers use them. Clones share the keys.
///
/// ```
/// use jwt_auth_core::{KeySet, Verifier, VerifyingKey};
///
/// # let (old, new) = (format!("{:064}", 1.5_f64), format!("{:064}", 2.25_f64));
/// let keys = KeySet::new([VerifyingKey::hs512(&old)?]);
/// let verifier = Verifier::simple_jwt(keys.clone()).build()?;
/// // Later, while `verifier` serves requests:
/// keys.replace([VerifyingKey::hs512(&new)?, VerifyingKey::hs512(&old)?]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct KeySet(Arc<RwLock<Arc<[VerifyingKey]>>>);

impl KeySet {
    /// Starts with these keys. Of one algorithm, no more than four without a `kid` are tried for a token.
    pub fn new(keys: impl IntoIterator<Item = VerifyingKey>) -> Self {
        Self(Arc::new(RwLock::new(keys.into_iter().collect())))
    }

    /// Puts these keys in the place of all others. The next token is judged by them.
    pub fn replace(&self, keys: impl IntoIterator<Item = VerifyingKey>) {
        let keys: Arc<[VerifyingKey]> = keys.into_iter().collect();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    /// The keys of this moment.
    #[must_use]
    pub fn keys(&self) -> Arc<[VerifyingKey]> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl LiveKeys for KeySet {
    fn current(&self) -> Result<Arc<[VerifyingKey]>, Refusal> {
        Ok(self.keys())
    }

    fn may_verify(&self, alg: &str) -> bool {
        has_key_for(&self.keys(), alg)
    }
}

fn has_key_for(keys: &[VerifyingKey], alg: &str) -> bool {
    keys.iter().any(|key| key.algorithm().is_named(alg))
}

#[cfg(test)]
mod tests;
