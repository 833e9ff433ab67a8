use actix_web::http::header::{AUTHORIZATION, HeaderMap};

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
    let line = strip(line.as_bytes());
    let (scheme, token) = match line.iter().position(|byte| *byte == b' ') {
        Some(space) => line.split_at(space),
        None => (line, &[] as &[u8]),
    };
    if !scheme.eq_ignore_ascii_case(b"Bearer") {
        return Ok(None);
    }
    let spaces = token.iter().take_while(|byte| **byte == b' ').count();
    let (_, token) = token.split_at(spaces);
    if token.len() > MAX_BYTES || !is_b64token(token) {
        return Err(AnonymousReason::MalformedBearer);
    }
    std::str::from_utf8(token)
        .map(Some)
        .map_err(|_| AnonymousReason::MalformedBearer)
}

/// Letters, digits and six more, with `=` only at the end.
fn is_b64token(token: &[u8]) -> bool {
    let padding = token.iter().rev().take_while(|byte| **byte == b'=').count();
    let (text, _) = token.split_at(token.len() - padding);
    let grammar = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(byte);
    !text.is_empty() && text.iter().all(grammar)
}
