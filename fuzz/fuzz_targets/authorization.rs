//! Any bytes as `Authorization` lines, against the grammar of RFC 6750 section 2.1 written once more.
#![no_main]

use std::sync::LazyLock;

use actix_web::http::header::AUTHORIZATION;
use jwt_auth_actix::AnonymousReason;
use jwt_auth_actix::fuzzing::bearer;
use jwt_auth_fuzz::header_lines;
use libfuzzer_sys::fuzz_target;
use regex::bytes::Regex;

/// The scheme alone, whatever follows it.
static SCHEME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?-u)\A(?i:bearer)(?: |\z)").unwrap());
static CREDENTIALS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?-u)\A(?i:bearer) +([A-Za-z0-9\-._~+/]+=*)\z").unwrap());
/// RFC 9110 section 5.5: what stands around a field's value is no part of it.
static FIELD_VALUE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?s-u)\A[ \t]*(.*?)[ \t]*\z").unwrap());

fuzz_target!(|data: &[u8]| {
    let headers = header_lines(AUTHORIZATION, data);
    let lines: Vec<_> = headers.get_all(AUTHORIZATION).collect();
    let expected = match lines[..] {
        [] => Ok(None),
        [line] => read(line.as_bytes()),
        [_, _, ..] => Err(AnonymousReason::SeveralAuthorizations),
    };
    let found = bearer(&headers);
    assert_eq!(found.map(|token| token.map(str::as_bytes)), expected);
});

fn read(line: &[u8]) -> Result<Option<&[u8]>, AnonymousReason> {
    let value = FIELD_VALUE
        .captures(line)
        .map_or(line, |it| it.extract::<1>().1[0]);
    if !SCHEME.is_match(value) {
        return Ok(None);
    }
    let token = CREDENTIALS.captures(value).map(|it| it.extract::<1>().1[0]);
    let token = token.filter(|token| token.len() <= 8_192);
    token.map(Some).ok_or(AnonymousReason::MalformedBearer)
}
