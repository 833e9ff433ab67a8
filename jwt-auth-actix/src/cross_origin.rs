//! Same-origin proof for requests that change something and authenticate by cookie.
//!
//! `SameSite` cookies do not separate sibling sub-domains, and a cookie for a whole domain is sent by all of them.

use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::http::header::{HeaderName, ORIGIN, REFERER, UPGRADE};
use url::Url;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// How much proof a request needs that may have been caused by another site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum CrossOriginMode {
    /// `Sec-Fetch-Site` must say `same-origin` or `none`, or else `Origin`, or else `Referer` must be the own origin or a
    /// trusted one. Nothing at all proves nothing. The default.
    #[default]
    Strict,
    /// As Go's `http.CrossOriginProtection`: a request with neither `Sec-Fetch-Site` nor `Origin` passes, for programs that
    /// bring the cookie themselves; `Origin` is compared without its scheme; of a header that occurs twice the first counts.
    /// Gives up browsers that are older than these headers (2020), and pages of the same host over plain http.
    LenientAsGo,
    /// No proof at all: any site that people visit can act in their name. Only where something else checks it.
    DangerouslyOff,
}

/// The origins that unsafe requests may come from, in the form `https://host[:port]` of RFC 6454 section 6.2.
#[derive(Debug, Clone)]
pub(crate) struct Origins {
    own: String,
    trusted: Vec<String>,
    mode: CrossOriginMode,
}

impl Origins {
    pub(crate) fn new(own: &Url, trusted: &[String], mode: CrossOriginMode) -> Self {
        Self {
            own: own.origin().ascii_serialization(),
            trusted: trusted.to_vec(),
            mode,
        }
    }

    /// Whether nothing speaks against the request: it is safe, or it proves where it comes from.
    pub(crate) fn allow(&self, req: &HttpRequest) -> bool {
        is_safe(req)
            || match self.mode {
                CrossOriginMode::Strict => self.is_proven(req),
                CrossOriginMode::LenientAsGo => self.is_likely(req),
                CrossOriginMode::DangerouslyOff => true,
            }
    }

    /// `Sec-Fetch-Site` decides where a browser sends it; else `Origin`; else `Referer`. A header that occurs twice proves
    /// nothing.
    fn is_proven(&self, req: &HttpRequest) -> bool {
        let origin = single(req, &ORIGIN);
        match single(req, &SEC_FETCH_SITE) {
            Single::One("same-origin" | "none") => true,
            Single::One(_) => matches!(origin, Single::One(origin) if self.trusts(origin)),
            Single::Unreadable => false,
            Single::Absent => match origin {
                Single::One(origin) => self.knows(origin),
                Single::Unreadable => false,
                Single::Absent => match single(req, &REFERER) {
                    Single::One(referer) => Url::parse(referer)
                        .is_ok_and(|url| self.knows(&url.origin().ascii_serialization())),
                    _ => false,
                },
            },
        }
    }

    fn is_likely(&self, req: &HttpRequest) -> bool {
        let first = |name: &HeaderName| req.headers().get(name).map(|line| line.as_bytes());
        let origin = first(&ORIGIN).unwrap_or_default();
        let trusts = || std::str::from_utf8(origin).is_ok_and(|origin| self.trusts(origin));
        match first(&SEC_FETCH_SITE).unwrap_or_default() {
            b"same-origin" | b"none" => true,
            b"" => origin.is_empty() || self.is_at_own_host(origin) || trusts(),
            _ => trusts(),
        }
    }

    fn is_at_own_host(&self, origin: &[u8]) -> bool {
        let host = |origin: &str| Some(origin.split_once("://")?.1.to_owned());
        std::str::from_utf8(origin).is_ok_and(|origin| host(origin) == host(&self.own))
    }

    /// Whether nothing says that the request comes from anywhere else.
    #[cfg(feature = "test-util")]
    pub(crate) fn nothing_contradicts(&self, req: &HttpRequest) -> bool {
        let silent = |name| matches!(single(req, name), Single::Absent);
        [&SEC_FETCH_SITE, &ORIGIN, &REFERER].into_iter().all(silent) || self.allow(req)
    }

    pub(crate) fn is_own(&self, origin: &str) -> bool {
        origin == self.own
    }

    fn knows(&self, origin: &str) -> bool {
        self.is_own(origin) || self.trusts(origin)
    }

    fn trusts(&self, origin: &str) -> bool {
        self.trusted.iter().any(|trusted| trusted == origin)
    }
}

/// Whether `text` is an origin as browsers write it: no path, no trailing slash, no upper case, no default port, no
/// wildcard.
pub(crate) fn is_origin(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        let is_same = url.origin().ascii_serialization() == text;
        matches!(url.scheme(), "http" | "https") && is_same && !text.contains('*')
    })
}

/// RFC 9110 section 9.2.1 without `TRACE`; a WebSocket handshake is a `GET` that opens a channel.
fn is_safe(req: &HttpRequest) -> bool {
    let safe = matches!(*req.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    safe && !is_websocket(req)
}

pub(crate) fn is_websocket(req: &HttpRequest) -> bool {
    req.headers().get_all(UPGRADE).any(|line| {
        line.as_bytes()
            .split(|byte| *byte == b',')
            .any(|protocol| protocol.trim_ascii().eq_ignore_ascii_case(b"websocket"))
    })
}

enum Single<'r> {
    Absent,
    One(&'r str),
    Unreadable,
}

fn single<'r>(req: &'r HttpRequest, name: &HeaderName) -> Single<'r> {
    let mut lines = req.headers().get_all(name);
    match (lines.next(), lines.next()) {
        (None, _) => Single::Absent,
        (Some(line), None) => line.to_str().map_or(Single::Unreadable, Single::One),
        (Some(_), Some(_)) => Single::Unreadable,
    }
}
