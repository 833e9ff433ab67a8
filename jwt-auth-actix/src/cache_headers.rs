//! Answers that depend on who asked must not reach somebody else through a shared cache (RFC 9111 sections 3.5, 4.1).

use actix_web::http::header::{CACHE_CONTROL, HeaderMap, HeaderValue, VARY};

use crate::token_source::TokenSource;

/// Merges `Vary` and sees to it that the answer is private.
pub(crate) fn mark_personal(headers: &mut HeaderMap, source: &TokenSource) {
    if source.access_cookie.is_some() {
        add_vary(headers, "Cookie");
    }
    if source.bearer {
        add_vary(headers, "Authorization");
    }
    make_private(headers);
}

/// Adds names to `Vary`, keeping what is there.
pub(crate) fn add_vary(headers: &mut HeaderMap, names: &'static str) {
    let present = |name: &str| {
        headers.get_all(VARY).any(|line| {
            line.to_str().is_ok_and(|line| {
                line.split(',')
                    .map(str::trim)
                    .any(|known| known == "*" || known.eq_ignore_ascii_case(name))
            })
        })
    };
    let missing: Vec<_> = names
        .split(',')
        .map(str::trim)
        .filter(|name| !present(name))
        .collect();
    if let Ok(value) = HeaderValue::from_str(&missing.join(", "))
        && !missing.is_empty()
    {
        headers.append(VARY, value);
    }
}

fn make_private(headers: &mut HeaderMap) {
    let stated: Vec<String> = headers
        .get_all(CACHE_CONTROL)
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .map(|directive| directive.trim().to_owned())
        .filter(|directive| !directive.is_empty())
        .collect();
    let is = |directive: &String, name: &str| {
        let stated = directive.split('=').next().unwrap_or_default();
        stated.eq_ignore_ascii_case(name)
    };
    // `no-store` and a bare `private` keep every shared cache out already.
    let kept_out =
        |directive: &String| is(directive, "no-store") || directive.eq_ignore_ascii_case("private");
    if stated.iter().any(kept_out) && !stated.iter().any(|directive| is(directive, "public")) {
        return;
    }
    let shared = |directive: &&String| is(directive, "public") || is(directive, "s-maxage");
    if stated.iter().any(|directive| shared(&directive)) {
        tracing::warn!(
            target: "jwt_auth",
            event = "public_replaced",
            "a handler that looked at the user marked its answer public; it was sent as private",
        );
    }
    let mut directives = vec!["private".to_owned()];
    directives.extend(
        stated
            .iter()
            .filter(|directive| !shared(directive))
            .cloned(),
    );
    if let Ok(value) = HeaderValue::from_str(&directives.join(", ")) {
        headers.insert(CACHE_CONTROL, value);
    }
}
