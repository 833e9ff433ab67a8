use std::ops::Deref;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use jwt_auth_core::JwtUser;

use super::require_user;
use crate::AuthError;

/// A person who is signed in and whose `staff` field is true; 403 for others who are signed in, and for everybody where the
/// model has no such field.
#[derive(Debug)]
pub struct StaffUser<U>(Arc<U>);

/// A person who is signed in and whose `superuser` field is true; 403 for others who are signed in, and for everybody where
/// the model has no such field.
#[derive(Debug)]
pub struct SuperUser<U>(Arc<U>);

impl<U> Deref for StaffUser<U> {
    type Target = U;

    fn deref(&self) -> &U {
        &self.0
    }
}

impl<U> Deref for SuperUser<U> {
    type Target = U;

    fn deref(&self) -> &U {
        &self.0
    }
}

impl<U: JwtUser> FromRequest for StaffUser<U> {
    type Error = AuthError;
    type Future = LocalBoxFuture<'static, Result<Self, AuthError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move { privileged(&req, U::is_staff).await.map(Self) })
    }
}

impl<U: JwtUser> FromRequest for SuperUser<U> {
    type Error = AuthError;
    type Future = LocalBoxFuture<'static, Result<Self, AuthError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move { privileged(&req, U::is_superuser).await.map(Self) })
    }
}

async fn privileged<U: JwtUser>(
    req: &HttpRequest,
    has_privilege: fn(&U) -> bool,
) -> Result<Arc<U>, AuthError> {
    let (identity, user) = require_user::<U>(req).await?;
    if has_privilege(&user) {
        Ok(user)
    } else {
        Err(AuthError::forbidden(req, identity.settings()))
    }
}
