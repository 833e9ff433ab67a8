use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use ureq::tls::{Certificate, PemItem, parse_pem};

use super::fetch::{Fetcher, Limits, Location, parse_url};
use super::refresher::{Refresher, Time};
use super::schedule::Intervals;
use super::{RemoteJwkSet, Worker};
use crate::Algorithm;

const HOUR: Duration = Duration::from_secs(3_600);
const TTL: RangeInclusive<Duration> = Duration::from_secs(30)..=Duration::from_secs(24 * 3_600);
const COOLDOWN: RangeInclusive<Duration> = Duration::from_secs(10)..=HOUR;
const TIMEOUT: RangeInclusive<Duration> = Duration::from_millis(100)..=Duration::from_secs(10);
const BYTES: RangeInclusive<u64> = 1_024..=512 * 1_024;
const KEYS: RangeInclusive<usize> = 1..=256;

/// Settings of a [`RemoteJwkSet`].
#[must_use]
pub struct RemoteJwkSetBuilder {
    source: Source,
    algorithms: Vec<Algorithm>,
    intervals: Intervals,
    limits: Limits,
    allow_http: bool,
    root_certificates: Vec<Vec<u8>>,
    time: Time,
}

enum Source {
    Set(String),
    Issuer(String),
}

impl RemoteJwkSetBuilder {
    pub(super) fn at(url: String, algorithms: &[Algorithm]) -> Self {
        Self::new(Source::Set(url), algorithms)
    }

    pub(super) fn of_issuer(issuer: String, algorithms: &[Algorithm]) -> Self {
        Self::new(Source::Issuer(issuer), algorithms)
    }

    /// All defaults.
    fn new(source: Source, algorithms: &[Algorithm]) -> Self {
        Self {
            source,
            algorithms: algorithms.to_vec(),
            intervals: Intervals {
                ttl: Duration::from_secs(600),
                max_stale: HOUR,
                cooldown: Duration::from_secs(30),
            },
            limits: Limits {
                timeout: Duration::from_secs(2),
                max_bytes: 64 * 1_024,
                max_keys: 64,
            },
            allow_http: false,
            root_certificates: Vec::new(),
            time: Time::Real(Instant::now()),
        }
    }

    /// How long keys count as fresh; they are fetched again after four fifths of it. A key that the issuer withdraws is
    /// refused after that at the latest, while the issuer answers. Defaults to 10 minutes; 30 seconds to 24 hours.
    pub fn ttl(mut self, ttl: Duration) -> Self {
        self.intervals.ttl = ttl;
        self
    }

    /// How old keys may be that are still used while the issuer does not answer. Defaults to 1 hour; [`ttl`](Self::ttl) to 24
    /// hours.
    pub fn max_stale(mut self, max_stale: Duration) -> Self {
        self.intervals.max_stale = max_stale;
        self
    }

    /// How long after a fetch that a token caused no other token causes one. Defaults to 30 seconds; 10 seconds to 1 hour.
    pub fn cooldown(mut self, cooldown: Duration) -> Self {
        self.intervals.cooldown = cooldown;
        self
    }

    /// How long one fetch may take. Defaults to 2 seconds; 100 milliseconds to 10 seconds, and a fifth of
    /// [`ttl`](Self::ttl) at most.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = timeout;
        self
    }

    /// How long the answer may be, in bytes. Defaults to 64 KiB; 1 to 512 KiB.
    pub fn max_bytes(mut self, bytes: u64) -> Self {
        self.limits.max_bytes = bytes;
        self
    }

    /// How many keys the set may have. Defaults to 64; 1 to 256.
    pub fn max_keys(mut self, keys: usize) -> Self {
        self.limits.max_keys = keys;
        self
    }

    /// Trusts the certificates in this PEM text instead of Mozilla's: for an issuer with a certificate of your own authority.
    /// Called again, those as well. Defaults to Mozilla's.
    pub fn root_certificates_pem(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.root_certificates.push(pem.as_ref().to_vec());
        self
    }

    /// Allows plain http, over which whoever sits between can put their own keys into the set and sign in as anybody. For
    /// loopback, or a network in which nobody can. Defaults to off.
    pub fn dangerous_allow_http(mut self) -> Self {
        self.allow_http = true;
        self
    }

    /// Counts intervals by this clock, in whole seconds. Defaults to the system's.
    #[cfg(feature = "test-util")]
    pub fn test_clock(mut self, clock: crate::TestClock) -> Self {
        self.time = Time::Test(clock);
        self
    }

    /// Checks the settings and starts to fetch. Does not wait: a set that cannot be reached is no error here.
    ///
    /// # Errors
    /// [`RemoteJwkSetBuildError`], which lists everything that is wrong.
    pub fn build(self) -> Result<RemoteJwkSet, RemoteJwkSetBuildError> {
        let location = self.location();
        let certificates = self.certificates();
        let (ttl, max_stale) = (self.intervals.ttl, self.intervals.max_stale);
        let checks = [
            (
                location.is_none(),
                "the URL must be an absolute https URL without credentials and fragment (dangerous_allow_http waives the s)",
            ),
            (
                self.algorithms.is_empty(),
                "no algorithm: name those that the issuer signs with",
            ),
            (
                self.algorithms.iter().any(|algorithm| algorithm.is_hmac()),
                "an HMAC algorithm: a set that is fetched brings no secrets",
            ),
            (
                self.limits.timeout > ttl / 5,
                "timeout above a fifth of ttl",
            ),
            (!TTL.contains(&ttl), "ttl outside 30 seconds to 24 hours"),
            (
                !(ttl..=*TTL.end()).contains(&max_stale),
                "max_stale outside ttl to 24 hours",
            ),
            (
                !COOLDOWN.contains(&self.intervals.cooldown),
                "cooldown outside 10 seconds to 1 hour",
            ),
            (
                !TIMEOUT.contains(&self.limits.timeout),
                "timeout outside 100 milliseconds to 10 seconds",
            ),
            (
                !BYTES.contains(&self.limits.max_bytes),
                "max_bytes outside 1 KiB to 512 KiB",
            ),
            (
                !KEYS.contains(&self.limits.max_keys),
                "max_keys outside 1 to 256",
            ),
            (
                certificates.is_none(),
                "root_certificates_pem holds no certificate in PEM",
            ),
        ];
        let wrong = checks.into_iter().filter(|(wrong, _)| *wrong);
        let mut problems: Vec<_> = wrong.map(|(_, problem)| problem).collect();
        let algorithms = self.algorithms.as_slice().into();
        if let (Some(location), Some(certificates), true) =
            (location, certificates, problems.is_empty())
        {
            let fetcher = Fetcher::new(
                location,
                self.algorithms,
                self.limits,
                self.allow_http,
                certificates,
            );
            if let Ok(refresher) = Refresher::start(fetcher, self.intervals, self.time) {
                return Ok(RemoteJwkSet {
                    worker: Arc::new(Worker(refresher)),
                    algorithms,
                });
            }
            problems.push("the operating system gives no thread");
        }
        Err(RemoteJwkSetBuildError { problems })
    }

    fn location(&self) -> Option<Location> {
        match &self.source {
            Source::Set(url) => parse_url(url, self.allow_http).map(Location::Set),
            Source::Issuer(issuer) => {
                let base = parse_url(issuer, self.allow_http).filter(|it| it.query().is_none())?;
                let base = base.as_str().trim_end_matches('/');
                let document = format!("{base}/.well-known/openid-configuration");
                Some(Location::Discovery {
                    issuer: issuer.clone(),
                    document: parse_url(&document, self.allow_http)?,
                })
            }
        }
    }

    /// `None` when a text holds anything else, or nothing.
    fn certificates(&self) -> Option<Vec<Certificate<'static>>> {
        let mut all = Vec::new();
        for pem in &self.root_certificates {
            let before = all.len();
            for item in parse_pem(pem) {
                let Ok(PemItem::Certificate(certificate)) = item else {
                    return None;
                };
                let der = CertificateDer::from(certificate.der());
                RootCertStore::empty().add(der).ok()?;
                all.push(certificate);
            }
            if all.len() == before {
                return None;
            }
        }
        Some(all)
    }
}

impl fmt::Debug for RemoteJwkSetBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteJwkSetBuilder")
            .field("algorithms", &self.algorithms)
            .finish_non_exhaustive()
    }
}

/// Settings of a remote JWK set that cannot stand. Culprit: whoever configures the service.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the remote JWK set cannot be built: {}", .problems.join("; "))]
pub struct RemoteJwkSetBuildError {
    problems: Vec<&'static str>,
}

impl RemoteJwkSetBuildError {
    /// One entry for each wrong setting.
    #[must_use]
    pub fn problems(&self) -> &[&'static str] {
        &self.problems
    }
}
