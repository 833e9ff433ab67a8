//! The two cookies: written for all services, read only here.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::{COOKIE, HeaderMap};

use crate::tokens::ACCESS_LIFETIME;

/// Names and attributes, which a deletion must repeat.
#[derive(Debug, Clone)]
pub(crate) struct Cookies {
    pub(crate) access: Place,
    pub(crate) refresh: Place,
    /// Where the refresh cookies are that were set before there were key pairs: read and deleted, never set.
    pub(crate) former_refresh: Option<Place>,
    pub(crate) secure: bool,
}

/// Two cookies of one name and different domains are two cookies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) name: String,
    pub(crate) domain: Option<String>,
}

impl Cookies {
    pub(crate) fn access(&self, token: String) -> Cookie<'static> {
        self.access_lasting(token, ACCESS_LIFETIME)
    }

    /// For so many seconds.
    pub(crate) fn access_lasting(&self, token: String, lifetime: i64) -> Cookie<'static> {
        self.cookie(&self.access, token, lifetime)
    }

    /// For as many seconds as the token has left.
    pub(crate) fn refresh(&self, token: String, lifetime: i64) -> Cookie<'static> {
        self.cookie(&self.refresh, token, lifetime)
    }

    /// The same cookies, empty and expired.
    pub(crate) fn removals(&self) -> impl Iterator<Item = Cookie<'static>> {
        let places = [&self.access, &self.refresh].into_iter();
        places.chain(&self.former_refresh).map(|place| {
            let mut cookie = self.cookie(place, String::new(), 0);
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
                let (pair, former) = (strip(pair), self.former_refresh.as_ref());
                let value = value_of(pair, &self.refresh);
                std::str::from_utf8(value.or_else(|| value_of(pair, former?))?).ok()
            })
            .filter(|value| !value.is_empty())
    }

    fn cookie(&self, place: &Place, value: String, lifetime: i64) -> Cookie<'static> {
        let mut cookie = Cookie::build(place.name.clone(), value)
            .path("/")
            .max_age(Duration::seconds(lifetime))
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.secure)
            .finish();
        if let Some(domain) = &place.domain {
            cookie.set_domain(domain.clone());
        }
        cookie
    }
}

fn value_of<'r>(pair: &'r [u8], place: &Place) -> Option<&'r [u8]> {
    pair.strip_prefix(place.name.as_bytes())?.strip_prefix(b"=")
}

/// `text` without the spaces and tabs around it (`OWS` of RFC 9110 section 5.6.3).
fn strip(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = text {
        text = rest;
    }
    text
}
