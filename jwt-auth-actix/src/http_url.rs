//! Addresses that are configured or sent in as `next`: which of them can be trusted to mean one thing to everybody.

use url::Url;

/// An absolute http(s) URL without credentials, in which all parsers see the same host.
pub(crate) fn parse_http_url(text: &str) -> Option<Url> {
    let readable = |byte: u8| byte.is_ascii_graphic() && byte != b'\\';
    if !text.bytes().all(readable) {
        return None;
    }
    // `https:host` and `https:///host` parse as `https://host`; nobody writes them in good faith.
    let (scheme, rest) = text.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let url = Url::parse(text).ok()?;
    let plain = matches!(url.scheme(), "http" | "https")
        && scheme.eq_ignore_ascii_case(url.scheme())
        && !authority.is_empty()
        && !authority.contains('@');
    plain.then_some(url)
}

/// An address of the service itself: it may have a path, since a proxy can strip one, and nothing after that.
pub(crate) fn parse_own_url(text: &str) -> Option<Url> {
    parse_http_url(text).filter(|url| url.query().is_none() && url.fragment().is_none())
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
