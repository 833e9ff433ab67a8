//! Whether the URL of a database server means to the driver what it means to a person.
//!
//! libpq's messages show what it took for a host, a port, a database or an escape. Of a password with characters of their own
//! meaning that would be a part, so it never gets such a URL.

use url::Url;

const REMEDY: &str = "give it as postgres://user:password@host:port/database, with %xx for what is neither a letter nor a digit in the password";

/// # Errors
/// The remedy.
pub(crate) fn checked(text: &str) -> Result<&str, &'static str> {
    let is_clear = Url::parse(text).is_ok_and(|url| {
        let has_credentials = !url.username().is_empty() || url.password().is_some();
        names_one_database(&url)
            && text.matches('@').count() == usize::from(has_credentials)
            && text.split('%').skip(1).all(is_escape)
            && !text.contains(|it: char| it.is_whitespace() || it.is_control())
    });
    is_clear.then_some(text).ok_or(REMEDY)
}

fn names_one_database(url: &Url) -> bool {
    let database = url.path().strip_prefix('/').unwrap_or_default();
    let mut pairs = url.query().into_iter().flat_map(|query| query.split('&'));
    url.has_authority()
        && !database.is_empty()
        && !database.contains('/')
        && pairs.all(|pair| pair.matches('=').count() == 1)
        && url.fragment().is_none()
}

/// Two hexadecimal digits, and not the ones of NUL.
fn is_escape(after_percent: &str) -> bool {
    let digits = after_percent.get(..2).unwrap_or("00");
    digits != "00" && digits.bytes().all(|it| it.is_ascii_hexdigit())
}
