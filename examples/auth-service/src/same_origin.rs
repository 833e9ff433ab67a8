//! Same-origin proof for everything that is posted: a form on another site must not sign anybody in or out.

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderName, ORIGIN, REFERER};
use url::Url;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether a request proves that it comes from our own origin or a trusted one.
///
/// `Sec-Fetch-Site` decides where a browser sends it; else `Origin`; else `Referer`. A header that occurs twice, or is
/// not ASCII, proves nothing.
pub(crate) fn comes_from(req: &HttpRequest, own: &str, trusted: &[String]) -> bool {
    let trusts = |origin: &str| trusted.iter().any(|trusted| trusted == origin);
    let knows = |origin: &str| origin == own || trusts(origin);
    match (header(req, &SEC_FETCH_SITE), header(req, &ORIGIN)) {
        (Ok(Some("same-origin" | "none")), _) => true,
        (Ok(Some(_)), Ok(Some(origin))) => trusts(origin),
        (Ok(None), Ok(Some(origin))) => knows(origin),
        (Ok(None), Ok(None)) => referer(req).is_some_and(|origin| knows(&origin)),
        _ => false,
    }
}

fn referer(req: &HttpRequest) -> Option<String> {
    let referer = header(req, &REFERER).ok()??;
    let url = Url::parse(referer).ok()?;
    Some(url.origin().ascii_serialization())
}

/// The one value of a header, if it is there at all.
fn header<'r>(req: &'r HttpRequest, name: &HeaderName) -> Result<Option<&'r str>, Unreadable> {
    let mut lines = req.headers().get_all(name);
    match (lines.next(), lines.next()) {
        (None, _) => Ok(None),
        (Some(line), None) => line.to_str().map(Some).map_err(|_| Unreadable),
        (Some(_), Some(_)) => Err(Unreadable),
    }
}

struct Unreadable;
