use std::fmt;

use serde::Deserialize;
use serde_json::Value;

use super::judge::MAX_TRIES;
use super::jwk::{Jwk, SkipReason};
use super::key::VerifyingKey;
use crate::Algorithm;

pub(super) const MAX_KEYS: usize = 64;

/// A JWK set (RFC 7517 section 5), read key by key: one bad key never spoils the others.
///
/// A key is for the algorithm of its `alg`, or, where it names none, for the one of the wanted algorithms that fits its
/// kind. Keys for other algorithms, with a `use` other than `sig` or `key_ops` without `verify` are skipped, as are private,
/// broken and weak ones, every key whose `kid` occurs twice, and a shared secret (`oct`) next to public keys.
#[derive(Debug, Clone)]
pub struct JwkSet {
    keys: Vec<VerifyingKey>,
    skipped: Vec<SkippedKey>,
}

impl JwkSet {
    /// Reads the text of a JWK set, of which at most 64 keys, for these algorithms.
    ///
    /// # Errors
    /// [`JwkSetError`] when the text is no JWK set, when it has more keys, or when none of them can be used.
    pub fn from_json(text: &str, algorithms: &[Algorithm]) -> Result<Self, JwkSetError> {
        Self::read(text.as_bytes(), algorithms, MAX_KEYS, false)
    }

    /// As [`from_json`](Self::from_json), for a set that anybody can fetch: it holds no secrets.
    #[cfg(feature = "jwks")]
    pub(super) fn published(
        text: &[u8],
        algorithms: &[Algorithm],
        max_keys: usize,
    ) -> Result<Self, JwkSetError> {
        Self::read(text, algorithms, max_keys, true)
    }

    fn read(
        text: &[u8],
        algorithms: &[Algorithm],
        max_keys: usize,
        published: bool,
    ) -> Result<Self, JwkSetError> {
        // serde would take an array for an object with unnamed members.
        if !text.trim_ascii_start().starts_with(b"{") {
            return Err(JwkSetError::NotAJwkSet);
        }
        let set: RawSet = serde_json::from_slice(text).map_err(|_| JwkSetError::NotAJwkSet)?;
        if set.keys.len() > max_keys {
            return Err(JwkSetError::TooManyKeys { most: max_keys });
        }
        let kids: Vec<Option<String>> = set.keys.iter().map(kid_of).collect();
        let is_twice = |kid: &Option<String>| {
            kid.is_some() && kids.iter().filter(|other| *other == kid).count() > 1
        };
        let jwks: Vec<Result<Jwk, SkipReason>> = set.keys.into_iter().map(Jwk::read).collect();
        let published = published || jwks.iter().flatten().any(|jwk| !jwk.is_secret());
        let mut keys = Vec::new();
        let mut skipped = Vec::new();
        for (position, (jwk, kid)) in jwks.into_iter().zip(&kids).enumerate() {
            let key = jwk.and_then(|jwk| {
                if is_twice(kid) {
                    Err(SkipReason::DuplicateKid)
                } else if published && jwk.is_secret() {
                    Err(SkipReason::PublishedSecret)
                } else {
                    jwk.into_key(algorithms)
                }
            });
            match key {
                Ok(key) if is_one_too_many(&key, &keys) => skipped.push(SkippedKey {
                    position,
                    reason: SkipReason::TooManyUnnamed,
                }),
                Ok(key) => keys.push(key),
                Err(reason) => skipped.push(SkippedKey { position, reason }),
            }
        }
        if keys.is_empty() {
            return Err(JwkSetError::NoUsableKey { skipped });
        }
        Ok(Self { keys, skipped })
    }

    /// The keys that can be used, in the order of the set.
    #[must_use]
    pub fn keys(&self) -> &[VerifyingKey] {
        &self.keys
    }

    /// The keys that were left out; worth a warning at start.
    #[must_use]
    pub fn skipped(&self) -> &[SkippedKey] {
        &self.skipped
    }
}

/// A key of a set that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SkippedKey {
    /// Its place in `keys`, from 0.
    pub position: usize,
    /// Why.
    pub reason: SkipReason,
}

impl fmt::Display for SkippedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "key {} skipped: {}", self.position, self.reason)
    }
}

/// Why a JWK set cannot be used at all. Culprit: whoever publishes or configures it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JwkSetError {
    /// The text is not a JSON object with an array `keys`.
    #[error("not a JWK set: a JSON object with an array \"keys\" is needed")]
    NotAJwkSet,
    /// More keys than are looked at.
    #[error("a JWK set may have at most {most} keys")]
    TooManyKeys {
        /// The limit.
        most: usize,
    },
    /// Every key was skipped, or there was none.
    #[error("no key of the set can be used for the wanted algorithms{}", reasons(.skipped))]
    NoUsableKey {
        /// Why each key was left out.
        skipped: Vec<SkippedKey>,
    },
}

/// No more than so many would be tried.
fn is_one_too_many(key: &VerifyingKey, keys: &[VerifyingKey]) -> bool {
    let alike =
        |other: &&VerifyingKey| other.kid().is_none() && other.algorithm() == key.algorithm();
    key.kid().is_none() && keys.iter().filter(alike).count() >= MAX_TRIES
}

fn reasons(skipped: &[SkippedKey]) -> String {
    skipped.iter().map(|key| format!("; {key}")).collect()
}

#[derive(Deserialize)]
struct RawSet {
    keys: Vec<Value>,
}

fn kid_of(value: &Value) -> Option<String> {
    value.get("kid")?.as_str().map(str::to_owned)
}
