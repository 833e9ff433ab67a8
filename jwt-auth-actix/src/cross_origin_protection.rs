use std::future::{Ready, ready};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use actix_service::{Service, Transform, forward_ready};
use actix_web::HttpRequest;
use actix_web::body::EitherBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use futures_util::future::{Either, FutureExt as _, Map};

use crate::build_error::{OWN_URL_PROBLEM, TRUSTED_ORIGIN_PROBLEM};
use crate::cross_origin::{CrossOriginMode, Origins, is_origin};
use crate::http_url::parse_own_url;
#[cfg(feature = "test-util")]
use crate::test_login;
use crate::{AnonymousReason, AuthError, BuildError};

/// Refuses unsafe requests and WebSocket handshakes that another site may have caused: for routes without identity, such as
/// the forms for signing in and registering, where a stranger could sign a person in as somebody else.
///
/// Where identity comes from a cookie, [`JwtAuth`](crate::JwtAuth) demands the same proof by itself. This one looks at no
/// cookie and needs no `JwtAuth`; what it refuses gets 403, and is logged and counted.
///
/// ```
/// use actix_web::{App, web};
/// use jwt_auth_actix::CrossOriginProtection;
///
/// let protection = CrossOriginProtection::builder("https://auth.example.org")
///     .trusted_origin("https://app.example.org")
///     .build()?;
/// let app = App::new().wrap(protection.clone());
/// # Ok::<(), jwt_auth_actix::BuildError>(())
/// ```
#[derive(Debug, Clone)]
pub struct CrossOriginProtection {
    shared: Arc<Shared>,
}

impl CrossOriginProtection {
    /// Starts with the address under which people reach the service: its origin is the one that requests may come from.
    pub fn builder(own_url: impl Into<String>) -> CrossOriginProtectionBuilder {
        CrossOriginProtectionBuilder {
            own_url: own_url.into(),
            trusted: Vec::new(),
            mode: CrossOriginMode::default(),
        }
    }

    /// Whether it lets the request pass, for a handler that refuses in its own words. What it does not let pass is logged and
    /// counted here too.
    #[must_use]
    pub fn allows(&self, req: &HttpRequest) -> bool {
        self.shared.allows(req)
    }

    /// How many requests it did not let pass, since the start and over all clones, for a metrics endpoint. In the log they are
    /// `refused` with the reason `cross_origin`.
    #[must_use]
    pub fn refusals(&self) -> u64 {
        self.shared.refusals.load(Ordering::Relaxed)
    }
}

/// What all workers share.
#[derive(Debug)]
struct Shared {
    origins: Origins,
    refusals: AtomicU64,
}

impl Shared {
    fn allows(&self, req: &HttpRequest) -> bool {
        let allowed = self.lets_pass(req);
        if !allowed {
            AnonymousReason::CrossOrigin.log();
            self.refusals.fetch_add(1, Ordering::Relaxed);
        }
        allowed
    }

    fn lets_pass(&self, req: &HttpRequest) -> bool {
        #[cfg(feature = "test-util")]
        if test_login::is_in(req) {
            return self.origins.nothing_contradicts(req);
        }
        self.origins.allow(req)
    }
}

/// Settings of a [`CrossOriginProtection`]; made by [`CrossOriginProtection::builder`].
#[derive(Debug, Clone)]
#[must_use]
pub struct CrossOriginProtectionBuilder {
    own_url: String,
    trusted: Vec<String>,
    mode: CrossOriginMode,
}

impl CrossOriginProtectionBuilder {
    /// A further origin whose pages may send unsafe requests, such as `https://app.example.org`. Defaults to none.
    pub fn trusted_origin(mut self, origin: impl Into<String>) -> Self {
        self.trusted.push(origin.into());
        self
    }

    /// How much proof is needed. Defaults to [`CrossOriginMode::Strict`].
    pub fn mode(mut self, mode: CrossOriginMode) -> Self {
        self.mode = mode;
        self
    }

    /// Checks the settings.
    ///
    /// # Errors
    /// [`BuildError`], which lists everything that is wrong.
    pub fn build(self) -> Result<CrossOriginProtection, BuildError> {
        let mut problems = Vec::new();
        let own = parse_own_url(&self.own_url);
        if own.is_none() {
            problems.push(OWN_URL_PROBLEM);
        }
        if !self.trusted.iter().all(|origin| is_origin(origin)) {
            problems.push(TRUSTED_ORIGIN_PROBLEM);
        }
        match own {
            Some(own) if problems.is_empty() => Ok(CrossOriginProtection {
                shared: Arc::new(Shared {
                    origins: Origins::new(&own, &self.trusted, self.mode),
                    refusals: AtomicU64::new(0),
                }),
            }),
            _ => Err(BuildError::new(problems)),
        }
    }
}

impl<S, B> Transform<S, ServiceRequest> for CrossOriginProtection
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = actix_web::Error>,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = actix_web::Error;
    type Transform = CrossOriginProtectionService<S>;
    type InitError = ();
    type Future = Ready<Result<Self::Transform, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(CrossOriginProtectionService {
            shared: Arc::clone(&self.shared),
            service,
        }))
    }
}

#[doc(hidden)]
#[derive(Debug)]
pub struct CrossOriginProtectionService<S> {
    shared: Arc<Shared>,
    service: S,
}

type Answer<B> = Result<ServiceResponse<EitherBody<B>>, actix_web::Error>;
type Passed<F, B> = Map<F, fn(Result<ServiceResponse<B>, actix_web::Error>) -> Answer<B>>;

impl<S, B> Service<ServiceRequest> for CrossOriginProtectionService<S>
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = actix_web::Error>,
{
    type Response = ServiceResponse<EitherBody<B>>;
    type Error = actix_web::Error;
    type Future = Either<Passed<S::Future, B>, Ready<Answer<B>>>;

    forward_ready!(service);

    fn call(&self, req: ServiceRequest) -> Self::Future {
        if self.shared.allows(req.request()) {
            let passed: fn(_) -> _ = |answer: Result<ServiceResponse<B>, _>| {
                answer.map(ServiceResponse::map_into_left_body)
            };
            return Either::Left(self.service.call(req).map(passed));
        }
        let refusal = AuthError::cross_origin(req.request()).response();
        let answer = req.into_response(refusal).map_into_right_body();
        Either::Right(ready(Ok(answer)))
    }
}
