use std::fmt;

use actix_web::http::header::{COOKIE, HeaderMap};
use memchr::memchr;

/// The name of a cookie, made ready to be looked for.
#[derive(Clone)]
pub(crate) struct CookieName {
    /// With the `=` that ends it.
    prefix: String,
}

impl CookieName {
    /// Of any text: [`is_valid`](Self::is_valid) says whether it can be a name.
    pub(crate) fn new(name: &str) -> Self {
        Self {
            prefix: format!("{name}="),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        self.prefix.strip_suffix('=').unwrap_or(&self.prefix)
    }

    /// Whether it is a token of RFC 9110, and so contains neither `=` nor `;` nor white space.
    pub(crate) fn is_valid(&self) -> bool {
        let name = self.as_str();
        let grammar = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        !name.is_empty() && name.bytes().all(grammar)
    }

    /// The values of all cookies of this name, over all `Cookie` lines.
    pub(crate) fn values<'r>(&self, headers: &'r HeaderMap) -> impl Iterator<Item = &'r [u8]> {
        pairs(headers).filter_map(|pair| self.value_in(pair))
    }

    pub(crate) fn is_in(&self, headers: &HeaderMap) -> bool {
        self.values(headers).next().is_some()
    }

    /// The value of one of the [`pairs`], if it has this name.
    pub(crate) fn value_in<'r>(&self, pair: &'r [u8]) -> Option<&'r [u8]> {
        let prefix = self.prefix.as_bytes();
        // Most cookies differ in their first letter, which is cheaper to see.
        let rest = (pair.first() == prefix.first()).then(|| pair.strip_prefix(prefix))?;
        rest.map(strip_end)
    }
}

impl fmt::Debug for CookieName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

/// All cookies with their names, over all `Cookie` lines.
///
/// Split at `;`, strip SP and HTAB around the pair, split at the first `=`, compare the name's bytes. No decoding and no
/// other trimming: a browser guards `__Host-` names by their raw bytes, so every leniency would let a sibling
/// sub-domain plant a value under a guarded name. A bad pair never hides another.
pub(crate) fn pairs(headers: &HeaderMap) -> impl Iterator<Item = &[u8]> {
    headers
        .get_all(COOKIE)
        .flat_map(|line| Pairs(Some(line.as_bytes())))
}

/// Those of the rest of a line, but for the white space behind them.
struct Pairs<'r>(Option<&'r [u8]>);

impl<'r> Iterator for Pairs<'r> {
    type Item = &'r [u8];

    fn next(&mut self) -> Option<&'r [u8]> {
        let line = self.0?;
        let end = memchr(b';', line);
        self.0 = end.and_then(|end| line.get(end + 1..));
        line.get(..end.unwrap_or(line.len())).map(strip_start)
    }
}

/// `text` without the spaces and tabs around it, and nothing else (`OWS` of RFC 9110 section 5.6.3).
pub(crate) fn strip(text: &[u8]) -> &[u8] {
    strip_end(strip_start(text))
}

fn strip_start(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] = text {
        text = rest;
    }
    text
}

fn strip_end(mut text: &[u8]) -> &[u8] {
    while let [rest @ .., b' ' | b'\t'] = text {
        text = rest;
    }
    text
}
