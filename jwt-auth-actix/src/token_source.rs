//! Where a token is looked for, and in which order.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::HeaderMap;

use jwt_auth_core::Refusal;

use crate::AnonymousReason;
use crate::bearer::bearer;
use crate::cookie_scan::{CookieName, pairs};

/// How many cookies of one name are judged.
const MAX_CANDIDATES: usize = 4;
/// What a browser keeps in one cookie.
const COOKIE_BYTES: usize = 4_096;

/// A further place where a token may be, besides the access cookie and `Authorization: Bearer`; see
/// [`token_source`](crate::JwtAuthBuilder::token_source).
///
/// A browser can set no header of a WebSocket handshake but the protocols that it offers, so some clients put the token
/// there:
///
/// ```
/// use std::borrow::Cow;
///
/// use actix_web::HttpRequest;
/// use jwt_auth_actix::TokenSource;
///
/// /// `Sec-WebSocket-Protocol: jwt, <token>`
/// struct WebSocketProtocol;
///
/// impl TokenSource for WebSocketProtocol {
///     fn token<'r>(&self, req: &'r HttpRequest) -> Option<Cow<'r, str>> {
///         let offered = req.headers().get("sec-websocket-protocol")?.to_str().ok()?;
///         Some(offered.strip_prefix("jwt, ")?.into())
///     }
///
///     fn vary(&self) -> &'static str {
///         "Sec-WebSocket-Protocol"
///     }
///
///     fn is_sent_by_browsers(&self) -> bool {
///         false
///     }
/// }
/// ```
pub trait TokenSource: Send + Sync + 'static {
    /// What stands in this place, good or not: what cannot be a token is refused as malformed. `None` if there is nothing,
    /// and the next place is looked at.
    fn token<'r>(&self, req: &'r HttpRequest) -> Option<Cow<'r, str>>;

    /// The names of the request headers that it reads, separated by commas, for `Vary`; empty if it reads none.
    fn vary(&self) -> &'static str;

    /// Whether a browser sends it by itself, also with requests that another site makes it send, as it does with cookies:
    /// unsafe requests then need same-origin proof. Defaults to yes.
    fn is_sent_by_browsers(&self) -> bool {
        true
    }
}

/// The tokens that a request brought, not yet trusted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Candidates<'r> {
    One {
        token: Cow<'r, str>,
        sent_by_browsers: bool,
    },
    /// One to four different values of the access cookie.
    Cookies(Vec<&'r [u8]>),
}

impl Candidates<'_> {
    /// Whether the person's browser may have been made to send them.
    pub(crate) fn are_sent_by_browsers(&self) -> bool {
        match self {
            Self::One {
                sent_by_browsers, ..
            } => *sent_by_browsers,
            Self::Cookies(_) => true,
        }
    }
}

/// The one token that a request brought, not yet trusted, and what was seen beside it.
pub(crate) struct OnlyCandidate<'r> {
    pub(crate) token: &'r [u8],
    pub(crate) sent_by_browsers: bool,
    /// Nobody has looked where it is false.
    pub(crate) saw_no_bounces: bool,
}

/// Which places count.
#[derive(Clone)]
pub(crate) struct TokenSources {
    pub(crate) access_cookie: Option<CookieName>,
    pub(crate) required_cookie: Option<CookieName>,
    pub(crate) bearer: bool,
    pub(crate) others: Vec<Arc<dyn TokenSource>>,
}

impl TokenSources {
    /// `Authorization` first, where it is switched on; no fall-back to anything once it says `Bearer`. The cookie comes last.
    pub(crate) fn candidates<'r>(
        &self,
        req: &'r HttpRequest,
    ) -> Result<Candidates<'r>, AnonymousReason> {
        if self.bearer
            && let Some(token) = bearer(req.headers())?
        {
            return Ok(Candidates::One {
                token: token.into(),
                sent_by_browsers: false,
            });
        }
        let found = |source: &Arc<dyn TokenSource>| {
            Some(Candidates::One {
                token: source.token(req)?,
                sent_by_browsers: source.is_sent_by_browsers(),
            })
        };
        match self.others.iter().find_map(found) {
            Some(candidate) => Ok(candidate),
            None => self.cookie_candidates(req.headers()),
        }
    }

    /// The one token that the request brought, if that is plain to see. Looks for the cookie called `bounces` by the way.
    pub(crate) fn only_candidate<'r>(
        &self,
        req: &'r HttpRequest,
        bounces: &CookieName,
    ) -> Option<OnlyCandidate<'r>> {
        // The order of places is that of `candidates`: a place that is added there is added here too, or makes this `None`.
        if self.bearer
            && let Some(token) = bearer(req.headers()).ok()?
        {
            return Some(OnlyCandidate {
                token: token.as_bytes(),
                sent_by_browsers: false,
                saw_no_bounces: false,
            });
        }
        let (access, required) = (self.access_cookie.as_ref()?, self.required_cookie.as_ref());
        let (mut token, mut saw_required, mut saw_no_bounces) = (None, required.is_none(), true);
        for pair in pairs(req.headers()) {
            if let Some(value) = access.value_in(pair)
                && token.replace(value).is_some()
            {
                return None;
            }
            saw_required |= required.is_some_and(|name| name.value_in(pair).is_some());
            saw_no_bounces &= bounces.value_in(pair).is_none();
        }
        let token = token.filter(|value| (1..=COOKIE_BYTES).contains(&value.len()))?;
        (saw_required && self.others.is_empty()).then_some(OnlyCandidate {
            token,
            sent_by_browsers: true,
            saw_no_bounces,
        })
    }

    fn cookie_candidates<'r>(
        &self,
        headers: &'r HeaderMap,
    ) -> Result<Candidates<'r>, AnonymousReason> {
        let Some(name) = &self.access_cookie else {
            return Err(AnonymousReason::NoToken);
        };
        let mut values = Vec::new();
        for (count, value) in name
            .values(headers)
            .filter(|value| !value.is_empty())
            .enumerate()
        {
            if count == MAX_CANDIDATES {
                return Err(AnonymousReason::TooManyTokens);
            }
            if !values.contains(&value) {
                values.push(value);
            }
        }
        let required = self.required_cookie.as_ref();
        match (values.is_empty(), required.map(|it| it.is_in(headers))) {
            (true, Some(true)) => Err(AnonymousReason::RenewalDue),
            (true, _) => Err(AnonymousReason::NoToken),
            (false, Some(false)) => Err(AnonymousReason::RequiredCookieMissing),
            (false, _) => Ok(Candidates::Cookies(values)),
        }
    }

    /// Whether a cookie of the Auth service came along, whatever is in it: the person was there already.
    pub(crate) fn has_cookie(&self, headers: &HeaderMap) -> bool {
        let cookies = [&self.access_cookie, &self.required_cookie];
        cookies
            .into_iter()
            .flatten()
            .any(|name| name.is_in(headers))
    }

    /// Whether the request wants to be known by a Bearer token, good or bad.
    pub(crate) fn is_bearer(&self, headers: &HeaderMap) -> bool {
        self.bearer && !matches!(bearer(headers), Ok(None))
    }

    /// The names of the request headers that decide who somebody is.
    pub(crate) fn vary(&self) -> impl Iterator<Item = &'static str> {
        let cookie = self.access_cookie.as_ref().map(|_| "Cookie");
        let authorization = self.bearer.then_some("Authorization");
        let others = self.others.iter().map(|source| source.vary());
        cookie.into_iter().chain(authorization).chain(others)
    }
}

/// For people.
impl fmt::Display for TokenSources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut places = Vec::new();
        if self.bearer {
            places.push("Authorization: Bearer".to_owned());
        }
        if !self.others.is_empty() {
            places.push(format!(
                "{} of the application's own places",
                self.others.len()
            ));
        }
        if let Some(cookie) = &self.access_cookie {
            let besides = self.required_cookie.as_ref();
            let besides = besides.map_or_else(String::new, |name| {
                format!(" (only beside {})", name.as_str())
            });
            places.push(format!("the cookie {}{besides}", cookie.as_str()));
        }
        f.write_str(&places.join(", then "))
    }
}

impl fmt::Debug for TokenSources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenSources")
            .field("access_cookie", &self.access_cookie)
            .field("required_cookie", &self.required_cookie)
            .field("bearer", &self.bearer)
            .field("others", &self.others.len())
            .finish()
    }
}

/// The text of a cookie's value, if it can be a token at all.
pub(crate) fn token_text(value: &[u8]) -> Result<&str, Refusal> {
    if value.len() > COOKIE_BYTES {
        return Err(Refusal::TooLarge);
    }
    std::str::from_utf8(value).map_err(|_| Refusal::Malformed)
}
