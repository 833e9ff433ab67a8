use std::collections::BTreeMap;
use std::fmt;
use std::future::{Ready, ready};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, ready as poll_ready};

use actix_service::{Service, Transform, forward_ready};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderValue, SET_COOKIE};
use actix_web::{HttpMessage as _, HttpRequest};
use jwt_auth_core::{JwtUser, UserStore, Verifier};
use pin_project_lite::pin_project;

use crate::AuthError;
use crate::builder::JwtAuthBuilder;
use crate::current_identity::CurrentIdentity;
use crate::identity::{Identity, Shared};
use crate::panics::{Panicked, catch};
use crate::personal_error::PersonalError;
use crate::report::Report;
use crate::sign_in::path_and_query;

/// Lets handlers ask who sent a request. It attaches, it does not protect: a route is as open as its extractors and
/// guards leave it.
///
/// Per request it adds one lazy value and does nothing else. The first extractor or guard that asks verifies the token
/// and looks the user up; everybody after it gets the same answer. Answers that depended on the user get
/// `Vary` and `Cache-Control: private`.
///
/// A panic in a handler, in a function that the model names or in an inner middleware is answered with 500 instead of a
/// connection that is closed without a word. That needs `panic = "unwind"`, Cargo's default.
///
/// Build it once, outside `HttpServer::new`, and clone it into each worker: all clones share keys and store. Where two
/// wrap one route, the inner one counts.
pub struct JwtAuth<U: JwtUser> {
    shared: Arc<Shared<U>>,
    report: Arc<Report>,
}

impl<U: JwtUser> JwtAuth<U> {
    /// Starts with what cannot be left out: who judges tokens and where users are kept.
    pub fn builder(verifier: Verifier, store: impl UserStore<U>) -> JwtAuthBuilder<U> {
        JwtAuthBuilder::new(verifier, store)
    }

    pub(crate) fn new(shared: Shared<U>, report: Report) -> Self {
        Self {
            shared: Arc::new(shared),
            report: Arc::new(report),
        }
    }

    /// The address of the login page with the way back to `path_and_query` of this service, for a sign-in link.
    ///
    /// ```
    /// # fn link<U: jwt_auth_actix::JwtUser>(auth: &jwt_auth_actix::JwtAuth<U>) -> String {
    /// auth.login_redirect("/account?tab=mail")
    /// # }
    /// ```
    #[must_use]
    pub fn login_redirect(&self, path_and_query: &str) -> String {
        self.shared.settings.sites.first().login.to(path_and_query)
    }

    /// The address of the logout page with the way back to `path_and_query` of this service, for a sign-out link. `None`
    /// unless [`logout_url`](JwtAuthBuilder::logout_url) is set.
    #[must_use]
    pub fn logout_redirect(&self, path_and_query: &str) -> Option<String> {
        let logout = self.shared.settings.sites.first().logout.as_ref()?;
        Some(logout.to(path_and_query))
    }

    /// The address of the login page with the way back to what `req` asks for, at the own URL to which it was sent.
    #[must_use]
    pub fn login_redirect_from(&self, req: &HttpRequest) -> String {
        let site = self.shared.settings.sites.of(req);
        site.login.to(path_and_query(req))
    }

    /// What it was built with and what should not stay so, for the log at start.
    #[must_use]
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Has the person with this key looked up again at their next request, where rows are kept
    /// ([`row_ttl`](JwtAuthBuilder::row_ttl)): to be called after the service changed their row itself, such as for a ban. Other
    /// processes do not notice. Looks at every token in the cache, so it is for rare events.
    pub fn invalidate_user_in_this_process(&self, key: &str) {
        self.shared.cache.invalidate_user(key);
    }

    /// How often somebody asked for the user and got none, since the start and over all workers, by reason: the words of
    /// [`AnonymousReason::code`](crate::AnonymousReason::code), and `forbidden`, `redirect_loop`, `keys_unavailable`,
    /// `store_unavailable`, `store_busy`, `store_panicked` and `panicked`; and, beside those, `candidate_skipped`: access
    /// cookies that were passed over because another one was good. For a metrics endpoint; reasons that never occurred are
    /// absent.
    #[must_use]
    pub fn refusals(&self) -> BTreeMap<&'static str, u64> {
        self.shared.settings.refusals.now()
    }
}

impl<U: JwtUser> Clone for JwtAuth<U> {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            report: Arc::clone(&self.report),
        }
    }
}

impl<U: JwtUser> fmt::Debug for JwtAuth<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JwtAuth")
            .field("settings", &self.shared.settings)
            .finish_non_exhaustive()
    }
}

impl<U, S, B> Transform<S, ServiceRequest> for JwtAuth<U>
where
    U: JwtUser,
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = actix_web::Error>,
{
    type Response = ServiceResponse<B>;
    type Error = actix_web::Error;
    type Transform = JwtAuthService<U, S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(JwtAuthService {
            shared: Arc::clone(&self.shared),
            service,
        }))
    }
}

#[doc(hidden)]
pub struct JwtAuthService<U: JwtUser, S> {
    shared: Arc<Shared<U>>,
    service: S,
}

impl<U: JwtUser, S: fmt::Debug> fmt::Debug for JwtAuthService<U, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JwtAuthService")
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}

impl<U, S, B> Service<ServiceRequest> for JwtAuthService<U, S>
where
    U: JwtUser,
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = actix_web::Error>,
{
    type Response = ServiceResponse<B>;
    type Error = actix_web::Error;
    type Future = JwtAuthResponse<U, S::Future>;

    forward_ready!(service);

    fn call(&self, req: ServiceRequest) -> Self::Future {
        let identity = Rc::new(Identity::new(Arc::clone(&self.shared)));
        let current: Rc<Identity<U>> = Rc::clone(&identity);
        req.extensions_mut().insert(CurrentIdentity::new(current));
        let response = catch(|| self.service.call(req)).ok();
        JwtAuthResponse {
            response,
            shared: Arc::clone(&self.shared),
            identity,
        }
    }
}

pin_project! {
    #[doc(hidden)]
    pub struct JwtAuthResponse<U: JwtUser, F> {
        // `None` if it panicked before there was anything to wait for.
        #[pin]
        response: Option<F>,
        shared: Arc<Shared<U>>,
        identity: Rc<Identity<U>>,
    }
}

impl<U: JwtUser, F> fmt::Debug for JwtAuthResponse<U, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JwtAuthResponse")
    }
}

impl<U, F, B> Future for JwtAuthResponse<U, F>
where
    U: JwtUser,
    F: Future<Output = Result<ServiceResponse<B>, actix_web::Error>>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let polled = match this.response.as_pin_mut() {
            Some(response) => catch(|| response.poll(cx)),
            None => Err(Panicked),
        };
        let Ok(response) = polled else {
            this.shared.settings.refusals.add("panicked");
            return Poll::Ready(Err(AuthError::panicked().into()));
        };
        let mut response = poll_ready!(response).map_err(|error| {
            if this.identity.was_looked_at() {
                let personal = this.shared.settings.personal.clone();
                return PersonalError::new(error, personal).into();
            }
            error
        });
        if let Ok(response) = &mut response
            && this.identity.was_looked_at()
        {
            let settings = &this.shared.settings;
            let site = settings.sites.of(response.request());
            if this.identity.is_unavailable() && !response.status().is_server_error() {
                tracing::error!(
                    target: "jwt_auth",
                    event = "outage_hidden",
                    path = response.request().path(),
                    "a handler answered without the user that it asked for: use MaybeUser, not Option",
                );
            }
            settings.personal.mark(response.headers_mut());
            if this.identity.is_signed_in()
                && !this.identity.saw_no_bounces()
                && let Some(reset) = site.loop_breaker.reset(response.request().headers())
                && let Ok(cookie) = HeaderValue::try_from(reset)
            {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
        }
        Poll::Ready(response)
    }
}
