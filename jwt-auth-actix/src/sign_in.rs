//! What a refusal says about signing in: `WWW-Authenticate`, and the way to the login page and back.

use actix_web::http::StatusCode;
use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::{HttpMessage as _, HttpRequest};

use crate::challenge::{Challenge, bearer_challenge};
use crate::client::ClientKind;
use crate::loop_breaker::Bounce;
use crate::settings::Settings;
use crate::sites::Site;

const REDIRECT_LOOP: &str = "You may be signed in at the sign-in service, but this service does not accept it. \
     Delete the cookies of this site and try again. If that does not help, it is not your mistake: \
     its keys or its clock may be set up wrong, so tell whoever runs this service.";

/// RFC 6750 section 3: what was wrong with the Bearer token, if there was one, and no error if there was none.
pub(crate) fn www_authenticate(
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
pub(crate) fn accept_language(req: &HttpRequest, settings: &Settings) -> Option<String> {
    settings.responder.as_ref()?;
    let wanted = req.headers().get(ACCEPT_LANGUAGE)?;
    wanted.to_str().ok().map(ToOwned::to_owned)
}

/// Stands in the extensions of a request whose loop was logged and counted, for when somebody asks again.
struct LoopNoted;

/// Says how to sign in, unless the person was just there twice for this page and came back with a token that is refused.
pub(crate) fn ask_to_sign_in(
    challenge: &mut Challenge,
    req: &HttpRequest,
    settings: &Settings,
    site: &Site,
) {
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
