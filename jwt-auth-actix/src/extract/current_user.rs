use std::ops::Deref;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use jwt_auth_core::JwtUser;

use super::{Extracted, extracted, require_user, user_at_hand};
use crate::AuthError;

/// The person who is signed in; without one the handler is not called, and the answer is a redirect to the login page or 401,
/// 403 for somebody who is refused, 503 while nobody can tell. The first that asks costs one verification and one look-up.
///
/// Do not write `Option<CurrentUser<U>>`: Actix would turn a database outage into "nobody is signed in". Use
/// [`MaybeUser`](super::MaybeUser).
///
/// ```
/// use jwt_auth_actix::CurrentUser;
/// # #[derive(jwt_auth_actix::JwtUser)]
/// # struct User { #[jwt(key, claim = "user_uuid")] username: String }
///
/// async fn home(user: CurrentUser<User>) -> String {
///     format!("Hello, {}", user.username)
/// }
/// ```
#[derive(Debug)]
pub struct CurrentUser<U>(Arc<U>);

impl<U> CurrentUser<U> {
    /// The user, shared with whoever else asked during this request.
    #[must_use]
    pub fn into_inner(self) -> Arc<U> {
        self.0
    }
}

impl<U> Clone for CurrentUser<U> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<U> Deref for CurrentUser<U> {
    type Target = U;

    fn deref(&self) -> &U {
        &self.0
    }
}

impl<U: JwtUser> FromRequest for CurrentUser<U> {
    type Error = AuthError;
    type Future = Extracted<Self>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let at_hand = user_at_hand(req).map(Self);
        extracted(req, at_hand, async |req| {
            Ok(Self(require_user(&req).await?.1))
        })
    }
}
