use std::fmt;
use std::future::{Ready, ready};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, ready as poll_ready};

use actix_service::{Service, Transform, forward_ready};
use actix_web::HttpMessage as _;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderValue, SET_COOKIE};
use jwt_auth_core::{JwtUser, UserStore, Verifier};
use pin_project_lite::pin_project;

use crate::builder::JwtAuthBuilder;
use crate::cache_headers::mark_personal;
use crate::identity::{CurrentIdentity, Identity, Shared};

/// Lets handlers ask who sent a request. It attaches, it does not protect: a route is as open as its extractors and
/// guards leave it.
///
/// Per request it adds one lazy value and does nothing else. The first extractor or guard that asks verifies the token
/// and looks the user up; everybody after it gets the same answer. Answers that depended on the user get
/// `Vary` and `Cache-Control: private`.
///
/// Build it once, outside `HttpServer::new`, and clone it into each worker: all clones share keys and store. Where two
/// wrap one route, the inner one counts.
pub struct JwtAuth<U> {
    shared: Arc<Shared<U>>,
    warnings: Arc<[&'static str]>,
}

impl<U: JwtUser> JwtAuth<U> {
    /// Starts with what cannot be left out: who judges tokens and where users are kept.
    pub fn builder(verifier: Verifier, store: impl UserStore<U>) -> JwtAuthBuilder<U> {
        JwtAuthBuilder::new(verifier, store)
    }

    pub(crate) fn new(shared: Shared<U>, warnings: Vec<&'static str>) -> Self {
        Self {
            shared: Arc::new(shared),
            warnings: warnings.into(),
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
        self.shared.settings.login.to(path_and_query)
    }

    /// The address of the logout page with the way back to `path_and_query` of this service, for a sign-out link. `None`
    /// unless [`logout_url`](JwtAuthBuilder::logout_url) is set.
    #[must_use]
    pub fn logout_redirect(&self, path_and_query: &str) -> Option<String> {
        let logout = self.shared.settings.logout.as_ref()?;
        Some(logout.to(path_and_query))
    }

    /// What works but should not stay as it is, for the log at start.
    #[must_use]
    pub fn warnings(&self) -> &[&'static str] {
        &self.warnings
    }
}

impl<U> Clone for JwtAuth<U> {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            warnings: Arc::clone(&self.warnings),
        }
    }
}

impl<U> fmt::Debug for JwtAuth<U> {
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
pub struct JwtAuthService<U, S> {
    shared: Arc<Shared<U>>,
    service: S,
}

impl<U, S: fmt::Debug> fmt::Debug for JwtAuthService<U, S> {
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
        JwtAuthResponse {
            response: self.service.call(req),
            shared: Arc::clone(&self.shared),
            identity,
        }
    }
}

pin_project! {
    #[doc(hidden)]
    pub struct JwtAuthResponse<U: JwtUser, F> {
        #[pin]
        response: F,
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
        let mut response = poll_ready!(this.response.poll(cx));
        if let Ok(response) = &mut response
            && this.identity.was_looked_at()
        {
            let settings = &this.shared.settings;
            if this.identity.is_unavailable() && response.status().is_success() {
                tracing::error!(
                    target: "jwt_auth",
                    event = "outage_hidden",
                    path = response.request().path(),
                    "a handler succeeded without the user that it asked for: use MaybeUser, not Option",
                );
            }
            mark_personal(response.headers_mut(), &settings.source);
            if this.identity.is_signed_in()
                && let Some(reset) = settings.loop_breaker.reset(response.request().headers())
                && let Ok(cookie) = HeaderValue::try_from(reset)
            {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
        }
        Poll::Ready(response)
    }
}
