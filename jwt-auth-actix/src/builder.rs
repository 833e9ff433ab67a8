use std::fmt;
use std::sync::Arc;

use jwt_auth_core::{JwtUser, SharedUserStore, UserStore, Verifier};

use crate::cross_origin::{Origins, parse_origin};
use crate::http_url::{is_loopback, parse_http_url};
use crate::identity::Shared;
use crate::login_redirect::LoginRedirect;
use crate::loop_breaker::LoopBreaker;
use crate::middleware::JwtAuth;
use crate::token_source::TokenSource;

/// What the extractors and guards of one [`JwtAuth`] go by.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) source: TokenSource,
    pub(crate) origins: Origins,
    pub(crate) login: LoginRedirect,
    pub(crate) logout: Option<LoginRedirect>,
    pub(crate) loop_breaker: LoopBreaker,
    pub(crate) realm: String,
}

/// Settings of a [`JwtAuth`]; made by [`JwtAuth::builder`].
#[must_use]
pub struct JwtAuthBuilder<U> {
    verifier: Verifier,
    store: SharedUserStore<U>,
    source: TokenSource,
    login_url: String,
    own_url: String,
    logout_url: Option<String>,
    redirect_field_name: String,
    trusted_origins: Vec<String>,
    issuers_share_users: bool,
}

impl<U: JwtUser> JwtAuthBuilder<U> {
    /// All defaults of the middleware stand here.
    ///
    /// No cookie name and no address can be guessed, so those must be given. Bearer tokens are off because switching
    /// them on is a decision about who may call; no foreign origin is trusted.
    pub(crate) fn new(verifier: Verifier, store: impl UserStore<U>) -> Self {
        Self {
            verifier,
            store: SharedUserStore::new(store),
            source: TokenSource {
                access_cookie: None,
                required_cookie: None,
                bearer: false,
            },
            login_url: String::new(),
            own_url: String::new(),
            logout_url: None,
            redirect_field_name: "next".to_owned(),
            trusted_origins: Vec::new(),
            issuers_share_users: false,
        }
    }

    /// The cookie that holds the access token. Required, unless [`allow_bearer`](Self::allow_bearer) is on.
    pub fn access_cookie(mut self, name: impl Into<String>) -> Self {
        self.source.access_cookie = Some(name.into());
        self
    }

    /// A cookie that must be present too, with any value, for the access cookie to count: the article's refresh
    /// cookie. It is never read further and never asked for with a Bearer token. Defaults to none.
    pub fn also_require_cookie(mut self, name: impl Into<String>) -> Self {
        self.source.required_cookie = Some(name.into());
        self
    }

    /// Also takes tokens from `Authorization: Bearer` (RFC 6750 section 2.1), before the cookie and without falling
    /// back to it. Defaults to off.
    pub fn allow_bearer(mut self) -> Self {
        self.source.bearer = true;
        self
    }

    /// The login page of the Auth service: an absolute URL, which may have a query and a fragment. Required.
    pub fn login_url(mut self, url: impl Into<String>) -> Self {
        self.login_url = url.into();
        self
    }

    /// Where people reach this service, the start of every `next`: an absolute URL, with a path if a proxy strips one.
    /// Required.
    pub fn own_url(mut self, url: impl Into<String>) -> Self {
        self.own_url = url.into();
        self
    }

    /// Where a person who may not use the service can sign out. Defaults to no such link.
    pub fn logout_url(mut self, url: impl Into<String>) -> Self {
        self.logout_url = Some(url.into());
        self
    }

    /// The parameter that carries the way back, Django's `REDIRECT_FIELD_NAME`. Defaults to `next`.
    pub fn redirect_field_name(mut self, name: impl Into<String>) -> Self {
        self.redirect_field_name = name.into();
        self
    }

    /// A further origin whose pages may send unsafe requests with the cookie, such as `https://app.example.org`.
    /// Defaults to none but the service's own.
    pub fn trusted_origin(mut self, origin: impl Into<String>) -> Self {
        self.trusted_origins.push(origin.into());
        self
    }

    /// Says that all issuers of the verifier name people by the same keys: two that sign for one directory, or the old and
    /// the new one during a move. Defaults to not, and then several issuers are refused: the same key from another issuer
    /// would be another person, and would get into the first one's row.
    pub fn issuers_share_users(mut self) -> Self {
        self.issuers_share_users = true;
        self
    }

    /// Checks the settings.
    ///
    /// # Errors
    /// [`BuildError`], which lists everything that is wrong.
    pub fn build(self) -> Result<JwtAuth<U>, BuildError> {
        let mut problems = self.cookie_problems();
        let login_url = parse_http_url(&self.login_url);
        let own_url = parse_http_url(&self.own_url)
            .filter(|url| url.query().is_none() && url.fragment().is_none());
        if login_url.is_none() {
            problems.push("login_url must be an absolute http(s) URL without credentials");
        }
        if own_url.is_none() {
            problems.push(
                "own_url must be an absolute http(s) URL without credentials, query and fragment",
            );
        }
        let logout_url = self.logout_url.as_deref().map(parse_http_url);
        if matches!(logout_url, Some(None)) {
            problems.push("logout_url must be an absolute http(s) URL without credentials");
        }
        if self.redirect_field_name.is_empty() {
            problems.push("redirect_field_name must not be empty");
        }
        if self
            .trusted_origins
            .iter()
            .any(|origin| parse_origin(origin).is_none())
        {
            problems.push("trusted_origin must be an origin as browsers write it: https://host or https://host:port");
        }
        if self.verifier.issuers().count() > 1 && !U::KEY_HAS_ISSUER && !self.issuers_share_users {
            problems.push("issuers_share_users is not set and the verifier has several issuers: the same key from two of them would be one user");
        }
        let (Some(login), Some(own), true) = (login_url, own_url, problems.is_empty()) else {
            return Err(BuildError { problems });
        };
        let mut warnings = Vec::new();
        if self.verifier.has_short_secret() {
            warnings.push("the HMAC secret is shorter than RFC 7518 section 3.2 demands");
        }
        if self.verifier.has_insecure_secret() {
            warnings.push("the HMAC secret is a known or guessable one: whoever knows it can sign in as anybody");
        }
        if own.scheme() == "http" && !is_loopback(&own) {
            warnings.push("own_url is plain http: cookies can be read and planted on the way");
        }
        if login.scheme() == "http" && !is_loopback(&login) {
            warnings.push("login_url is plain http: passwords can be read on the way");
        }
        let to = |url: &str| LoginRedirect::new(url, &self.own_url, &self.redirect_field_name);
        let settings = Settings {
            source: self.source,
            origins: Origins::new(&own, self.trusted_origins),
            login: to(&self.login_url),
            logout: self.logout_url.as_deref().map(to),
            loop_breaker: LoopBreaker::new(own.scheme() == "https"),
            realm: own.host_str().unwrap_or_default().to_owned(),
        };
        Ok(JwtAuth::new(
            Shared {
                verifier: self.verifier,
                store: self.store,
                settings: Arc::new(settings),
            },
            warnings,
        ))
    }

    fn cookie_problems(&self) -> Vec<&'static str> {
        let mut problems = Vec::new();
        match &self.source.access_cookie {
            None if !self.source.bearer => problems.push("access_cookie is missing"),
            Some(name) if !is_cookie_name(name) => {
                problems.push("access_cookie is no cookie name (RFC 6265 section 4.1.1)");
            }
            _ => {}
        }
        if self
            .source
            .required_cookie
            .as_deref()
            .is_some_and(|name| !is_cookie_name(name))
        {
            problems.push("also_require_cookie is no cookie name (RFC 6265 section 4.1.1)");
        }
        problems
    }
}

/// An RFC 9110 token.
fn is_cookie_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

impl<U> fmt::Debug for JwtAuthBuilder<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JwtAuthBuilder")
            .field("source", &self.source)
            .field("login_url", &self.login_url)
            .field("own_url", &self.own_url)
            .finish_non_exhaustive()
    }
}

/// Settings that cannot stand, all of them at once. Culprit: whoever configures the service.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("JwtAuth cannot be built: {}", .problems.join("; "))]
pub struct BuildError {
    problems: Vec<&'static str>,
}

impl BuildError {
    /// One entry for each wrong setting, starting with its name.
    #[must_use]
    pub fn problems(&self) -> &[&'static str] {
        &self.problems
    }
}
