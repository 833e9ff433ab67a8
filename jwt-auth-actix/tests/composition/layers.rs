//! Middleware whose order is chosen when the test runs.

use std::future::{Ready, ready};

use actix_cors::Cors;
use actix_service::boxed::{self, BoxService};
use actix_session::SessionMiddleware;
use actix_session::storage::CookieSessionStore;
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::cookie::Key;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse, Transform};
use actix_web::http::StatusCode;
use actix_web::middleware::{
    Compat, Compress, ErrorHandlerResponse, ErrorHandlers, Logger, NormalizePath,
};
use futures_util::future::LocalBoxFuture;
use jwt_auth_actix::{LoginRequired, StaffRequired, SuperuserRequired, UserPassesTest};

use crate::directory::User;

#[derive(Debug, Clone, Copy)]
pub(crate) enum Layer {
    Compress,
    Logger,
    Cors,
    NormalizePath,
    Session,
    ErrorHandlers,
    Guard(Guard),
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Guard {
    Login,
    Staff,
    Superuser,
    Test,
    /// None: the handler asks.
    Extractor,
}

/// Several as one, from the inside to the outside.
#[derive(Debug, Clone)]
pub(crate) struct Layers(pub(crate) Vec<Layer>);

type Layered = BoxService<ServiceRequest, ServiceResponse, Error>;

impl<S, B> Transform<S, ServiceRequest> for Layers
where
    S: Service<ServiceRequest, Response = ServiceResponse<B>, Error = Error> + 'static,
    S::Future: 'static,
    B: MessageBody + 'static,
{
    type Response = ServiceResponse;
    type Error = Error;
    type Transform = Layered;
    type InitError = ();
    type Future = LocalBoxFuture<'static, Result<Layered, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        let layers = self.0.clone();
        Box::pin(async move {
            let mut service = wrapped(AsItIs, service).await?;
            for layer in layers {
                service = layer.around(service).await?;
            }
            Ok(service)
        })
    }
}

impl Layer {
    async fn around(self, service: Layered) -> Result<Layered, ()> {
        match self {
            Self::Compress => wrapped(Compress::default(), service).await,
            Self::Logger => wrapped(Logger::default(), service).await,
            Self::Cors => wrapped(cors(), service).await,
            Self::NormalizePath => wrapped(NormalizePath::trim(), service).await,
            Self::Session => wrapped(session(), service).await,
            Self::ErrorHandlers => wrapped(errors(), service).await,
            Self::Guard(Guard::Login) => wrapped(LoginRequired::new(), service).await,
            Self::Guard(Guard::Staff) => wrapped(StaffRequired::new(), service).await,
            Self::Guard(Guard::Superuser) => wrapped(SuperuserRequired::new(), service).await,
            Self::Guard(Guard::Test) => {
                let is_root = UserPassesTest::new(|user: &User| user.is_superuser);
                wrapped(is_root, service).await
            }
            Self::Guard(Guard::Extractor) => Ok(service),
        }
    }
}

async fn wrapped<T, S>(layer: T, service: S) -> Result<Layered, ()>
where
    Compat<T>:
        Transform<S, ServiceRequest, Response = ServiceResponse, Error = Error, InitError = ()>,
    <Compat<T> as Transform<S, ServiceRequest>>::Transform: 'static,
    S: Service<ServiceRequest>,
{
    Ok(boxed::service(
        Compat::new(layer).new_transform(service).await?,
    ))
}

pub(crate) fn cors() -> Cors {
    Cors::default().allowed_origin("https://app.example.org")
}

pub(crate) fn session() -> SessionMiddleware<CookieSessionStore> {
    SessionMiddleware::new(CookieSessionStore::default(), Key::from(&[7; 64]))
}

/// Looks at what it gets and leaves it as it is.
pub(crate) fn errors<B: 'static>() -> ErrorHandlers<B> {
    ErrorHandlers::new().default_handler(|response| {
        assert_ne!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        Ok(ErrorHandlerResponse::Response(
            response.map_into_left_body(),
        ))
    })
}

struct AsItIs;

impl<S: Service<ServiceRequest>> Transform<S, ServiceRequest> for AsItIs {
    type Response = S::Response;
    type Error = S::Error;
    type Transform = S;
    type InitError = ();
    type Future = Ready<Result<S, ()>>;

    fn new_transform(&self, service: S) -> Self::Future {
        ready(Ok(service))
    }
}
