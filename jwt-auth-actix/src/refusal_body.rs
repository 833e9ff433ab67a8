//! The built-in texts of refusals: problem details for programs, a small page for people.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_TYPE, HeaderName};

use crate::challenge::Challenge;

const CONTENT_SECURITY_POLICY: HeaderName = HeaderName::from_static("content-security-policy");
/// The page needs nothing, so it may do nothing.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// RFC 9457.
pub(crate) fn problem(challenge: &Challenge) -> HttpResponse {
    let status = challenge.status();
    let mut problem = serde_json::json!({
        "type": "about:blank",
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "detail": challenge.detail(),
        "reason": challenge.reason(),
    });
    if let (Some(problem), Some(login_url)) = (problem.as_object_mut(), challenge.login_url()) {
        problem.insert("login_url".to_owned(), login_url.into());
    }
    HttpResponse::build(status)
        .insert_header((CONTENT_TYPE, "application/problem+json"))
        .body(problem.to_string())
}

pub(crate) fn page(challenge: &Challenge) -> HttpResponse {
    let title = challenge.title();
    let link = |url: Option<&str>, target: &str, text: &str| {
        url.map_or_else(String::new, |url| {
            format!("<p><a href=\"{}\"{target}>{text}</a></p>", escape(url))
        })
    };
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <style>body{{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem}}\
         :root{{color-scheme:light dark}}</style>\
         <h1>{title}</h1><p>{}</p>{}{}</html>\n",
        challenge.detail(),
        link(
            challenge.login(),
            " target=\"_blank\" rel=\"noopener\"",
            "Sign in in a new tab"
        ),
        link(challenge.logout(), "", "Sign out"),
    );
    HttpResponse::build(challenge.status())
        .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((CONTENT_SECURITY_POLICY, PAGE_POLICY))
        .body(page)
}

fn escape(url: &str) -> String {
    url.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}
