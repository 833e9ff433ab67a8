//! The address of the login page, with the way back in `next`. The logout page's is built the same way.

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
/// The query of `LOGIN_URL` survives, re-encoded and grouped by name as Django does it; a `next` in it is replaced where
/// it stands; its fragment survives. The way back starts with the configured own URL and never with anything that a request said.
#[derive(Debug, Clone)]
pub(crate) struct LoginRedirect {
    url: String,
    /// The same without query and fragment, in the one spelling of all that mean it.
    page: Option<Url>,
    before_next: String,
    after_next: String,
    own_url: String,
}

impl LoginRedirect {
    pub(crate) fn new(url: &str, own_url: &str, field: &str) -> Self {
        let (rest, fragment) = url.split_once('#').unwrap_or((url, ""));
        let (base, query) = rest.split_once('?').unwrap_or((rest, ""));
        let parameters = grouped(query);
        let place = parameters
            .iter()
            .position(|(name, _)| name == field)
            .unwrap_or(parameters.len());
        let mut before_next = format!("{}?", with_lower_scheme(base));
        for pair in parameters.iter().take(place).flat_map(pairs) {
            before_next.push_str(&format!("{pair}&"));
        }
        before_next.push_str(&format!("{}=", encode(field)));
        let mut after_next = String::new();
        for pair in parameters.iter().skip(place + 1).flat_map(pairs) {
            after_next.push_str(&format!("&{pair}"));
        }
        if !fragment.is_empty() {
            after_next.push_str(&format!("#{fragment}"));
        }
        Self {
            url: url.to_owned(),
            page: Url::parse(base).ok(),
            before_next,
            after_next,
            own_url: own_url.trim_end_matches('/').to_owned(),
        }
    }

    /// The address as it was configured.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The login page, with the way back to this path and query of the service.
    pub(crate) fn to(&self, path_and_query: &str) -> String {
        let own = &self.own_url;
        let fits = own.len() + path_and_query.len() <= MAX_NEXT_BYTES;
        let is_path = path_and_query.starts_with('/');
        let path_and_query = if fits && is_path { path_and_query } else { "/" };
        self.back_to(&format!("{own}{path_and_query}"))
    }

    /// The login page, with the way back to an absolute URL that is known to be the service's own.
    pub(crate) fn back_to(&self, next: &str) -> String {
        format!("{}{}{}", self.before_next, encode(next), self.after_next)
    }

    /// Whether this path of the service is the login page itself: sending there would go round in circles.
    pub(crate) fn is_login_page(&self, path: &str) -> bool {
        let asked = Url::parse(&format!("{}{path}", self.own_url));
        asked.is_ok_and(|asked| self.page.as_ref() == Some(&asked))
    }
}

type Parameter = (String, Vec<String>);

/// The parameters by name, in the order in which the names first occur: Django's `QueryDict`.
fn grouped(query: &str) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match parameters.iter_mut().find(|(known, _)| *known == name) {
            Some((_, values)) => values.push(value.into_owned()),
            None => parameters.push((name.into_owned(), vec![value.into_owned()])),
        }
    }
    parameters
}

fn pairs((name, values): &Parameter) -> impl Iterator<Item = String> {
    let name = encode(name);
    values
        .iter()
        .map(move |value| format!("{name}={}", encode(value)))
}

fn with_lower_scheme(base: &str) -> String {
    match base.split_once(':') {
        Some((scheme, rest)) => format!("{}:{rest}", scheme.to_ascii_lowercase()),
        None => base.to_owned(),
    }
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}
