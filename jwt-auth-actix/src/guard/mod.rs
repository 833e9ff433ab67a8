//! Middleware that refuses: one file a rule, and here what they share.

mod login_required;
mod privileged;
mod user_passes_test;

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use actix_service::{Service, forward_ready};
use actix_web::HttpRequest;
use actix_web::body::EitherBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{ACCESS_CONTROL_REQUEST_METHOD, ORIGIN};
use futures_util::future::LocalBoxFuture;
use percent_encoding::percent_decode_str;

pub use login_required::LoginRequired;
pub use privileged::{StaffRequired, SuperuserRequired};
pub use user_passes_test::UserPassesTest;

use crate::AuthError;
use crate::current_identity::CurrentIdentity;
use crate::extract::{NO_MIDDLEWARE, OTHER_MODEL};

/// Who passes.
#[derive(Clone)]
pub(crate) enum Rule {
    SignedIn,
    Staff,
    Superuser,
    /// `None` when the user is of another model than the test is for.
    Passes(Test),
}

type Test = Arc<dyn Fn(&dyn Any) -> Option<bool> + Send + Sync>;

impl Rule {
    async fn enforce(&self, req: &HttpRequest) -> Result<(), AuthError> {
        let identity =
            CurrentIdentity::of(req).ok_or_else(|| AuthError::misconfigured(req, NO_MIDDLEWARE))?;
        let person = identity
            .person(req)
            .await
            .map_err(|absence| AuthError::absent(req, identity.settings(), absence))?;
        let passes = match self {
            Self::SignedIn => true,
            Self::Staff => person.is_staff,
            Self::Superuser => person.is_superuser,
            Self::Passes(test) => test(person.user.as_ref())
                .ok_or_else(|| AuthError::misconfigured(req, OTHER_MODEL))?,
        };
        if passes {
            Ok(())
        } else {
            Err(AuthError::forbidden(req, identity.settings()))
        }
    }
}

/// Implements [`Transform`](actix_service::Transform) for a guard by its `service` method, which makes a [`GuardService`].
macro_rules! impl_transform {
    ($guard:ident $(<$model:ident>)?) => {
        impl<S, B $(, $model: jwt_auth_core::JwtUser)?>
            actix_service::Transform<S, actix_web::dev::ServiceRequest> for $guard $(<$model>)?
        where
            S: actix_service::Service<
                    actix_web::dev::ServiceRequest,
                    Response = actix_web::dev::ServiceResponse<B>,
                    Error = actix_web::Error,
                > + 'static,
            B: 'static,
        {
            type Response = actix_web::dev::ServiceResponse<actix_web::body::EitherBody<B>>;
            type Error = actix_web::Error;
            type Transform = $crate::guard::GuardService<S>;
            type InitError = ();
            type Future = std::future::Ready<Result<Self::Transform, ()>>;

            fn new_transform(&self, service: S) -> Self::Future {
                std::future::ready(Ok(self.service(service)))
            }
        }
    };
}
pub(crate) use impl_transform;

#[doc(hidden)]
pub struct GuardService<S> {
    service: Rc<S>,
    rule: Rule,
    /// Paths that stay open: exact ones, or with a `*` at the end whatever starts so.
    public: Rc<[String]>,
}

impl<S> GuardService<S> {
    fn new(service: S, rule: Rule, public: &[String]) -> Self {
        Self {
            service: Rc::new(service),
            rule,
            public: public.into(),
        }
    }

    fn lets_pass(&self, req: &ServiceRequest) -> bool {
        let public = |pattern: &String| match pattern.strip_suffix('*') {
            Some(start) => req.path().starts_with(start) && !has_dot_segment(req.path()),
            None => req.path() == pattern,
        };
        self.public.iter().any(public) || matches!(self.rule, Rule::SignedIn) && is_preflight(req)
    }
}

impl<S> fmt::Debug for GuardService<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GuardService")
            .field("public", &self.public)
            .finish_non_exhaustive()
    }
}

impl<S, B> Service<ServiceRequest> for GuardService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = actix_web::Error> + 'static,
    B: 'static,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self::Response, Self::Error>>;

    forward_ready!(service);

    fn call(&self, req: ServiceRequest) -> Self::Future {
        let rule = (!self.lets_pass(&req)).then(|| self.rule.clone());
        let service = Rc::clone(&self.service);
        Box::pin(async move {
            if let Some(rule) = rule
                && let Err(error) = rule.enforce(req.request()).await
            {
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

/// Whether somebody behind the guard may take the path for another one, that is not below where it seems to be.
fn has_dot_segment(path: &str) -> bool {
    let path: Cow<'_, [u8]> = percent_decode_str(path).into();
    path.split(|byte| matches!(byte, b'/' | b'\\'))
        .any(|segment| matches!(segment, b"." | b".."))
}

/// The Fetch standard's CORS-preflight request.
fn is_preflight(req: &ServiceRequest) -> bool {
    req.method() == Method::OPTIONS
        && req.headers().contains_key(ORIGIN)
        && req.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}
