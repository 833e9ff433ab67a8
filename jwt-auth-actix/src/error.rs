use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use jwt_auth_core::Refusal;

use crate::AnonymousReason;
use crate::absence::Absence;
use crate::builder::Settings;
use crate::challenge::{Challenge, bearer_challenge};
use crate::client::Client;
use crate::loop_breaker::Bounce;

const REDIRECT_LOOP: &str = "You may be signed in at the sign-in service, but this service does not accept it. \
     That is not your mistake: its keys, its clock or its cookies may be set up wrong. \
     Wait a minute and try again, or tell whoever runs this service.";

/// Why an extractor or guard did not let a request through, with the answer that fits its client.
///
/// As a `ResponseError` it is a redirect to the login page for somebody who navigates to a page, and 401, 403, 409, 500
/// or 503 for everybody else. Bodies are the same for all causes of one kind.
#[derive(Debug, Clone)]
pub struct AuthError {
    kind: AuthErrorKind,
    challenge: Box<Challenge>,
}

/// What stands behind an [`AuthError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthErrorKind {
    /// Nobody is signed in, or the person is refused. Culprit: the client.
    Anonymous(AnonymousReason),
    /// The person is signed in and lacks the privilege. Culprit: the client.
    Forbidden,
    /// The user store cannot answer, or the keys cannot be fetched: whether somebody is signed in is not known. Culprit: the
    /// database or its load, or whoever publishes the keys.
    Unavailable,
    /// No `JwtAuth` wraps the route, it has another model, or code of the model panicked. Culprit: the application.
    Internal,
}

impl AuthError {
    /// What stands behind it.
    #[must_use]
    pub fn kind(&self) -> AuthErrorKind {
        self.kind
    }

    pub(crate) fn absent(req: &HttpRequest, settings: &Settings, absence: Absence) -> Self {
        let kind = match absence {
            Absence::Anonymous(reason) => AuthErrorKind::Anonymous(reason),
            Absence::Unavailable(_) => AuthErrorKind::Unavailable,
            Absence::Panicked => AuthErrorKind::Internal,
        };
        let mut error = Self::new(req, Some(settings), kind);
        if let Absence::Unavailable(outage) = absence {
            error.challenge.retry_after = Some(outage.retry_after());
        }
        error
    }

    pub(crate) fn forbidden(req: &HttpRequest, settings: &Settings) -> Self {
        Self::new(req, Some(settings), AuthErrorKind::Forbidden)
    }

    /// Loud for the developer, opaque for the client, and no panic.
    pub(crate) fn misconfigured(req: &HttpRequest, remedy: &str) -> Self {
        tracing::error!(target: "jwt_auth", event = "misconfigured", path = req.path(), "{remedy}");
        Self::new(req, None, AuthErrorKind::Internal)
    }

    fn new(req: &HttpRequest, settings: Option<&Settings>, kind: AuthErrorKind) -> Self {
        let client = Client::of(req);
        let mut challenge = Challenge {
            status: status(kind),
            client,
            reason: reason(kind),
            detail: detail(kind),
            login: None,
            login_url: None,
            logout_url: None,
            bounce_cookie: None,
            www_authenticate: None,
            retry_after: None,
        };
        if let Some(settings) = settings {
            if challenge.status == StatusCode::UNAUTHORIZED {
                ask_to_sign_in(&mut challenge, req, settings);
            }
            if kind == AuthErrorKind::Anonymous(AnonymousReason::Refused(Refusal::Inactive)) {
                challenge.logout_url = settings
                    .logout
                    .as_ref()
                    .map(|logout| logout.url().to_owned());
            }
        }
        Self {
            kind,
            challenge: Box::new(challenge),
        }
    }

    pub(crate) fn response(&self) -> HttpResponse {
        self.challenge.response()
    }
}

impl ResponseError for AuthError {
    fn status_code(&self) -> StatusCode {
        self.challenge.status()
    }

    fn error_response(&self) -> HttpResponse {
        self.response()
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(detail(self.kind))
    }
}

impl std::error::Error for AuthError {}

/// The one mapping from cause to status.
fn status(kind: AuthErrorKind) -> StatusCode {
    match kind {
        AuthErrorKind::Anonymous(reason) => match reason {
            AnonymousReason::SeveralAuthorizations => StatusCode::BAD_REQUEST,
            AnonymousReason::CrossOrigin
            | AnonymousReason::Refused(
                Refusal::Inactive
                | Refusal::UnknownUser
                | Refusal::NotAdopted
                | Refusal::KeyCollision,
            ) => StatusCode::FORBIDDEN,
            AnonymousReason::Refused(Refusal::RowConflict) => StatusCode::CONFLICT,
            _ => StatusCode::UNAUTHORIZED,
        },
        AuthErrorKind::Forbidden => StatusCode::FORBIDDEN,
        AuthErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        AuthErrorKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn reason(kind: AuthErrorKind) -> &'static str {
    match kind {
        AuthErrorKind::Anonymous(reason) => reason.coarse(),
        AuthErrorKind::Forbidden => "forbidden",
        AuthErrorKind::Unavailable => "unavailable",
        AuthErrorKind::Internal => "internal",
    }
}

fn detail(kind: AuthErrorKind) -> &'static str {
    match kind {
        AuthErrorKind::Anonymous(AnonymousReason::CrossOrigin) => {
            "This request changes something and nothing shows that it comes from this site: send an Origin header."
        }
        AuthErrorKind::Anonymous(AnonymousReason::SeveralAuthorizations) => {
            "Send one Authorization header."
        }
        AuthErrorKind::Anonymous(AnonymousReason::Refused(Refusal::Inactive)) => {
            "Your account is not active at this service."
        }
        AuthErrorKind::Anonymous(AnonymousReason::Refused(Refusal::UnknownUser)) => {
            "You have no account at this service."
        }
        AuthErrorKind::Anonymous(AnonymousReason::Refused(
            Refusal::NotAdopted | Refusal::KeyCollision | Refusal::RowConflict,
        )) => "Your account clashes with another one at this service.",
        AuthErrorKind::Anonymous(_) => {
            "You are not signed in, or your sign-in has expired. Sign in, come back to this page and try again."
        }
        AuthErrorKind::Forbidden => "Your account may not do this.",
        AuthErrorKind::Unavailable => {
            "This service cannot check who you are right now. Try again in a moment."
        }
        AuthErrorKind::Internal => "Something is wrong with this service.",
    }
}

/// Says how to sign in, unless the person was just there twice for this page and came back with a token that is refused.
fn ask_to_sign_in(challenge: &mut Challenge, req: &HttpRequest, settings: &Settings) {
    let headers = req.headers();
    let bearer = settings.source.is_bearer(headers);
    challenge.www_authenticate = Some(bearer_challenge(
        &settings.realm,
        bearer.then_some("invalid_token"),
    ));
    challenge.login = login(req, settings, challenge.client);
    challenge.login_url = Some(settings.login.url().to_owned());
    let redirects = challenge.client == Client::Navigation && challenge.login.is_some();
    if redirects && settings.source.has_cookie(headers) {
        match settings.loop_breaker.count(headers, path_and_query(req)) {
            Bounce::Send(cookie) => challenge.bounce_cookie = Some(cookie),
            Bounce::Stop => {
                tracing::debug!(target: "jwt_auth", event = "redirect_loop", path = req.path());
                challenge.status = StatusCode::FORBIDDEN;
                challenge.login = None;
                challenge.detail = REDIRECT_LOOP;
            }
        }
    }
}

/// Where signing in starts, so that it ends on the page that the person wanted.
fn login(req: &HttpRequest, settings: &Settings, client: Client) -> Option<String> {
    match client {
        Client::Navigation if settings.login.is_login_page(req.path()) => None,
        Client::Navigation => Some(settings.login.to(path_and_query(req))),
        Client::Htmx => Some(match htmx_page(req, settings) {
            Some(page) => settings.login.back_to(&page),
            None => settings.login.to("/"),
        }),
        Client::Page => Some(settings.login.to("/")),
        // It gets LOGIN_URL itself and finds its own way back.
        Client::Program => None,
    }
}

fn path_and_query(req: &HttpRequest) -> &str {
    req.uri().path_and_query().map_or("/", |path| path.as_str())
}

/// The page that an HTMX request was made from, if it is ours.
fn htmx_page(req: &HttpRequest, settings: &Settings) -> Option<String> {
    let page = url::Url::parse(req.headers().get("hx-current-url")?.to_str().ok()?).ok()?;
    let own = settings
        .origins
        .is_own(&page.origin().ascii_serialization());
    let plain = page.username().is_empty() && page.password().is_none();
    (own && plain && page.as_str().len() <= 2_048).then(|| page.into())
}
