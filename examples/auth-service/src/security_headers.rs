//! What every answer tells the browser.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::middleware::DefaultHeaders;

/// Pages are stored nowhere, run no script, load nothing but their style, are framed by nobody, and keep other windows away.
pub(crate) fn security_headers(own_origin: &str, allowed_origins: &[String]) -> DefaultHeaders {
    let headers = DefaultHeaders::new()
        .add((CACHE_CONTROL, "no-store"))
        .add((
            "content-security-policy",
            content_security_policy(allowed_origins),
        ))
        .add(("x-content-type-options", "nosniff"))
        // Not `no-referrer`: under it, forms have the Origin `null`.
        .add(("referrer-policy", "same-origin"))
        .add(("cross-origin-opener-policy", "same-origin"));
    if own_origin.starts_with("https:") {
        headers.add((
            "strict-transport-security",
            "max-age=31536000; includeSubDomains",
        ))
    } else {
        headers
    }
}

/// `form-action` names the services as well: Chromium applies it to the redirect that follows a form.
fn content_security_policy(allowed_origins: &[String]) -> String {
    let services: String = allowed_origins
        .iter()
        .map(|origin| format!(" {origin}"))
        .collect();
    format!(
        "default-src 'none'; style-src 'self'; form-action 'self'{services}; frame-ancestors 'none'; base-uri 'none'"
    )
}
