//! The address of the login page, with the way back in `next`.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::{Url, form_urlencoded};

/// What Django's `urlencode(safe="/")` leaves alone, besides letters and digits.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'_')
    .remove(b'.')
    .remove(b'-')
    .remove(b'~');

/// Longer addresses are cut by Auth services (Django's `MAX_URL_LENGTH`); the way back is then the start page.
const MAX_NEXT_BYTES: usize = 2_048;

/// Builds `LOGIN_URL?next=<absolute URL>`.
///
/// The query of `LOGIN_URL` survives, re-encoded as Django does it; a `next` in it is replaced where it stands; its
/// fragment survives. The way back starts with the configured own URL and never with anything that a request said.
#[derive(Debug, Clone)]
pub(crate) struct LoginRedirect {
    login_url: String,
    before_next: String,
    after_next: String,
    own_url: String,
}

impl LoginRedirect {
    pub(crate) fn new(login_url: &str, own_url: &str, field: &str) -> Self {
        let (rest, fragment) = match login_url.split_once('#') {
            Some((rest, fragment)) => (rest, Some(fragment)),
            None => (login_url, None),
        };
        let (base, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut before_next = format!("{base}?");
        let mut after_next = String::new();
        let mut placed = false;
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if name == field {
                if !placed {
                    before_next.push_str(&format!("{}=", encode(field)));
                    placed = true;
                }
                continue;
            }
            let pair = format!("{}={}", encode(&name), encode(&value));
            if placed {
                after_next.push_str(&format!("&{pair}"));
            } else {
                before_next.push_str(&format!("{pair}&"));
            }
        }
        if !placed {
            before_next.push_str(&format!("{}=", encode(field)));
        }
        if let Some(fragment) = fragment {
            after_next.push_str(&format!("#{fragment}"));
        }
        Self {
            login_url: login_url.to_owned(),
            before_next,
            after_next,
            own_url: own_url.trim_end_matches('/').to_owned(),
        }
    }

    /// `LOGIN_URL` as it was configured.
    pub(crate) fn login_url(&self) -> &str {
        &self.login_url
    }

    /// The login page, with the way back to this path and query of the service.
    pub(crate) fn to(&self, path_and_query: &str) -> String {
        let own = &self.own_url;
        let fits = own.len() + path_and_query.len() <= MAX_NEXT_BYTES;
        let path_and_query = if fits { path_and_query } else { "/" };
        self.back_to(&format!("{own}{path_and_query}"))
    }

    /// The login page, with the way back to an absolute URL that is known to be the service's own.
    pub(crate) fn back_to(&self, next: &str) -> String {
        format!("{}{}{}", self.before_next, encode(next), self.after_next)
    }

    /// Whether this path of the service is the login page itself: sending there would go round in circles.
    pub(crate) fn is_login_page(&self, path: &str) -> bool {
        let without_query = self.login_url.split(['?', '#']).next();
        without_query == Some(&format!("{}{path}", self.own_url))
    }
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// `LOGIN_URL` and own URL must be absolute http(s) URLs without credentials.
pub(crate) fn parse_http_url(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let plain = matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.username().is_empty()
        && url.password().is_none()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    plain.then_some(url)
}

/// Plain http is fine where nothing leaves the machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(domain)) => domain == "localhost" || domain.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
