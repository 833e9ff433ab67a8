//! What reads the raw bytes of a request, for the fuzz targets. Only they are built with `--cfg fuzzing`.

use actix_web::http::header::HeaderMap;

use crate::AnonymousReason;
use crate::cookie_scan::CookieName;

/// The values of all cookies called `name`.
pub fn cookies<'r>(headers: &'r HeaderMap, name: &str) -> Vec<&'r [u8]> {
    CookieName::new(name).values(headers).collect()
}

/// The token of `Authorization: Bearer`, if it says so.
///
/// # Errors
/// [`AnonymousReason::SeveralAuthorizations`] and [`AnonymousReason::MalformedBearer`], both caused by the client.
pub fn bearer(headers: &HeaderMap) -> Result<Option<&str>, AnonymousReason> {
    crate::bearer::bearer(headers)
}
