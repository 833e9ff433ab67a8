use std::ops::Deref;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use jwt_auth_core::{FromClaims, Verified};

use super::identity;
use crate::AuthError;

/// The claims of the verified token, without any look-up: whether the person's row is active, or exists, is not known.
///
/// `C` is the model's own claims struct or any type that is `Deserialize`.
#[derive(Debug)]
pub struct VerifiedClaims<C>(Arc<Verified<C>>);

impl<C> VerifiedClaims<C> {
    /// The proof itself, with the registered claims.
    #[must_use]
    pub fn verified(&self) -> &Verified<C> {
        &self.0
    }
}

impl<C> Deref for VerifiedClaims<C> {
    type Target = C;

    fn deref(&self) -> &C {
        self.0.claims()
    }
}

impl<C: FromClaims> FromRequest for VerifiedClaims<C> {
    type Error = AuthError;
    type Future = LocalBoxFuture<'static, Result<Self, AuthError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let identity = identity(&req)?;
            match identity.verified(&req).await {
                Ok(verified) => Ok(Self(verified)),
                Err(absence) => Err(AuthError::absent(&req, identity.settings(), absence)),
            }
        })
    }
}
