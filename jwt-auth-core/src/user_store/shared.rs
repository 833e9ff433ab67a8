use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use super::{UserStore, UserStoreError};
use crate::user::JwtUser;
use crate::verifier::Verified;

/// Any [`UserStore`] for `U`, with its own type erased, so that handlers name the model and never the store.
pub struct SharedUserStore<U>(Arc<dyn Erased<U>>);

impl<U: JwtUser> SharedUserStore<U> {
    /// Erases the type of a store.
    pub fn new(store: impl UserStore<U>) -> Self {
        Self(Arc::new(store))
    }
}

impl<U: JwtUser> UserStore<U> for SharedUserStore<U> {
    async fn get_or_sync(&self, verified: Arc<Verified<U::Claims>>) -> Result<U, UserStoreError> {
        self.0.get_or_sync_boxed(verified).await
    }
}

type Answer<'s, U> = Pin<Box<dyn Future<Output = Result<U, UserStoreError>> + Send + 's>>;

trait Erased<U: JwtUser>: Send + Sync {
    fn get_or_sync_boxed(&self, verified: Arc<Verified<U::Claims>>) -> Answer<'_, U>;
}

impl<U: JwtUser, S: UserStore<U>> Erased<U> for S {
    fn get_or_sync_boxed(&self, verified: Arc<Verified<U::Claims>>) -> Answer<'_, U> {
        Box::pin(self.get_or_sync(verified))
    }
}

impl<U> Clone for SharedUserStore<U> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<U> fmt::Debug for SharedUserStore<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedUserStore")
    }
}
