use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use jwt_auth_core::JwtUser;

use super::require_passing;
use crate::AuthError;

/// A test that people must pass, as a type, for [`UserPassing`].
pub trait UserTest<U>: 'static {
    /// Whether this person may go on. Runs on the worker, so it must not block.
    fn passes(user: &U) -> bool;
}

/// A person who is signed in and passes the test `T`; 403 for others who are signed in.
///
/// For a whole scope, see [`UserPassesTest`](crate::UserPassesTest).
///
/// ```
/// use jwt_auth_actix::{JwtUser, UserPassing, UserTest};
///
/// # #[derive(JwtUser)]
/// # struct User {
/// #     #[jwt(key, claim = "user_uuid")] username: String,
/// #     #[jwt(claim = "user_email")] email: String,
/// # }
/// struct Colleague;
///
/// impl UserTest<User> for Colleague {
///     fn passes(user: &User) -> bool {
///         user.email.ends_with("@example.org")
///     }
/// }
///
/// async fn canteen(user: UserPassing<User, Colleague>) -> String {
///     format!("Enjoy your meal, {}", user.username)
/// }
/// ```
pub struct UserPassing<U, T>(Arc<U>, PhantomData<fn() -> T>);

impl<U: fmt::Debug, T> fmt::Debug for UserPassing<U, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UserPassing").field(&self.0).finish()
    }
}

impl<U, T> Deref for UserPassing<U, T> {
    type Target = U;

    fn deref(&self) -> &U {
        &self.0
    }
}

impl<U: JwtUser, T: UserTest<U>> FromRequest for UserPassing<U, T> {
    type Error = AuthError;
    type Future = LocalBoxFuture<'static, Result<Self, AuthError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let user = require_passing(&req, T::passes).await?;
            Ok(Self(user, PhantomData))
        })
    }
}
