//! What a refused client is sent: a redirect, a small page, or problem details.

use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_TYPE, HeaderName, LOCATION, RETRY_AFTER, SET_COOKIE, WWW_AUTHENTICATE,
};
use actix_web::{HttpResponse, HttpResponseBuilder};

use crate::cache_headers::add_vary;
use crate::client::{Client, VARY};

const HX_REDIRECT: HeaderName = HeaderName::from_static("hx-redirect");
/// The page needs nothing, so it may do nothing.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
const CONTENT_SECURITY_POLICY: HeaderName = HeaderName::from_static("content-security-policy");

/// A refusal, decided and ready to be sent. Holds nothing that came with the request but its own path.
#[derive(Debug, Clone)]
pub(crate) struct Challenge {
    pub(crate) status: StatusCode,
    pub(crate) client: Client,
    /// One of the coarse words.
    pub(crate) reason: &'static str,
    /// One sentence for a person.
    pub(crate) detail: &'static str,
    /// The login page with the way back, where signing in helps.
    pub(crate) login: Option<String>,
    /// `LOGIN_URL` as configured, for clients that find their own way back.
    pub(crate) login_url: Option<String>,
    pub(crate) logout_url: Option<String>,
    /// Our own cookie, which counts the redirects of one page.
    pub(crate) bounce_cookie: Option<String>,
    pub(crate) www_authenticate: Option<String>,
    pub(crate) retry_after: Option<u16>,
}

impl Challenge {
    pub(crate) fn status(&self) -> StatusCode {
        match self.client {
            Client::Navigation if self.redirects() => StatusCode::FOUND,
            _ => self.status,
        }
    }

    pub(crate) fn response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status());
        response.insert_header((CACHE_CONTROL, "no-store"));
        if let Some(cookie) = &self.bounce_cookie {
            response.insert_header((SET_COOKIE, cookie.as_str()));
        }
        if let Some(seconds) = self.retry_after {
            response.insert_header((RETRY_AFTER, u32::from(seconds)));
        }
        if let Some(challenge) = &self.www_authenticate
            && self.status() == StatusCode::UNAUTHORIZED
        {
            response.insert_header((WWW_AUTHENTICATE, challenge.as_str()));
        }
        let mut response = match (self.client, &self.login) {
            (Client::Navigation, Some(login)) if self.redirects() => {
                response.insert_header((LOCATION, login.as_str())).finish()
            }
            (Client::Htmx, Some(login)) if self.redirects() => {
                response.insert_header((HX_REDIRECT, login.as_str()));
                self.problem(&mut response)
            }
            (Client::Navigation | Client::Page, _) => self.page(&mut response),
            _ => self.problem(&mut response),
        };
        add_vary(response.headers_mut(), VARY);
        response
    }

    /// Only "not signed in" can be mended by the login page; an inactive person would come straight back.
    fn redirects(&self) -> bool {
        self.status == StatusCode::UNAUTHORIZED && self.login.is_some()
    }

    /// RFC 9457.
    fn problem(&self, response: &mut HttpResponseBuilder) -> HttpResponse {
        let mut problem = serde_json::json!({
            "type": "about:blank",
            "title": self.status.canonical_reason(),
            "status": self.status.as_u16(),
            "detail": self.detail,
            "reason": self.reason,
        });
        if let (Some(problem), Some(login_url)) = (problem.as_object_mut(), &self.login_url) {
            problem.insert("login_url".to_owned(), login_url.as_str().into());
        }
        response
            .insert_header((CONTENT_TYPE, "application/problem+json"))
            .body(problem.to_string())
    }

    fn page(&self, response: &mut HttpResponseBuilder) -> HttpResponse {
        let title = self.status.canonical_reason().unwrap_or_default();
        let link = |url: &Option<String>, text: &str| {
            url.as_ref().map_or_else(String::new, |url| {
                format!(
                    "<p><a href=\"{}\" target=\"_blank\" rel=\"noopener\">{text}</a></p>",
                    escape(url)
                )
            })
        };
        let page = format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
             <style>body{{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem}}\
             :root{{color-scheme:light dark}}</style>\
             <h1>{title}</h1><p>{}</p>{}{}</html>\n",
            self.detail,
            link(&self.login, "Sign in in a new tab"),
            link(&self.logout_url, "Sign out"),
        );
        response
            .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
            .insert_header((CONTENT_SECURITY_POLICY, PAGE_POLICY))
            .body(page)
    }
}

/// RFC 9110 section 11.6.1: parameters are separated by commas; RFC 6750 section 3.1: no error without a token.
pub(crate) fn bearer_challenge(realm: &str, error: Option<&str>) -> String {
    match error {
        Some(error) => format!("Bearer realm=\"{realm}\", error=\"{error}\""),
        None => format!("Bearer realm=\"{realm}\""),
    }
}

fn escape(url: &str) -> String {
    url.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}
