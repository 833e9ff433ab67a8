use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use jwt_auth_core::JwtUser;

use super::{GuardService, Rule, Test, impl_transform};

/// Refuses everybody who does not pass a test of the application's own (Django's `user_passes_test`): people who are not
/// signed in as [`LoginRequired`](crate::LoginRequired) does, others with 403.
///
/// Goes around an `App`, a scope or a resource, inside a [`JwtAuth`](crate::JwtAuth) of the same model, and inside a `Cors`, if
/// there is one: CORS preflights come without cookies and do not pass. For one handler, see [`UserPassing`](crate::UserPassing).
///
/// ```
/// # use actix_web::web;
/// # use jwt_auth_actix::{JwtUser, UserPassesTest};
/// # #[derive(JwtUser)]
/// # struct User {
/// #     #[jwt(key, claim = "user_uuid")] username: String,
/// #     #[jwt(claim = "user_email")] email: String,
/// # }
/// # async fn home() -> &'static str { "" }
/// web::scope("/intern")
///     .wrap(UserPassesTest::new(|user: &User| user.email.ends_with("@example.org")))
///     .route("", web::get().to(home))
/// # ;
/// ```
#[must_use]
pub struct UserPassesTest<U> {
    test: Test,
    model: PhantomData<fn() -> U>,
}

impl<U: JwtUser> UserPassesTest<U> {
    /// Lets people pass for whom `test` is true. It runs on the worker, so it must not block.
    pub fn new(test: impl Fn(&U) -> bool + Send + Sync + 'static) -> Self {
        Self {
            test: Arc::new(move |user| user.downcast_ref().map(&test)),
            model: PhantomData,
        }
    }

    fn service<S>(&self, service: S) -> GuardService<S> {
        GuardService::new(service, Rule::Passes(Arc::clone(&self.test)), &[])
    }
}

impl<U> Clone for UserPassesTest<U> {
    fn clone(&self) -> Self {
        Self {
            test: Arc::clone(&self.test),
            model: PhantomData,
        }
    }
}

impl<U> fmt::Debug for UserPassesTest<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserPassesTest").finish_non_exhaustive()
    }
}

impl_transform!(UserPassesTest<U>);
