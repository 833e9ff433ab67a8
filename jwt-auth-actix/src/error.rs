use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, ResponseError};
use jwt_auth_core::Refusal;

use crate::AnonymousReason;
use crate::absence::Absence;
use crate::challenge::{Challenge, bearer_challenge};
use crate::client::ClientKind;
use crate::loop_breaker::Bounce;
use crate::settings::Settings;
use crate::sites::Site;

const REDIRECT_LOOP: &str = "You may be signed in at the sign-in service, but this service does not accept it. \
     Delete the cookies of this site and try again. If that does not help, it is not your mistake: \
     its keys or its clock may be set up wrong, so tell whoever runs this service.";

/// A person who is known and may not do this; the word for logs and bodies.
const FORBIDDEN: &str = "forbidden";

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

/// RFC 6750 section 3: what was wrong with the Bearer token, if there was one, and no error if there was none.
fn www_authenticate(
    req: &HttpRequest,
    settings: &Settings,
    site: &Site,
    status: StatusCode,
) -> Option<String> {
    let is_bearer = settings.sources.is_bearer(req.headers());
    let error = match status {
        StatusCode::UNAUTHORIZED => is_bearer.then_some("invalid_token"),
        StatusCode::BAD_REQUEST if is_bearer => Some("invalid_request"),
        StatusCode::FORBIDDEN if is_bearer => Some("insufficient_scope"),
        _ => return None,
    };
    Some(bearer_challenge(site.realm(), error))
}

/// Only for a responder: the built-in answers have one language.
fn accept_language(req: &HttpRequest, settings: &Settings) -> Option<String> {
    settings.responder.as_ref()?;
    let wanted = req.headers().get(ACCEPT_LANGUAGE)?;
    wanted.to_str().ok().map(ToOwned::to_owned)
}

/// Stands in the extensions of a request whose loop was logged and counted, for when somebody asks again.
struct LoopNoted;

/// Says how to sign in, unless the person was just there twice for this page and came back with a token that is refused.
fn ask_to_sign_in(challenge: &mut Challenge, req: &HttpRequest, settings: &Settings, site: &Site) {
    let headers = req.headers();
    challenge.login = login(req, site, challenge.client);
    challenge.login_url = Some(site.login.url().to_owned());
    let redirects = challenge.client == ClientKind::Navigation && challenge.login.is_some();
    if redirects && settings.sources.has_cookie(headers) {
        match site.loop_breaker.count(headers, path_and_query(req)) {
            Bounce::Send(cookie) => challenge.bounce_cookie = Some(cookie),
            Bounce::Stop => {
                if req.extensions_mut().insert(LoopNoted).is_none() {
                    tracing::debug!(target: "jwt_auth", event = "redirect_loop", path = req.path());
                    settings.refusals.add("redirect_loop");
                }
                challenge.status = StatusCode::FORBIDDEN;
                challenge.login = None;
                challenge.login_url = None;
                challenge.www_authenticate = None;
                challenge.title = "Signing in does not work";
                challenge.detail = REDIRECT_LOOP;
                challenge.logout = site.logout.as_ref().map(|logout| logout.to("/"));
            }
        }
    }
}

/// Where signing in starts, so that it ends on the page that the person wanted.
fn login(req: &HttpRequest, site: &Site, client: ClientKind) -> Option<String> {
    match client {
        ClientKind::Navigation if site.login.is_login_page(req.path()) => None,
        ClientKind::Navigation => Some(site.login.to(path_and_query(req))),
        ClientKind::Htmx => Some(match htmx_page(req, site) {
            Some(page) => site.login.back_to(&page),
            None => site.login.to("/"),
        }),
        ClientKind::Page => Some(site.login.to("/")),
        // It gets LOGIN_URL itself and finds its own way back.
        ClientKind::Program => None,
    }
}

/// What was asked for, as the way back spells it.
pub(crate) fn path_and_query(req: &HttpRequest) -> &str {
    req.uri().path_and_query().map_or("/", |path| path.as_str())
}

/// The page that an HTMX request was made from, if it is ours.
fn htmx_page(req: &HttpRequest, site: &Site) -> Option<String> {
    let page = url::Url::parse(req.headers().get("hx-current-url")?.to_str().ok()?).ok()?;
    let own = site.origins.is_own(&page.origin().ascii_serialization());
    let plain = page.username().is_empty() && page.password().is_none();
    (own && plain && page.as_str().len() <= 2_048).then(|| page.into())
}
