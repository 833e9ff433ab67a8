use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jwt_auth_core::{
    CacheSettings, JwtUser, SharedUserStore, UserStore, VerificationCache, Verifier,
};

use crate::build_error::{BuildError, OWN_URL_PROBLEM, TRUSTED_ORIGIN_PROBLEM};
use crate::cache_headers::Personal;
use crate::challenge::RefusalResponder;
use crate::cookie_scan::CookieName;
use crate::cross_origin::{CrossOriginMode, is_origin};
use crate::http_url::{parse_http_url, parse_own_url};
use crate::identity::Shared;
use crate::middleware::JwtAuth;
use crate::refusal_counts::RefusalCounts;
use crate::report::{Report, url_warnings, verifier_warnings};
use crate::settings::Settings;
use crate::sites::{Site, SiteSettings, Sites};
use crate::token_source::{TokenSource, TokenSources};

const ALSO_OWN_URL_PROBLEM: &str =
    "also_own_url must be an absolute http(s) URL without credentials, query and fragment";

const MOST_ROW_TTL: Duration = Duration::from_secs(60);

/// Settings of a [`JwtAuth`]; made by [`JwtAuth::builder`].
#[must_use]
pub struct JwtAuthBuilder<U> {
    verifier: Verifier,
    store: SharedUserStore<U>,
    sources: TokenSources,
    login_url: String,
    own_url: String,
    also_own_urls: Vec<String>,
    logout_url: Option<String>,
    redirect_field_name: String,
    trusted_origins: Vec<String>,
    cross_origin_mode: CrossOriginMode,
    cookie_domain: Option<String>,
    responder: Option<Arc<dyn RefusalResponder>>,
    issuers_share_users: bool,
    cache: CacheSettings,
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
            sources: TokenSources {
                access_cookie: None,
                required_cookie: None,
                bearer: false,
                others: Vec::new(),
            },
            login_url: String::new(),
            own_url: String::new(),
            also_own_urls: Vec::new(),
            logout_url: None,
            redirect_field_name: "next".to_owned(),
            trusted_origins: Vec::new(),
            cross_origin_mode: CrossOriginMode::Strict,
            cookie_domain: None,
            responder: None,
            issuers_share_users: false,
            cache: CacheSettings::default(),
        }
    }

    /// The cookie that holds the access token, by its name (RFC 6265 section 4.1.1), which is compared byte for byte. At most
    /// 4,096 bytes of its value are read, and four cookies of the name. Required, unless [`allow_bearer`](Self::allow_bearer)
    /// is on or there is a [`token_source`](Self::token_source).
    pub fn access_cookie(mut self, name: impl Into<String>) -> Self {
        self.sources.access_cookie = Some(CookieName::new(&name.into()));
        self
    }

    /// A cookie that must be present too, with any value, for the access cookie to count: the article's refresh
    /// cookie. It is never read further and never asked for with a Bearer token. Defaults to none.
    pub fn also_require_cookie(mut self, name: impl Into<String>) -> Self {
        self.sources.required_cookie = Some(CookieName::new(&name.into()));
        self
    }

    /// Also takes tokens from `Authorization: Bearer` (RFC 6750 section 2.1), before the cookie and without falling back to it:
    /// a bad one is 401. Such requests need no same-origin proof, since no browser sends the header by itself. At most 8,192
    /// bytes are read. Defaults to off.
    pub fn allow_bearer(mut self) -> Self {
        self.sources.bearer = true;
        self
    }

    /// A further place where a token may be. Such places come after `Authorization: Bearer` and before the cookie, in the
    /// order in which they are added; the first in which there is anything decides. Defaults to none.
    pub fn token_source(mut self, source: impl TokenSource) -> Self {
        self.sources.others.push(Arc::new(source));
        self
    }

    /// The login page of the Auth service: an absolute http(s) URL, which may have a query and a fragment. Plain http beyond
    /// loopback is a warning in the [`Report`]. Required.
    pub fn login_url(mut self, url: impl Into<String>) -> Self {
        self.login_url = url.into();
        self
    }

    /// Where people reach this service, the start of every `next` and the own origin: an absolute http(s) URL without query and
    /// fragment, with a path if a proxy strips one. Required.
    pub fn own_url(mut self, url: impl Into<String>) -> Self {
        self.own_url = url.into();
        self
    }

    /// A further address of the service, of another host or port, where one process serves several. The one whose host and
    /// port a request names in `Host` becomes the start of its `next` and its own origin; a request that names none of them
    /// is taken for one to [`own_url`](Self::own_url). No other header is looked at, so a proxy must pass `Host` on. Defaults
    /// to none.
    pub fn also_own_url(mut self, url: impl Into<String>) -> Self {
        self.also_own_urls.push(url.into());
        self
    }

    /// Where a person who may not use the service can sign out: an absolute http(s) URL. Defaults to no such link.
    pub fn logout_url(mut self, url: impl Into<String>) -> Self {
        self.logout_url = Some(url.into());
        self
    }

    /// The parameter that carries the way back, Django's `REDIRECT_FIELD_NAME`. Defaults to `next`.
    pub fn redirect_field_name(mut self, name: impl Into<String>) -> Self {
        self.redirect_field_name = name.into();
        self
    }

    /// A further origin whose pages may send unsafe requests with the cookie, such as `https://app.example.org`: as browsers
    /// write it (RFC 6454 section 6.2), without a path and without wildcards. Called again, each of them. Defaults to none but
    /// the service's own.
    pub fn trusted_origin(mut self, origin: impl Into<String>) -> Self {
        self.trusted_origins.push(origin.into());
        self
    }

    /// How much same-origin proof an unsafe request with a cookie needs. Defaults to [`CrossOriginMode::Strict`].
    pub fn cross_origin_mode(mut self, mode: CrossOriginMode) -> Self {
        self.cross_origin_mode = mode;
        self
    }

    /// The `Domain` of the Auth service's cookies, such as `breakthesystem.org`. It only serves to warn when it does not fit
    /// the other addresses; see [`Report`]. Defaults to not known.
    pub fn cookie_domain(mut self, domain: impl Into<String>) -> Self {
        self.cookie_domain = Some(domain.into());
        self
    }

    /// Writes the answers to refused requests in the service's own words. Defaults to redirects, small pages and problem
    /// details (RFC 9457), whatever the client can use.
    ///
    /// It sees what extractors and guards refuse: 302, 400, 401, 403, 409, 503, and 500 where the store panicked. It does not
    /// see the 500 of a route without a `JwtAuth` or with one for another model, of a panic in a handler, or the 403 of a
    /// [`CrossOriginProtection`](crate::CrossOriginProtection), which has no `JwtAuth`.
    pub fn responder(mut self, responder: impl RefusalResponder) -> Self {
        self.responder = Some(Arc::new(responder));
        self
    }

    /// Says that all issuers of the verifier name people by the same keys: two that sign for one directory, or the old and
    /// the new one during a move. Defaults to not, and then several issuers are refused: the same key from another issuer
    /// would be another person, and would get into the first one's row.
    pub fn issuers_share_users(mut self) -> Self {
        self.issuers_share_users = true;
        self
    }

    /// How many verified tokens are remembered, for all workers together, so that the same token again is looked up instead
    /// of verified: 0 for none. A token that is remembered is still refused from its `exp` on, and after a change of keys it
    /// is verified anew. Defaults to 20,000. A million people who are active within one token's lifetime
    /// need a million, and the [`cached_bytes`](Self::cached_bytes) for them.
    pub fn cached_tokens(mut self, tokens: usize) -> Self {
        self.cache.tokens = tokens;
        self
    }

    /// How much memory the remembered tokens may take, in bytes: one of 600 bytes and its user count as about 2,000, so 32
    /// MiB hold some 16,000. Large local columns of rows that are kept are not counted, since nobody tells their size.
    /// Defaults to 32 MiB.
    pub fn cached_bytes(mut self, bytes: u64) -> Self {
        self.cache.bytes = bytes;
        self
    }

    /// For how long a row that was read is served without a look-up, for the same token: whole seconds, at most 60. It makes
    /// a signed-in request cost nearly what a request without a user costs, and hides from it what changes in the row
    /// meanwhile: a ban, a `not_before`, a demotion by another token of the same person, a change of local columns, by
    /// whatever process. Where this process itself changes a row,
    /// [`invalidate_user_in_this_process`](JwtAuth::invalidate_user_in_this_process) tells. Defaults to 0: every request
    /// looks its user up, but for those that bring a new token at the same time: they share the first look-up.
    pub fn row_ttl(mut self, ttl: Duration) -> Self {
        self.cache.row_ttl = ttl;
        self
    }

    /// Checks the settings.
    ///
    /// # Errors
    /// [`BuildError`], which lists everything that is wrong.
    pub fn build(self) -> Result<JwtAuth<U>, BuildError> {
        let mut problems = self.cookie_problems();
        let login_url = parse_http_url(&self.login_url);
        if login_url.is_none() {
            problems.push("login_url must be an absolute http(s) URL without credentials");
        }
        let own_urls: Option<Vec<_>> = self.own_urls().map(parse_own_url).collect();
        if parse_own_url(&self.own_url).is_none() {
            problems.push(OWN_URL_PROBLEM);
        }
        if !self
            .also_own_urls
            .iter()
            .all(|url| parse_own_url(url).is_some())
        {
            problems.push(ALSO_OWN_URL_PROBLEM);
        }
        let logout_url = self.logout_url.as_deref().map(parse_http_url);
        if matches!(logout_url, Some(None)) {
            problems.push("logout_url must be an absolute http(s) URL without credentials");
        }
        if self.redirect_field_name.is_empty() {
            problems.push("redirect_field_name must not be empty");
        }
        if !self.trusted_origins.iter().all(|origin| is_origin(origin)) {
            problems.push(TRUSTED_ORIGIN_PROBLEM);
        }
        if self.verifier.issuers().count() > 1 && !U::KEY_HAS_ISSUER && !self.issuers_share_users {
            problems.push("issuers_share_users is not set and the verifier has several issuers: the same key from two of them would be one user");
        }
        let row_ttl = self.cache.row_ttl;
        if row_ttl.subsec_nanos() > 0 || row_ttl > MOST_ROW_TTL {
            problems.push("row_ttl must be whole seconds, 60 at most");
        }
        if !row_ttl.is_zero() && self.cache.tokens == 0 {
            problems.push("row_ttl needs cached_tokens: rows are kept with the token");
        }
        let site_settings = SiteSettings {
            login_url: &self.login_url,
            logout_url: self.logout_url.as_deref(),
            redirect_field_name: &self.redirect_field_name,
            trusted_origins: &self.trusted_origins,
            cross_origin_mode: self.cross_origin_mode,
        };
        let own_urls = own_urls.unwrap_or_default();
        let sites = self.own_urls().zip(&own_urls);
        let sites = Sites::new(sites.map(|(text, url)| Site::new(text, url, &site_settings)));
        if sites.as_ref().is_some_and(Sites::has_twins) {
            problems.push("also_own_url must differ from the other own URLs in host or port: no request names its scheme");
        }
        let (Some(login), Some(sites), true) = (login_url, sites, problems.is_empty()) else {
            return Err(BuildError::new(problems));
        };
        let domain = self
            .cookie_domain
            .as_deref()
            .map(|domain| domain.trim_start_matches('.'));
        let report = Report {
            tokens: self.sources.to_string(),
            own_urls: self.own_urls().map(ToOwned::to_owned).collect(),
            login_url: self.login_url.clone(),
            trusted_origins: self.trusted_origins.clone(),
            warnings: verifier_warnings(&self.verifier)
                .chain(url_warnings(&own_urls, &login, domain))
                .collect(),
        };
        let settings = Settings {
            personal: Personal::new(self.sources.vary()),
            sources: self.sources,
            sites,
            responder: self.responder,
            refusals: RefusalCounts::default(),
        };
        Ok(JwtAuth::new(
            Shared {
                cache: VerificationCache::new(self.verifier, self.cache),
                store: self.store,
                settings,
            },
            report,
        ))
    }

    fn own_urls(&self) -> impl Iterator<Item = &str> {
        let others = self.also_own_urls.iter();
        std::iter::once(&self.own_url)
            .chain(others)
            .map(String::as_str)
    }

    fn cookie_problems(&self) -> Vec<&'static str> {
        let mut problems = Vec::new();
        match &self.sources.access_cookie {
            None if !self.sources.bearer && self.sources.others.is_empty() => {
                problems.push("access_cookie is missing");
            }
            Some(name) if !name.is_valid() => {
                problems.push("access_cookie is no cookie name (RFC 6265 section 4.1.1)");
            }
            _ => {}
        }
        let required = self.sources.required_cookie.as_ref();
        if required.is_some_and(|name| !name.is_valid()) {
            problems.push("also_require_cookie is no cookie name (RFC 6265 section 4.1.1)");
        }
        problems
    }
}

impl<U> fmt::Debug for JwtAuthBuilder<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JwtAuthBuilder")
            .field("sources", &self.sources)
            .field("login_url", &self.login_url)
            .field("own_url", &self.own_url)
            .finish_non_exhaustive()
    }
}
