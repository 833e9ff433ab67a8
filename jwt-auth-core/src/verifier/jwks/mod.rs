//! JWK sets over HTTPS: fetched in a thread of their own, so that verifying never waits for the network.

mod attempts;
mod builder;
mod fetch;
mod log;
mod refresher;
mod schedule;

use std::pin::Pin;
use std::sync::Arc;

pub use builder::{RemoteJwkSetBuildError, RemoteJwkSetBuilder};

use super::RETRY_UNREACHABLE;
use super::key::VerifyingKey;
use super::key_source::{KeySource, LiveKeys, Renewal};
use crate::{Algorithm, Refusal};
use refresher::{NoKeys, Refresher};

/// How long to wait, in seconds, before keys that have become too old are asked for again.
const RETRY_TOO_OLD: u16 = 30;

/// A JWK set that an issuer publishes over HTTPS (RFC 7517 section 5). Clones share it.
///
/// A thread fetches it at the start, again before it is due, and at once when none of its keys fits a token, which requests
/// can cause twice a minute at most: let requests wait for it with
/// [`verify_with_refresh`](crate::Verifier::verify_with_refresh). While the issuer does not answer, the keys that are here
/// serve on for an hour; then, and before the first answer, tokens are neither accepted nor refused
/// ([`Refusal::KeysUnavailable`]). It needs no async runtime; the thread ends with the last clone.
///
/// Each fetch is one GET, or two by discovery: `https` only, no redirects, 2 seconds, 64 KiB, 64 keys. A set that cannot be
/// used leaves the keys as they are; single keys that cannot be used, and shared secrets, are skipped and logged. A proxy
/// that the environment names (`HTTPS_PROXY`, `NO_PROXY`) is used.
///
/// ```no_run
/// use jwt_auth_core::{Algorithm, RemoteJwkSet, Verifier};
///
/// let url = "https://auth.example.org/.well-known/jwks.json";
/// let keys = RemoteJwkSet::at(url, &[Algorithm::EdDSA]).build()?;
/// let verifier = Verifier::builder(keys)
///     .issuer("https://auth.example.org")
///     .audience("https://service.example.org")
///     .build()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// To rotate without anybody noticing: publish the new public key 11 minutes before it signs for the first time, and the
/// old one for one access lifetime and 2 minutes after it signed for the last time.
#[derive(Debug, Clone)]
pub struct RemoteJwkSet {
    worker: Arc<Worker>,
    algorithms: Arc<[Algorithm]>,
}

#[derive(Debug)]
struct Worker(Arc<Refresher>);

impl Drop for Worker {
    fn drop(&mut self) {
        self.0.stop();
    }
}

impl RemoteJwkSet {
    /// The set at this URL, of which keys for these algorithms are used.
    pub fn at(url: impl Into<String>, algorithms: &[Algorithm]) -> RemoteJwkSetBuilder {
        RemoteJwkSetBuilder::at(url.into(), algorithms)
    }

    /// The set that the issuer's OpenID Connect discovery document (`/.well-known/openid-configuration`) names. The document
    /// is fetched anew each time, and refused unless its `issuer` is exactly this one.
    pub fn of_issuer(issuer: impl Into<String>, algorithms: &[Algorithm]) -> RemoteJwkSetBuilder {
        RemoteJwkSetBuilder::of_issuer(issuer.into(), algorithms)
    }

    /// The keys of this moment; empty while there are none that may be used.
    #[must_use]
    pub fn keys(&self) -> Arc<[VerifyingKey]> {
        self.worker.0.keys().unwrap_or_else(|_| Arc::new([]))
    }

    /// Whether there are keys, and not too old ones.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.worker.0.keys().is_ok()
    }

    /// Fetches the set now, whenever that was done last: for an operator who has withdrawn a key. The fetch is under way
    /// when this returns; the future says whether it brought keys.
    pub fn refresh_now(&self) -> impl Future<Output = bool> + Send + 'static {
        Arc::clone(&self.worker.0).demand()
    }
}

impl From<RemoteJwkSet> for KeySource {
    fn from(set: RemoteJwkSet) -> Self {
        Self::live(set)
    }
}

impl LiveKeys for RemoteJwkSet {
    fn current(&self) -> Result<Arc<[VerifyingKey]>, Refusal> {
        self.worker
            .0
            .keys()
            .map_err(|none| Refusal::KeysUnavailable {
                retry_after: match none {
                    NoKeys::NeverLoaded => RETRY_UNREACHABLE,
                    NoKeys::TooOld => RETRY_TOO_OLD,
                },
            })
    }

    fn may_verify(&self, alg: &str) -> bool {
        self.algorithms.iter().any(|it| it.is_named(alg))
    }

    fn renew(&self, kid: Option<String>) -> Pin<Box<dyn Future<Output = Renewal> + Send>> {
        Box::pin(Arc::clone(&self.worker.0).ask(kid))
    }
}
