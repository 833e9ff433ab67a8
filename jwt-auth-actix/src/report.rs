use std::fmt;

use jwt_auth_core::Verifier;
use url::{Host, Url};

use crate::http_url::is_loopback;

/// What a [`JwtAuth`](crate::JwtAuth) was built with, and what works but should not stay as it is. Its text, one line a
/// fact, is for the log at start. Holds no key.
#[derive(Debug, Clone)]
pub struct Report {
    pub(crate) tokens: String,
    pub(crate) own_urls: Vec<String>,
    pub(crate) login_url: String,
    pub(crate) trusted_origins: Vec<String>,
    pub(crate) warnings: Vec<&'static str>,
}

impl Report {
    /// What works but should not stay as it is, one sentence each.
    #[must_use]
    pub fn warnings(&self) -> &[&'static str] {
        &self.warnings
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "tokens from {}", self.tokens)?;
        writeln!(
            f,
            "people reach this service at {}",
            self.own_urls.join(", ")
        )?;
        writeln!(f, "people sign in at {}", self.login_url)?;
        let trusted = match self.trusted_origins.as_slice() {
            [] => "no other".to_owned(),
            origins => origins.join(", "),
        };
        write!(f, "further trusted origins: {trusted}")?;
        for warning in &self.warnings {
            write!(f, "\nwarning: {warning}")?;
        }
        Ok(())
    }
}

/// What is worth a warning about keys and rules.
pub(crate) fn verifier_warnings(verifier: &Verifier) -> impl Iterator<Item = &'static str> {
    let found = [
        (
            verifier.has_short_secret(),
            "the HMAC secret is shorter than RFC 7518 section 3.2 demands",
        ),
        (
            verifier.has_insecure_secret(),
            "the HMAC secret is a known or guessable one: whoever knows it can sign in as anybody",
        ),
        (
            !verifier.checks_issuer(),
            "iss is not checked: a token of any issuer with the same keys is good here",
        ),
        (
            !verifier.checks_audience(),
            "aud is not checked: a token that was made for another service is good here",
        ),
    ];
    found
        .into_iter()
        .filter_map(|(is, warning)| is.then_some(warning))
}

/// What is worth a warning about the addresses, and about the domain of the access cookie if that is known.
pub(crate) fn url_warnings(
    own: &[Url],
    login: &Url,
    cookie_domain: Option<&str>,
) -> impl Iterator<Item = &'static str> {
    let is_open = |url: &Url| url.scheme() == "http" && !is_loopback(url);
    let misses = |url: &Url| cookie_domain.is_some_and(|domain| !is_within(url, domain));
    let found = [
        (
            own.iter().any(is_open),
            "own_url is plain http: cookies can be read and planted on the way",
        ),
        (
            is_open(login),
            "login_url is plain http: passwords can be read on the way",
        ),
        (
            own.iter().any(misses),
            "own_url is not within cookie_domain: browsers will never send the access cookie here",
        ),
        (
            misses(login),
            "login_url is not within cookie_domain: browsers will not take the access cookie from there",
        ),
        (
            cookie_domain.is_some_and(|domain| !domain.contains('.')),
            "cookie_domain is a single label: browsers take no cookie for it",
        ),
    ];
    found
        .into_iter()
        .filter_map(|(is, warning)| is.then_some(warning))
}

/// RFC 6265 section 5.1.3: an address has no sub-domains.
fn is_within(url: &Url, domain: &str) -> bool {
    match url.host() {
        Some(Host::Domain(host)) => {
            let domain = domain.to_ascii_lowercase();
            let parent = host.strip_suffix(&*domain);
            parent.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        }
        _ => false,
    }
}
