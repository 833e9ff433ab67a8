//! One file an extractor; the table of what each costs and refuses is in the crate's documentation.

mod current_user;
mod lazy_user;
mod maybe_user;
mod privileged;
mod token_expiry;
mod user_passing;
mod verified_claims;

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::HttpRequest;
use futures_util::future::{Either, LocalBoxFuture};
use jwt_auth_core::JwtUser;

pub use current_user::CurrentUser;
pub use lazy_user::LazyUser;
pub use maybe_user::MaybeUser;
pub use privileged::{StaffUser, SuperUser};
pub use token_expiry::TokenExpiry;
pub use user_passing::{UserPassing, UserTest};
pub use verified_claims::VerifiedClaims;

use crate::AuthError;
use crate::absence::Absence;
use crate::current_identity::CurrentIdentity;

pub(crate) const NO_MIDDLEWARE: &str = "no JwtAuth wraps this route: add `.wrap(auth)` after, and so outside of, everything that needs the user";
pub(crate) const OTHER_MODEL: &str = "the JwtAuth around this route is for another type of user than the extractor or guard asks for";

/// Ready at once where nothing has to be waited for.
type Extracted<T> =
    Either<Ready<Result<T, AuthError>>, LocalBoxFuture<'static, Result<T, AuthError>>>;

fn extracted<T, F: Future<Output = Result<T, AuthError>> + 'static>(
    req: &HttpRequest,
    at_hand: Option<T>,
    later: impl FnOnce(HttpRequest) -> F,
) -> Extracted<T> {
    match at_hand {
        Some(found) => Either::Left(ready(Ok(found))),
        None => Either::Right(Box::pin(later(req.clone()))),
    }
}

fn user_at_hand<U: JwtUser>(req: &HttpRequest) -> Option<Arc<U>> {
    CurrentIdentity::of(req)?.user_at_hand(req)
}

/// A user, or why there is none; an error is one for which every extractor must refuse.
async fn find_user<U: JwtUser>(
    req: &HttpRequest,
) -> Result<(CurrentIdentity, Result<Arc<U>, Absence>), AuthError> {
    let identity = identity(req)?;
    match identity.user::<U>(req).await {
        Ok(Some(user)) => Ok((identity, Ok(user))),
        Ok(None) => Err(AuthError::misconfigured(req, OTHER_MODEL)),
        Err(absence) => Ok((identity, Err(absence))),
    }
}

async fn require_user<U: JwtUser>(
    req: &HttpRequest,
) -> Result<(CurrentIdentity, Arc<U>), AuthError> {
    let (identity, user) = find_user(req).await?;
    match user {
        Ok(user) => Ok((identity, user)),
        Err(absence) => Err(AuthError::absent(req, identity.settings(), absence)),
    }
}

async fn require_passing<U: JwtUser>(
    req: &HttpRequest,
    passes: fn(&U) -> bool,
) -> Result<Arc<U>, AuthError> {
    let (identity, user) = require_user(req).await?;
    if passes(&user) {
        Ok(user)
    } else {
        Err(AuthError::forbidden(req, identity.settings()))
    }
}

fn identity(req: &HttpRequest) -> Result<CurrentIdentity, AuthError> {
    CurrentIdentity::of(req).ok_or_else(|| AuthError::misconfigured(req, NO_MIDDLEWARE))
}
