use crate::http_url::parse_http_url;

/// Django's `MAX_URL_LENGTH`.
const MAX_BYTES: usize = 2_048;

/// For the Auth service: where to go after signing in, if `next` may be followed at all.
///
/// Allowed are an absolute URL whose origin is one of `origins` (written as browsers do, `https://host[:port]`) and a
/// path of the Auth service's own, starting with a single `/`. The answer is the URL as it was understood, to be sent
/// instead of the text that came in. Everything that browsers and parsers read differently is refused first: control
/// characters, spaces, backslashes, non-ASCII characters, credentials. Neither the text nor the answer
/// may be longer than 2,048 bytes.
///
/// ```
/// use jwt_auth_actix::is_allowed_next;
///
/// let origins = ["https://someservice.example.org"];
/// assert_eq!(
///     is_allowed_next("https://someservice.example.org/home?x=1", &origins).as_deref(),
///     Some("https://someservice.example.org/home?x=1"),
/// );
/// assert_eq!(is_allowed_next("/account", &origins).as_deref(), Some("/account"));
/// assert_eq!(is_allowed_next("https://someservice.example.org@evil.example", &origins), None);
/// assert_eq!(is_allowed_next("//evil.example", &origins), None);
/// ```
#[must_use]
pub fn is_allowed_next<O: AsRef<str>>(next: &str, origins: &[O]) -> Option<String> {
    let readable = |byte: u8| byte.is_ascii_graphic() && byte != b'\\';
    if next.is_empty() || next.len() > MAX_BYTES || !next.bytes().all(readable) {
        return None;
    }
    if let Some(path) = next.strip_prefix('/') {
        return (!path.starts_with('/')).then(|| next.to_owned());
    }
    let url = parse_http_url(next)?;
    let origin = url.origin().ascii_serialization();
    let allowed = origins.iter().any(|allowed| allowed.as_ref() == origin);
    // It is longer than the text where characters had to be encoded.
    (allowed && url.as_str().len() <= MAX_BYTES).then(|| url.into())
}
