use std::fmt;
use std::future::{Ready, ready};
use std::rc::Rc;

use actix_service::{Service, Transform, forward_ready};
use actix_web::body::EitherBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use futures_util::future::LocalBoxFuture;

use crate::AuthError;
use crate::extract::NO_MIDDLEWARE;
use crate::identity::CurrentIdentity;

/// Refuses everybody who is not signed in, except on the paths that are named public: the default-deny form.
///
/// Wrap it *inside* [`JwtAuth`](crate::JwtAuth): in Actix the middleware that is wrapped last runs first.
///
/// ```
/// # use actix_web::{App, web};
/// # use jwt_auth_actix::{JwtAuth, JwtUser, LoginRequired};
/// # fn app<U: JwtUser>(auth: JwtAuth<U>) {
/// App::new()
///     .wrap(LoginRequired::new().public("/health").public("/static/*"))
///     .wrap(auth)
/// #   ;
/// # }
/// ```
///
/// CORS preflights pass, because browsers send them without cookies.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct LoginRequired {
    public: Vec<String>,
}

impl LoginRequired {
    /// Protects every path that it wraps.
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves a path open: exactly this one, or with a `*` at its end everything that starts so.
    pub fn public(mut self, path: impl Into<String>) -> Self {
        self.public.push(path.into());
        self
    }
}

impl<S, B> Transform<S, ServiceRequest> for LoginRequired
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = actix_web::Error> + 'static,
    B: 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = actix_web::Error;
    type Transform = LoginRequiredService<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(LoginRequiredService {
            service: Rc::new(service),
            public: self.public.as_slice().into(),
        }))
    }
}

#[doc(hidden)]
pub struct LoginRequiredService<S> {
    service: Rc<S>,
    public: Rc<[String]>,
}

impl<S> LoginRequiredService<S> {
    fn lets_pass(&self, req: &ServiceRequest) -> bool {
        let public = |pattern: &String| match pattern.strip_suffix('*') {
            Some(start) => req.path().starts_with(start),
            None => req.path() == pattern,
        };
        is_preflight(req) || self.public.iter().any(public)
    }
}

impl<S> fmt::Debug for LoginRequiredService<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginRequiredService")
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

impl<S, B> Service<ServiceRequest> for LoginRequiredService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = actix_web::Error> + 'static,
    B: 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self::Response, Self::Error>>;

    forward_ready!(service);

    fn call(&self, req: ServiceRequest) -> Self::Future {
        let passes = self.lets_pass(&req);
        let service = Rc::clone(&self.service);
        Box::pin(async move {
            if !passes && let Err(error) = require_user(&req).await {
                // An `Err` would pass by the middleware around this one, so the refusal is an ordinary answer.
                let response = error.response();
                return Ok(req.into_response(response).map_into_right_body());
            }
            service
                .call(req)
                .await
                .map(ServiceResponse::map_into_left_body)
        })
    }
}

async fn require_user(req: &ServiceRequest) -> Result<(), AuthError> {
    let req = req.request();
    let identity =
        CurrentIdentity::of(req).ok_or_else(|| AuthError::misconfigured(req, NO_MIDDLEWARE))?;
    identity
        .require(req)
        .await
        .map_err(|absence| AuthError::absent(req, identity.settings(), absence))
}

/// The Fetch standard's CORS-preflight request.
fn is_preflight(req: &ServiceRequest) -> bool {
    req.method() == Method::OPTIONS
        && req.headers().contains_key(ORIGIN)
        && req.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}
