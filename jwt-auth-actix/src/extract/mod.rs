//! One file an extractor; the table of what each costs and refuses is in the crate's documentation.

mod current_user;
mod lazy_user;
mod maybe_user;
mod privileged;
mod verified_claims;

use std::sync::Arc;

use actix_web::HttpRequest;
use jwt_auth_core::JwtUser;

pub use current_user::CurrentUser;
pub use lazy_user::LazyUser;
pub use maybe_user::MaybeUser;
pub use privileged::{StaffUser, SuperUser};
pub use verified_claims::VerifiedClaims;

use crate::AuthError;
use crate::absence::Absence;
use crate::identity::CurrentIdentity;

pub(crate) const NO_MIDDLEWARE: &str = "no JwtAuth wraps this route: add `.wrap(auth)` after, and so outside of, everything that needs the user";
const OTHER_MODEL: &str =
    "the JwtAuth around this route is for another type of user than the extractor asks for";

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

fn identity(req: &HttpRequest) -> Result<CurrentIdentity, AuthError> {
    CurrentIdentity::of(req).ok_or_else(|| AuthError::misconfigured(req, NO_MIDDLEWARE))
}
