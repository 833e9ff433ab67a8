use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderValue};

use crate::AnonymousReason;
use crate::cookie_scan::strip;

/// How much is read of a Bearer token.
const MAX_BYTES: usize = 8_192;

/// The token of `Authorization: Bearer` (RFC 6750 section 2.1); `None` without one. Another scheme is none of ours.
pub(crate) fn bearer(headers: &HeaderMap) -> Result<Option<&str>, AnonymousReason> {
    let mut lines = headers.get_all(AUTHORIZATION);
    let Some(line) = lines.next() else {
        return Ok(None);
    };
    if lines.next().is_some() {
        return Err(AnonymousReason::SeveralAuthorizations);
    }
    let Some(token) = behind_scheme(line) else {
        return Ok(None);
    };
    if token.len() > MAX_BYTES || !is_b64token(token) {
        return Err(AnonymousReason::MalformedBearer);
    }
    std::str::from_utf8(token)
        .map(Some)
        .map_err(|_| AnonymousReason::MalformedBearer)
}

/// Whether any `Authorization` says `Bearer`, whatever follows and whether or not such tokens count.
pub(crate) fn says_bearer(headers: &HeaderMap) -> bool {
    let mut lines = headers.get_all(AUTHORIZATION);
    lines.any(|line| behind_scheme(line).is_some())
}

/// What follows the scheme, if that is `Bearer`.
fn behind_scheme(line: &HeaderValue) -> Option<&[u8]> {
    let line = strip(line.as_bytes());
    let end = line.iter().position(|byte| *byte == b' ');
    let (scheme, rest) = line.split_at(end.unwrap_or(line.len()));
    let spaces = rest.iter().take_while(|byte| **byte == b' ').count();
    let (_, rest) = rest.split_at(spaces);
    scheme.eq_ignore_ascii_case(b"Bearer").then_some(rest)
}

/// Letters, digits and six more, with `=` only at the end.
fn is_b64token(token: &[u8]) -> bool {
    let padding = token.iter().rev().take_while(|byte| **byte == b'=').count();
    let (text, _) = token.split_at(token.len() - padding);
    let grammar = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(byte);
    !text.is_empty() && text.iter().all(grammar)
}
