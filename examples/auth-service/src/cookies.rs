//! The two cookies: written for all services, read only here.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::{COOKIE, HeaderMap};

use crate::tokens::ACCESS_LIFETIME;

/// Names and attributes, which a deletion must repeat.
#[derive(Debug, Clone)]
pub(crate) struct CookieSettings {
    pub(crate) access: String,
    pub(crate) refresh: String,
    pub(crate) domain: Option<String>,
    pub(crate) secure: bool,
}

impl CookieSettings {
    pub(crate) fn access(&self, token: String) -> Cookie<'static> {
        self.cookie(&self.access, token, ACCESS_LIFETIME)
    }

    /// For as many seconds as the token has left.
    pub(crate) fn refresh(&self, token: String, lifetime: i64) -> Cookie<'static> {
        self.cookie(&self.refresh, token, lifetime)
    }

    /// The same two cookies, empty and expired.
    pub(crate) fn removals(&self) -> [Cookie<'static>; 2] {
        [&self.access, &self.refresh].map(|name| {
            let mut cookie = self.cookie(name, String::new(), 0);
            cookie.make_removal();
            cookie
        })
    }

    /// The values of all refresh cookies of a request. A sibling sub-domain can plant one beside ours, so the first is not
    /// simply the right one.
    ///
    /// Split and compared as the services do it with the access cookie: a browser guards `__Host-` names by their raw bytes,
    /// so nothing is decoded, and nothing stripped but the spaces and tabs around a pair. A bad pair never hides another.
    pub(crate) fn refresh_values<'r>(
        &self,
        headers: &'r HeaderMap,
    ) -> impl Iterator<Item = &'r str> {
        headers
            .get_all(COOKIE)
            .flat_map(|line| line.as_bytes().split(|byte| *byte == b';'))
            .filter_map(|pair| {
                let value = strip(pair).strip_prefix(self.refresh.as_bytes())?;
                std::str::from_utf8(value.strip_prefix(b"=")?).ok()
            })
            .filter(|value| !value.is_empty())
    }

    fn cookie(&self, name: &str, value: String, lifetime: i64) -> Cookie<'static> {
        let mut cookie = Cookie::build(name.to_owned(), value)
            .path("/")
            .max_age(Duration::seconds(lifetime))
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.secure)
            .finish();
        if let Some(domain) = &self.domain {
            cookie.set_domain(domain.clone());
        }
        cookie
    }
}

/// `text` without the spaces and tabs around it (`OWS` of RFC 9110 section 5.6.3).
fn strip(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = text {
        text = rest;
    }
    text
}
