//! What a refused client is sent: a redirect, a small page, or problem details.

use std::fmt;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER, SET_COOKIE,
    WWW_AUTHENTICATE,
};

use crate::AuthErrorKind;
use crate::cache_headers::add_vary;
use crate::client::{ClientKind, VARY};
use crate::refusal_body::{page, problem};

const HX_REDIRECT: HeaderName = HeaderName::from_static("hx-redirect");

/// Writes the answers to refused requests in the service's own words and style; see
/// [`responder`](crate::JwtAuthBuilder::responder). Any function of that form is one.
///
/// ```
/// use actix_web::HttpResponse;
/// use jwt_auth_actix::{Challenge, ClientKind};
///
/// fn page(challenge: &Challenge) -> Option<HttpResponse> {
///     let for_people = matches!(challenge.client(), ClientKind::Navigation | ClientKind::Page);
///     // Who is sent to the login page reads nothing.
///     let explains = for_people && !challenge.status().is_redirection();
///     explains.then(|| {
///         HttpResponse::build(challenge.status())
///             .content_type("text/html; charset=utf-8")
///             .body(format!("<h1>Sorry</h1><p>{}</p>", challenge.detail()))
///     })
/// }
/// ```
pub trait RefusalResponder: Send + Sync + 'static {
    /// The answer, or `None` for the built-in one. Whatever it is, `Cache-Control: no-store`, `Vary` and, where they
    /// belong and are missing, `Location`, `WWW-Authenticate` and `Retry-After` are added to it.
    fn respond(&self, challenge: &Challenge) -> Option<HttpResponse>;
}

impl<F> RefusalResponder for F
where
    F: Fn(&Challenge) -> Option<HttpResponse> + Send + Sync + 'static,
{
    fn respond(&self, challenge: &Challenge) -> Option<HttpResponse> {
        self(challenge)
    }
}

/// A refusal, decided and ready to be sent. Holds nothing that came with the request but its own path and the languages
/// that the client wants.
#[derive(Clone)]
pub struct Challenge {
    pub(crate) kind: AuthErrorKind,
    pub(crate) status: StatusCode,
    pub(crate) client: ClientKind,
    pub(crate) reason: &'static str,
    pub(crate) title: &'static str,
    pub(crate) detail: &'static str,
    pub(crate) login: Option<String>,
    pub(crate) login_url: Option<String>,
    pub(crate) logout: Option<String>,
    /// Our own cookie, which counts the redirects of one page.
    pub(crate) bounce_cookie: Option<String>,
    pub(crate) www_authenticate: Option<String>,
    pub(crate) retry_after: Option<u16>,
    pub(crate) accept_language: Option<String>,
    pub(crate) responder: Option<Arc<dyn RefusalResponder>>,
}

impl Challenge {
    /// What stands behind it, typed.
    #[must_use]
    pub fn kind(&self) -> AuthErrorKind {
        self.kind
    }

    /// The status of the answer: 302 where the person is sent to the login page.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self.client {
            ClientKind::Navigation if self.redirects() => StatusCode::FOUND,
            _ => self.status,
        }
    }

    /// Who asks.
    #[must_use]
    pub fn client(&self) -> ClientKind {
        self.client
    }

    /// One word that strangers may read: `missing`, `expired`, `invalid`, `inactive`, `forbidden`, `unavailable` or
    /// `internal`.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        self.reason
    }

    /// A heading for a person, in English.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.title
    }

    /// What happened and what helps, in English: for a person, or for whoever wrote the program.
    #[must_use]
    pub fn detail(&self) -> &'static str {
        self.detail
    }

    /// The login page with the way back, where signing in helps and this client can go there.
    #[must_use]
    pub fn login(&self) -> Option<&str> {
        self.login.as_deref()
    }

    /// `LOGIN_URL` as configured, where signing in helps, for clients that find their own way back.
    #[must_use]
    pub fn login_url(&self) -> Option<&str> {
        self.login_url.as_deref()
    }

    /// The logout page with the way back to the start page, where being somebody else helps.
    #[must_use]
    pub fn logout(&self) -> Option<&str> {
        self.logout.as_deref()
    }

    /// `Accept-Language` as the client sent it, for answers in several languages; those must say so in `Vary`. Nothing that a
    /// client sent may be written into an answer unread.
    #[must_use]
    pub fn accept_language(&self) -> Option<&str> {
        self.accept_language.as_deref()
    }

    pub(crate) fn response(&self) -> HttpResponse {
        let own = self.responder.as_ref();
        let mut response = own
            .and_then(|responder| responder.respond(self))
            .unwrap_or_else(|| self.standard());
        self.protect(&mut response);
        response
    }

    fn standard(&self) -> HttpResponse {
        match (self.client, &self.login) {
            (ClientKind::Navigation, Some(login)) if self.redirects() => {
                HttpResponse::build(self.status())
                    .insert_header((LOCATION, login.as_str()))
                    .finish()
            }
            (ClientKind::Htmx, Some(login)) if self.redirects() => {
                let mut response = problem(self);
                insert(response.headers_mut(), HX_REDIRECT, login);
                response
            }
            (ClientKind::Navigation | ClientKind::Page, _) => page(self),
            _ => problem(self),
        }
    }

    /// What every refusal needs, whoever wrote it.
    fn protect(&self, response: &mut HttpResponse) {
        let status = response.status();
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        add_vary(headers, VARY);
        if status.is_redirection() {
            if let Some(login) = self.login.as_ref().or(self.login_url.as_ref())
                && !headers.contains_key(LOCATION)
            {
                insert(headers, LOCATION, login);
            }
            // Somebody who is shown a page instead goes round in no circle.
            if let Some(cookie) = &self.bounce_cookie
                && let Ok(cookie) = HeaderValue::from_str(cookie)
            {
                headers.append(SET_COOKIE, cookie);
            }
        }
        if let Some(seconds) = self.retry_after
            && !headers.contains_key(RETRY_AFTER)
        {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(challenge) = &self.www_authenticate
            && (status == self.status || status == StatusCode::UNAUTHORIZED)
            && !headers.contains_key(WWW_AUTHENTICATE)
        {
            insert(headers, WWW_AUTHENTICATE, challenge);
        }
    }

    /// Only "not signed in" can be mended by the login page; an inactive person would come straight back.
    fn redirects(&self) -> bool {
        self.status == StatusCode::UNAUTHORIZED && self.login.is_some()
    }
}

impl fmt::Debug for Challenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Challenge")
            .field("kind", &self.kind)
            .field("status", &self.status())
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// RFC 9110 section 11.6.1: parameters are separated by commas; RFC 6750 section 3.1: no error without a token.
pub(crate) fn bearer_challenge(realm: &str, error: Option<&str>) -> String {
    match error {
        Some(error) => format!("Bearer realm=\"{realm}\", error=\"{error}\""),
        None => format!("Bearer realm=\"{realm}\""),
    }
}
