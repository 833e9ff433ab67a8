//! Where users are kept: the trait, its erased form, and the stores that come with this crate.

mod claims_only;
#[cfg(feature = "diesel")]
mod diesel;
#[cfg(feature = "diesel")]
mod events;
#[cfg(feature = "diesel")]
mod get_or_sync;
#[cfg(feature = "diesel")]
mod policy;
mod shared;

use std::error::Error;
use std::sync::Arc;

pub use self::claims_only::ClaimsOnlyStore;
#[cfg(feature = "diesel")]
pub use self::diesel::{
    CatalogRow, ConnectError, DieselUser, DieselUserStore, Layout, SchemaFault, SchemaProblem,
    TableName,
};
#[cfg(feature = "diesel")]
pub use self::get_or_sync::Write;
#[cfg(feature = "diesel")]
pub use self::policy::{AdoptExisting, UnknownUser};
pub use self::shared::SharedUserStore;

use crate::Refusal;
use crate::user::JwtUser;
use crate::verifier::Verified;

/// Gets the user that a verified token names, creating or updating it where needed.
///
/// Implement it to keep users elsewhere: by sqlx, diesel-async, an HTTP directory. Rules that every store keeps:
///
/// * the key is compared byte for byte ([`JwtUser::has_key_of`]), whatever the database takes for equal
///   ([`Refusal::KeyCollision`]), and a unique constraint makes two first requests at once one user;
/// * nothing is written when nothing differs ([`JwtUser::changes`]); a newer token advances the watermark all the same;
/// * an older token ([`Verified::issued_at`] below [`JwtUser::watermark`], or absent where there is one) never overwrites
///   what a newer one wrote, and the write itself is guarded, since another process may be faster; equal ones do; a watermark
///   beyond [`Verified::latest_issued_at`] counts as none;
/// * a user who is not active ([`Refusal::Inactive`]) or was signed out since ([`JwtUser::not_before`],
///   [`Refusal::SignedOut`]) is refused and not written;
/// * what clashes with somebody else's row ([`Refusal::RowConflict`]) never touches that row;
/// * an outage is [`UserStoreError::Unavailable`] or [`UserStoreError::Busy`], never a refusal, and is answered in bounded
///   time.
///
/// The module `conformance`, behind the feature `test-util`, tests a store for them.
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
    /// The store has more to do than it can: nobody's turn came in time. Culprit: the load, or a pool that is too small for
    /// it.
    #[error("the user store is busy")]
    Busy,
    /// Code of the model or a hook panicked while the store ran it. Culprit: a function that the
    /// model names, or a hook.
    #[error("the user store's work panicked")]
    Panicked,
}
