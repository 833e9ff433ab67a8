use std::fmt;
use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use jwt_auth_core::JwtUser;

use super::require_user;
use crate::AuthError;

/// A handle on the person who is signed in, for handlers that need them only sometimes (Django's `request.user`).
///
/// Extracting it costs nothing and never fails; nothing is verified or looked up before [`get`](Self::get). Call that
/// before the answer begins: a streamed body comes too late for `Vary` and `Cache-Control`.
pub struct LazyUser<U> {
    req: HttpRequest,
    model: PhantomData<fn() -> U>,
}

impl<U: JwtUser> LazyUser<U> {
    /// The user, verified and looked up at the first call of this request, whoever makes it.
    ///
    /// # Errors
    /// As [`CurrentUser`](super::CurrentUser): return it from the handler to redirect or refuse.
    pub async fn get(&self) -> Result<Arc<U>, AuthError> {
        Ok(require_user(&self.req).await?.1)
    }
}

impl<U> fmt::Debug for LazyUser<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LazyUser")
    }
}

impl<U: JwtUser> FromRequest for LazyUser<U> {
    type Error = AuthError;
    type Future = Ready<Result<Self, AuthError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self {
            req: req.clone(),
            model: PhantomData,
        }))
    }
}
