//! core
#![warn(missing_docs)]

mod algorithm;
mod claims;
mod clock;
mod json;
mod refusal;
#[cfg(feature = "test-util")]
mod test_util;
mod token;
mod user;
mod user_store;
mod verifier;

pub use algorithm::{Algorithm, UnknownAlgorithm};
pub use claims::{Claim, ClaimSet, FromClaims, RegisteredClaims};
pub use clock::{Clock, SystemClock};
pub use refusal::{Category, Refusal};
#[cfg(feature = "test-util")]
pub use test_util::{TestClock, TestIssuer};
pub use user::{Changes, ClaimsUser, JwtUser};
pub use user_store::{ClaimsOnlyStore, SharedUserStore, UserStore, UserStoreError};
#[cfg(feature = "diesel")]
pub use user_store::{ConnectError, DieselUser, DieselUserStore, Write};
pub use verifier::{
    JwkSet, JwkSetError, KeyError, SkipReason, SkippedKey, Verified, Verifier, VerifierBuildError,
    VerifierBuilder, VerifyingKey,
};

/// What generated code names. Not part of the public API.
#[doc(hidden)]
pub mod __private {
    pub use crate::{Changes, ClaimSet, ClaimsUser, FromClaims, JwtUser, Refusal};
    #[cfg(feature = "diesel")]
    pub use crate::{DieselUser, Write};
}
