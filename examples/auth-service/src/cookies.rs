//! The two cookies: written for all services, read only here.

use std::time::Duration;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::{COOKIE, HeaderMap};

use crate::tokens::{ACCESS_LIFETIME, REFRESH_LIFETIME};

/// How many cookies of one name are looked at.
const MAX_VALUES: usize = 4;

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

    pub(crate) fn refresh(&self, token: String) -> Cookie<'static> {
        self.cookie(&self.refresh, token, REFRESH_LIFETIME)
    }

    /// The same two cookies, empty and expired.
    pub(crate) fn removals(&self) -> [Cookie<'static>; 2] {
        [&self.access, &self.refresh].map(|name| {
            let mut cookie = self.cookie(name, String::new(), Duration::ZERO);
            cookie.make_removal();
            cookie
        })
    }

    /// The values of all refresh cookies of a request, compared by the bytes of their name. A sibling sub-domain can
    /// plant one beside ours, so the first is not simply the right one.
    pub(crate) fn refresh_values<'r>(&self, headers: &'r HeaderMap) -> Vec<&'r str> {
        headers
            .get_all(COOKIE)
            .flat_map(|line| line.as_bytes().split(|byte| *byte == b';'))
            .filter_map(|pair| {
                let value = pair.trim_ascii().strip_prefix(self.refresh.as_bytes())?;
                std::str::from_utf8(value.strip_prefix(b"=")?).ok()
            })
            .filter(|value| !value.is_empty())
            .take(MAX_VALUES)
            .collect()
    }

    fn cookie(&self, name: &str, value: String, lifetime: Duration) -> Cookie<'static> {
        let seconds = i64::try_from(lifetime.as_secs()).unwrap_or(i64::MAX);
        let mut cookie = Cookie::build(name.to_owned(), value)
            .path("/")
            .max_age(actix_web::cookie::time::Duration::seconds(seconds))
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
