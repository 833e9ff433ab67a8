//! Where users are kept: the trait, its erased form, and the stores that come with this crate.

mod claims_only;
#[cfg(feature = "diesel")]
mod diesel;
#[cfg(feature = "diesel")]
mod get_or_sync;
mod shared;

use std::error::Error;
use std::sync::Arc;

pub use self::claims_only::ClaimsOnlyStore;
#[cfg(feature = "diesel")]
pub use self::diesel::{ConnectError, DieselUser, DieselUserStore};
#[cfg(feature = "diesel")]
pub use self::get_or_sync::Write;
pub use self::shared::SharedUserStore;

use crate::Refusal;
use crate::user::JwtUser;
use crate::verifier::Verified;

/// Gets the user that a verified token names, creating or updating it where needed.
///
/// Implement it to keep users elsewhere. Rules that every store keeps: the key is compared byte for byte; an older
/// token never overwrites what a newer one wrote; nothing is written when nothing differs; a user who is not active
/// is refused and not written; an outage is [`UserStoreError::Unavailable`], never a refusal.
pub trait UserStore<U: JwtUser>: Send + Sync + 'static {
    /// Finds the user, creates them when they are unknown, and brings their row in step with the token.
    fn get_or_sync(
        &self,
        verified: Arc<Verified<U::Claims>>,
    ) -> impl Future<Output = Result<U, UserStoreError>> + Send;
}

/// Why a store did not answer with a user.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UserStoreError {
    /// The person is refused. Culprit: the token or the person's row; the same request again gets the same answer.
    #[error("the user was refused: {0}")]
    Refused(#[from] Refusal),
    /// The store cannot answer now: no connection in time, a statement that failed. Culprit: the database or its load.
    #[error("the user store is unavailable")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// Code of the model panicked while the store ran it. Culprit: a function named in `insert` or in `active, with`.
    #[error("the user store's work panicked")]
    Panicked,
}
