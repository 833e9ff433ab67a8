//! The one place that speaks HTTP: one bounded GET, or two where a discovery document says where the set is.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Proxy};
use url::Url;

use crate::Algorithm;
use crate::json::Object;
use crate::verifier::jwk_set::{JwkSet, JwkSetError};

const OK: u16 = 200;
const MAX_HEADER_BYTES: usize = 16 * 1_024;

/// Where a set is published.
#[derive(Debug, Clone)]
pub(super) enum Location {
    Set(Url),
    /// An OpenID Connect or OAuth 2.0 issuer, and its discovery document.
    Discovery {
        issuer: String,
        document: Url,
    },
}

#[derive(Debug, Clone)]
pub(super) struct Limits {
    pub(super) timeout: Duration,
    pub(super) max_bytes: u64,
    pub(super) max_keys: usize,
}

pub(super) struct Fetcher {
    agent: Agent,
    location: Location,
    algorithms: Vec<Algorithm>,
    limits: Limits,
    allow_http: bool,
}

/// A set, and its text as it was published.
pub(super) struct Published {
    pub(super) set: JwkSet,
    pub(super) text: Vec<u8>,
}

/// Why a fetch brought nothing. For the log: it shows nothing of the set.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    #[error("no answer: {0}")]
    NoAnswer(#[source] Box<ureq::Error>),
    #[error("the answer has status {0}")]
    Status(u16),
    #[error("the answer is longer than {0} bytes")]
    TooLong(u64),
    #[error("the discovery document is no JSON object with issuer and jwks_uri")]
    NotADocument,
    #[error("the discovery document is of another issuer")]
    OtherIssuer,
    #[error("the discovery document's jwks_uri is not an https URL")]
    BadJwksUri,
    #[error(transparent)]
    Set(#[from] JwkSetError),
}

impl FetchError {
    /// Whether what was published is wrong, rather than the way to it.
    pub(super) fn is_content(&self) -> bool {
        !matches!(self, Self::NoAnswer(_) | Self::Status(_))
    }
}

impl Fetcher {
    pub(super) fn new(
        location: Location,
        algorithms: Vec<Algorithm>,
        limits: Limits,
        allow_http: bool,
        root_certificates: Vec<Certificate<'static>>,
    ) -> Self {
        let roots = if root_certificates.is_empty() {
            RootCerts::WebPki
        } else {
            RootCerts::Specific(Arc::new(root_certificates))
        };
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = TlsConfig::builder()
            .root_certs(roots)
            .unversioned_rustls_crypto_provider(provider)
            .build();
        let agent = Agent::config_builder()
            .https_only(!allow_http)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_response_header_size(MAX_HEADER_BYTES)
            // A connection that idles for minutes is one that a firewall has dropped.
            .max_idle_connections(0)
            .user_agent(concat!("jwt-auth/", env!("CARGO_PKG_VERSION")))
            // The waiver is for networks in which nobody sits between, and a proxy would.
            .proxy(if allow_http {
                None
            } else {
                Proxy::try_from_env()
            })
            .accept("application/jwk-set+json, application/json")
            .tls_config(tls)
            .build()
            .new_agent();
        Self {
            agent,
            location,
            algorithms,
            limits,
            allow_http,
        }
    }

    /// What the log calls it: no query, and there are no credentials.
    pub(super) fn source(&self) -> String {
        match &self.location {
            Location::Set(url) => {
                format!("{}{}", url.origin().ascii_serialization(), url.path())
            }
            Location::Discovery { issuer, .. } => issuer.clone(),
        }
    }

    pub(super) fn fetch(&self) -> Result<Published, FetchError> {
        let until = Instant::now() + self.limits.timeout;
        let text = match &self.location {
            Location::Set(url) => self.get(url, until)?,
            Location::Discovery { issuer, document } => {
                let document = self.get(document, until)?;
                self.get(&self.jwks_uri(&document, issuer)?, until)?
            }
        };
        let set = JwkSet::published(&text, &self.algorithms, self.limits.max_keys)?;
        Ok(Published { set, text })
    }

    /// OpenID Connect Discovery 1.0 section 4.3, RFC 8414 section 3.3: the issuer must be exactly the configured one.
    fn jwks_uri(&self, document: &[u8], issuer: &str) -> Result<Url, FetchError> {
        let text = str::from_utf8(document).map_err(|_| FetchError::NotADocument)?;
        let document = Object::parse(text).map_err(|_| FetchError::NotADocument)?;
        let member = |name| document.string(name).ok().flatten();
        let named = member("issuer").ok_or(FetchError::NotADocument)?;
        if named != issuer {
            return Err(FetchError::OtherIssuer);
        }
        let jwks_uri = member("jwks_uri").ok_or(FetchError::NotADocument)?;
        parse_url(&jwks_uri, self.allow_http).ok_or(FetchError::BadJwksUri)
    }

    fn get(&self, url: &Url, until: Instant) -> Result<Vec<u8>, FetchError> {
        let left = until.saturating_duration_since(Instant::now());
        let mut response = self
            .agent
            .get(url.as_str())
            .config()
            .timeout_global(Some(left))
            .build()
            .call()
            .map_err(|error| FetchError::NoAnswer(Box::new(error)))?;
        let status = response.status().as_u16();
        if status != OK {
            return Err(FetchError::Status(status));
        }
        let body = response.body_mut().with_config();
        body.limit(self.limits.max_bytes)
            .read_to_vec()
            .map_err(|error| match error {
                ureq::Error::BodyExceedsLimit(limit) => FetchError::TooLong(limit),
                error => FetchError::NoAnswer(Box::new(error)),
            })
    }
}

/// An absolute https URL (or http, where that is allowed) without credentials and fragment.
pub(super) fn parse_url(text: &str, allow_http: bool) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let scheme = url.scheme() == "https" || (allow_http && url.scheme() == "http");
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    (scheme && plain && url.has_host()).then_some(url)
}

#[cfg(test)]
mod tests;
