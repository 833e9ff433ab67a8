//! Same-origin proof for requests that change something and authenticate by cookie.
//!
//! `SameSite` cookies do not separate sibling sub-domains, and a cookie for a whole domain is sent by all of them.

use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::http::header::{HeaderName, ORIGIN, REFERER, UPGRADE};
use url::Url;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The origins that unsafe requests may come from, in the form `https://host[:port]` of RFC 6454 section 6.2.
#[derive(Debug, Clone)]
pub(crate) struct Origins {
    own: String,
    trusted: Vec<String>,
}

impl Origins {
    pub(crate) fn new(own: &Url, trusted: Vec<String>) -> Self {
        Self {
            own: own.origin().ascii_serialization(),
            trusted,
        }
    }

    /// Whether nothing speaks against the request: it is safe, or it proves where it comes from.
    ///
    /// `Sec-Fetch-Site` decides where a browser sends it; else `Origin`; else `Referer`. A header that occurs twice
    /// proves nothing.
    pub(crate) fn allow(&self, req: &HttpRequest) -> bool {
        if is_safe(req) {
            return true;
        }
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

/// An origin as browsers write it, or nothing: no path, no trailing slash, no upper case, no default port, no
/// wildcard.
pub(crate) fn parse_origin(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let origin = url.origin().ascii_serialization();
    let plain = matches!(url.scheme(), "http" | "https") && origin == text && !text.contains('*');
    plain.then_some(origin)
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
