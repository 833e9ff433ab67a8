//! What kind of client asks, and so which form of refusal it can use.

use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::http::header::{Accept, Header as _, HeaderMap, HeaderName, Quality};
use actix_web::mime::{self, Mime};

use crate::bearer::says_bearer;
use crate::cross_origin::is_websocket;

const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const SEC_PURPOSE: HeaderName = HeaderName::from_static("sec-purpose");
const PURPOSE: HeaderName = HeaderName::from_static("purpose");
const X_REQUESTED_WITH: HeaderName = HeaderName::from_static("x-requested-with");
pub(crate) const HX_REQUEST: HeaderName = HeaderName::from_static("hx-request");

/// The headers that decide, besides those that identify; refusals vary by them.
pub(crate) const VARY: &str = "Accept, Sec-Fetch-Mode, X-Requested-With, HX-Request";

/// What kind of client was refused, and so which form of refusal it can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClientKind {
    /// A person's browser goes to a page: it can be sent to the login page and come back.
    Navigation,
    /// HTMX: it follows `HX-Redirect` and swallows redirects.
    Htmx,
    /// Wants HTML but cannot be redirected: a form that was posted.
    Page,
    /// Everything else: scripts, WebSockets, prefetches, command lines that ask for JSON.
    Program,
}

impl ClientKind {
    pub(crate) fn of(req: &HttpRequest) -> Self {
        let headers = req.headers();
        if headers.contains_key(HX_REQUEST) {
            return Self::Htmx;
        }
        let program = headers.contains_key(X_REQUESTED_WITH)
            || says_bearer(headers)
            || is_websocket(req)
            || is_prefetch(headers);
        if program {
            return Self::Program;
        }
        let preference = Preference::of(req);
        let mode = headers.get(SEC_FETCH_MODE).map(|mode| mode.as_bytes());
        let navigates = match mode {
            Some(mode) => mode == b"navigate",
            None => preference != Preference::Json,
        };
        let redirectable = matches!(*req.method(), Method::GET | Method::HEAD);
        if navigates && redirectable {
            Self::Navigation
        } else if preference == Preference::Html {
            Self::Page
        } else {
            Self::Program
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Preference {
    Html,
    Json,
    None,
}

impl Preference {
    /// RFC 9110 section 12.5.1; of two that are equally welcome, HTML.
    fn of(req: &HttpRequest) -> Self {
        let Ok(accept) = Accept::parse(req) else {
            return Self::None;
        };
        let best = |wanted: fn(&Mime) -> bool| {
            accept
                .iter()
                .filter(|accepted| wanted(&accepted.item) && accepted.quality > Quality::ZERO)
                .map(|accepted| accepted.quality)
                .max()
        };
        match (best(is_html), best(is_json)) {
            (None, None) => Self::None,
            (html, json) if html >= json => Self::Html,
            _ => Self::Json,
        }
    }
}

fn is_html(mime: &Mime) -> bool {
    mime.type_() == mime::TEXT && mime.subtype() == mime::HTML
        || mime.essence_str() == "application/xhtml+xml"
}

fn is_json(mime: &Mime) -> bool {
    mime.type_() == mime::APPLICATION && mime.subtype() == mime::JSON
        || mime.suffix() == Some(mime::JSON)
}

/// Speculation rules and older prefetchers: a redirect would be followed and thrown away.
fn is_prefetch(headers: &HeaderMap) -> bool {
    [SEC_PURPOSE, PURPOSE].iter().any(|name| {
        headers
            .get(name)
            .is_some_and(|purpose| purpose.as_bytes().starts_with(b"prefetch"))
    })
}
