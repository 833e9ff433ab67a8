use std::sync::Arc;

use super::{UserStore, UserStoreError};
use crate::Refusal;
use crate::user::ClaimsUser;
use crate::verifier::Verified;

/// The store of a service without a user table: the user is what the token says (SimpleJWT's `TokenUser`).
#[derive(Debug, Clone, Copy, Default)]
pub struct ClaimsOnlyStore;

impl<U: ClaimsUser> UserStore<U> for ClaimsOnlyStore {
    async fn get_or_sync(&self, verified: Arc<Verified<U::Claims>>) -> Result<U, UserStoreError> {
        let user = U::from_claims(verified.claims());
        if user.is_active() {
            Ok(user)
        } else {
            Err(Refusal::Inactive.into())
        }
    }
}
