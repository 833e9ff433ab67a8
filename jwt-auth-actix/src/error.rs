use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use jwt_auth_core::Refusal;

use crate::AnonymousReason;
use crate::absence::Absence;
use crate::challenge::Challenge;
use crate::client::ClientKind;
use crate::settings::Settings;
use crate::sign_in::{accept_language, ask_to_sign_in, www_authenticate};

/// A person who is known and may not do this; the word for logs and bodies.
const FORBIDDEN: &str = "forbidden";

/// Why an extractor or guard did not let a request through, with the answer that fits its client.
///
/// As a `ResponseError` it is a redirect to the login page for somebody who navigates to a page, and 400, 401, 403, 409,
/// 500 or 503 for everybody else. Bodies are the same for all causes of one kind.
#[derive(Debug, Clone)]
pub struct AuthError {
    kind: AuthErrorKind,
    challenge: Box<Challenge>,
}

/// What stands behind an [`AuthError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthErrorKind {
    /// Nobody is signed in, or the person is refused: 302, 400, 401, 403 or 409. Culprit: the client.
    Anonymous(AnonymousReason),
    /// The person is signed in and lacks the privilege: 403. Culprit: the client.
    Forbidden,
    /// The user store cannot answer, or the keys cannot be fetched, so whether somebody is signed in is not known: 503
    /// with `Retry-After`. Culprit: the database or its load, or whoever publishes the keys.
    Unavailable,
    /// No `JwtAuth` wraps the route, it has another model, or code of the application panicked: 500. Culprit: the application.
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
            Absence::Internal => AuthErrorKind::Internal,
        };
        let mut error = Self::new(req, Some(settings), kind);
        if let Absence::Unavailable(outage) = absence {
            error.challenge.retry_after = Some(outage.retry_after());
        }
        error
    }

    /// The person is known and lacks the privilege.
    pub(crate) fn forbidden(req: &HttpRequest, settings: &Settings) -> Self {
        tracing::debug!(target: "jwt_auth", event = "refused", reason = FORBIDDEN);
        settings.refusals.add(FORBIDDEN);
        Self::new(req, Some(settings), AuthErrorKind::Forbidden)
    }

    /// Where nobody's identity is at stake, and so no settings are at hand.
    pub(crate) fn cross_origin(req: &HttpRequest) -> Self {
        let kind = AuthErrorKind::Anonymous(AnonymousReason::CrossOrigin);
        Self::new(req, None, kind)
    }

    /// Where the request is gone already.
    pub(crate) fn panicked() -> Self {
        let challenge = Challenge::new(AuthErrorKind::Internal, ClientKind::Program);
        Self {
            kind: AuthErrorKind::Internal,
            challenge: Box::new(challenge),
        }
    }

    /// Loud for the developer, opaque for the client, and no panic.
    pub(crate) fn misconfigured(req: &HttpRequest, remedy: &str) -> Self {
        tracing::error!(target: "jwt_auth", event = "misconfigured", path = req.path(), "{remedy}");
        Self::new(req, None, AuthErrorKind::Internal)
    }

    fn new(req: &HttpRequest, settings: Option<&Settings>, kind: AuthErrorKind) -> Self {
        let mut challenge = Challenge::new(kind, ClientKind::of(req));
        if let Some(settings) = settings {
            let site = settings.sites.of(req);
            challenge.responder.clone_from(&settings.responder);
            challenge.accept_language = accept_language(req, settings);
            challenge.www_authenticate = www_authenticate(req, settings, site, challenge.status);
            if challenge.status == StatusCode::UNAUTHORIZED {
                ask_to_sign_in(&mut challenge, req, settings, site);
            }
            if challenge.status == StatusCode::FORBIDDEN && is_somebody(kind) {
                challenge.logout = site.logout.as_ref().map(|logout| logout.to("/"));
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
        f.write_str(detail(self.kind, ClientKind::Program))
    }
}

impl std::error::Error for AuthError {}

impl Challenge {
    fn new(kind: AuthErrorKind, client: ClientKind) -> Self {
        Self {
            kind,
            status: status(kind),
            client,
            reason: reason(kind),
            title: title(kind),
            detail: detail(kind, client),
            login: None,
            login_url: None,
            logout: None,
            bounce_cookie: None,
            www_authenticate: None,
            retry_after: None,
            accept_language: None,
            responder: None,
        }
    }
}

/// Whether the person is known, so that somebody else might be let in.
fn is_somebody(kind: AuthErrorKind) -> bool {
    match kind {
        AuthErrorKind::Anonymous(reason) => matches!(reason, AnonymousReason::Refused(_)),
        kind => kind == AuthErrorKind::Forbidden,
    }
}

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
        AuthErrorKind::Forbidden => FORBIDDEN,
        AuthErrorKind::Unavailable => "unavailable",
        AuthErrorKind::Internal => "internal",
    }
}

/// The heading of a page for people.
fn title(kind: AuthErrorKind) -> &'static str {
    match kind {
        AuthErrorKind::Anonymous(AnonymousReason::CrossOrigin) => "Nothing was changed",
        AuthErrorKind::Anonymous(AnonymousReason::SeveralAuthorizations) => {
            "This request cannot be understood"
        }
        AuthErrorKind::Anonymous(AnonymousReason::Refused(
            Refusal::Inactive | Refusal::UnknownUser,
        )) => "This service is not open to you",
        AuthErrorKind::Anonymous(AnonymousReason::Refused(
            Refusal::NotAdopted | Refusal::KeyCollision | Refusal::RowConflict,
        )) => "Your account cannot be used here",
        AuthErrorKind::Anonymous(_) => "Please sign in",
        AuthErrorKind::Forbidden => "This page is not open to you",
        AuthErrorKind::Unavailable => "Please try again in a moment",
        AuthErrorKind::Internal => "Something went wrong",
    }
}

fn detail(kind: AuthErrorKind, client: ClientKind) -> &'static str {
    match kind {
        AuthErrorKind::Anonymous(AnonymousReason::CrossOrigin) if client != ClientKind::Page => {
            "This request changes something and nothing shows that it comes from this site: send an Origin header."
        }
        AuthErrorKind::Anonymous(AnonymousReason::CrossOrigin) => {
            "Nothing shows that this came from a page of this service. If you meant it, open the service itself and do it there. \
             A program has to send an Origin header."
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
        AuthErrorKind::Anonymous(_) if client != ClientKind::Page => {
            "You are not signed in, or your sign-in has expired."
        }
        AuthErrorKind::Anonymous(_) => {
            "You are not signed in, or your sign-in has expired. Nothing that you typed is lost: sign in in the new tab, come back here \
             and reload this page to send it again."
        }
        AuthErrorKind::Forbidden => "Your account may not do this.",
        AuthErrorKind::Unavailable => {
            "This service cannot check who you are right now. Try again in a moment."
        }
        AuthErrorKind::Internal => "Something is wrong with this service.",
    }
}
