//! Where a token is looked for, byte for byte.

use actix_web::http::header::{AUTHORIZATION, COOKIE, HeaderMap};

use jwt_auth_core::Refusal;

use crate::AnonymousReason;

/// How many cookies of one name are judged.
const MAX_CANDIDATES: usize = 4;
/// What a browser keeps in one cookie, and what is read of a Bearer token.
const COOKIE_BYTES: usize = 4_096;
const BEARER_BYTES: usize = 8_192;

/// The tokens that a request brought, not yet trusted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Candidates<'r> {
    Bearer(&'r str),
    /// One to four different values of the access cookie.
    Cookies(Vec<&'r [u8]>),
}

/// Which places count.
#[derive(Debug, Clone)]
pub(crate) struct TokenSource {
    pub(crate) access_cookie: Option<String>,
    pub(crate) required_cookie: Option<String>,
    pub(crate) bearer: bool,
}

impl TokenSource {
    /// `Authorization` first, where it is switched on; no fall-back to the cookie once it says `Bearer`.
    pub(crate) fn candidates<'r>(
        &self,
        headers: &'r HeaderMap,
    ) -> Result<Candidates<'r>, AnonymousReason> {
        if self.bearer
            && let Some(token) = bearer(headers)?
        {
            return Ok(Candidates::Bearer(token));
        }
        let Some(name) = &self.access_cookie else {
            return Err(AnonymousReason::NoToken);
        };
        let mut values = Vec::new();
        for (count, value) in cookies(headers, name)
            .filter(|value| !value.is_empty())
            .enumerate()
        {
            if count == MAX_CANDIDATES {
                return Err(AnonymousReason::TooManyTokens);
            }
            if !values.contains(&value) {
                values.push(value);
            }
        }
        if values.is_empty() {
            return Err(AnonymousReason::NoToken);
        }
        if let Some(required) = &self.required_cookie
            && cookies(headers, required).next().is_none()
        {
            return Err(AnonymousReason::RequiredCookieMissing);
        }
        Ok(Candidates::Cookies(values))
    }

    /// Whether an access cookie came along, whatever is in it.
    pub(crate) fn has_cookie(&self, headers: &HeaderMap) -> bool {
        self.access_cookie
            .as_deref()
            .is_some_and(|name| cookies(headers, name).next().is_some())
    }

    /// Whether the request wants to be known by a Bearer token, good or bad.
    pub(crate) fn is_bearer(&self, headers: &HeaderMap) -> bool {
        self.bearer && !matches!(bearer(headers), Ok(None))
    }
}

/// The text of a cookie's value, if it can be a token at all.
pub(crate) fn token_text(value: &[u8]) -> Result<&str, Refusal> {
    if value.len() > COOKIE_BYTES {
        return Err(Refusal::TooLarge);
    }
    std::str::from_utf8(value).map_err(|_| Refusal::Malformed)
}

/// The values of all cookies called `name`, over all `Cookie` lines.
///
/// Split at `;`, strip SP and HTAB around the pair, split at the first `=`, compare the name's bytes. No decoding and no
/// other trimming: a browser guards `__Host-` names by their raw bytes, so every leniency would let a sibling
/// sub-domain plant a value under a guarded name. A bad pair never hides another.
pub(crate) fn cookies<'r>(headers: &'r HeaderMap, name: &str) -> impl Iterator<Item = &'r [u8]> {
    headers
        .get_all(COOKIE)
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b';'))
        .filter_map(move |pair| {
            let pair = strip(pair);
            let value = pair.strip_prefix(name.as_bytes())?;
            value.strip_prefix(b"=")
        })
}

fn strip(mut pair: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = pair {
        pair = rest;
    }
    pair
}

/// RFC 6750 section 2.1. Another scheme is none of ours.
fn bearer(headers: &HeaderMap) -> Result<Option<&str>, AnonymousReason> {
    let mut lines = headers.get_all(AUTHORIZATION);
    let Some(line) = lines.next() else {
        return Ok(None);
    };
    if lines.next().is_some() {
        return Err(AnonymousReason::SeveralAuthorizations);
    }
    let (scheme, token) = match line.as_bytes().iter().position(|byte| *byte == b' ') {
        Some(space) => line.as_bytes().split_at(space),
        None => (line.as_bytes(), &[] as &[u8]),
    };
    if !scheme.eq_ignore_ascii_case(b"Bearer") {
        return Ok(None);
    }
    let token = strip(token);
    let grammar = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(byte);
    if token.is_empty() || token.len() > BEARER_BYTES || !token.iter().all(grammar) {
        return Err(AnonymousReason::MalformedBearer);
    }
    std::str::from_utf8(token)
        .map(Some)
        .map_err(|_| AnonymousReason::MalformedBearer)
}
