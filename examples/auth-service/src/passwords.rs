use std::sync::Arc;

use actix_web::web;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{self, PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

use crate::failure::Failure;

/// Hashes and checks passwords with Argon2id, off the workers and only a few at a time: each takes 19 MiB.
pub(crate) struct Passwords {
    permits: Arc<Semaphore>,
    /// The hash of a password that nobody knows, for people who do not exist.
    dummy: Arc<str>,
}

impl Passwords {
    /// # Errors
    /// When the operating system gives no random bytes.
    pub(crate) fn new() -> Result<Self, password_hash::Error> {
        let at_once = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self {
            permits: Arc::new(Semaphore::new(at_once)),
            dummy: hash(&Uuid::new_v4().to_string())?.into(),
        })
    }

    pub(crate) async fn hash(&self, password: String) -> Result<String, Failure> {
        let permit = self.permit().await?;
        let hashed = web::block(move || {
            let _permit = permit;
            hash(&password)
        });
        hashed.await?.map_err(|error| {
            tracing::error!(%error, "a password cannot be hashed");
            Failure::Internal
        })
    }

    /// Whether the password is that of `stored`. Takes as long for nobody as for somebody.
    pub(crate) async fn verify(
        &self,
        password: String,
        stored: Option<String>,
    ) -> Result<bool, Failure> {
        let permit = self.permit().await?;
        let dummy = Arc::clone(&self.dummy);
        let verified = web::block(move || {
            let _permit = permit;
            let matches = matches(&password, stored.as_deref().unwrap_or(&dummy));
            matches && stored.is_some()
        });
        Ok(verified.await?)
    }

    /// Held until the hash is done, also when the client has gone in the meantime.
    async fn permit(&self) -> Result<OwnedSemaphorePermit, Failure> {
        let permits = Arc::clone(&self.permits);
        permits
            .acquire_owned()
            .await
            .map_err(|_| Failure::Unavailable)
    }
}

/// Argon2id with a random salt, as a PHC string. Blocks.
pub(crate) fn hash(password: &str) -> Result<String, password_hash::Error> {
    Ok(Argon2::default()
        .hash_password(password.as_bytes())?
        .to_string())
}

fn matches(password: &str, stored: &str) -> bool {
    match PasswordHash::new(stored) {
        Ok(stored) => Argon2::default()
            .verify_password(password.as_bytes(), &stored)
            .is_ok(),
        Err(error) => {
            tracing::error!(%error, "a stored password hash cannot be read");
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_who_does_not_exist_costs_the_same_work_as_one_who_does() {
        let passwords = Passwords::new().unwrap();
        let stored = hash("open sesame").unwrap();
        let work = |phc: &str| {
            let phc = PasswordHash::new(phc).unwrap();
            let length = phc.hash.map(|hash| hash.as_bytes().len());
            (
                phc.algorithm.to_string(),
                phc.version,
                phc.params.to_string(),
                length,
            )
        };
        assert_eq!(work(&passwords.dummy), work(&stored));
    }

    #[actix_web::test]
    async fn nobody_has_the_right_password_where_there_is_no_account() {
        let passwords = Passwords::new().unwrap();
        let stored = hash("open sesame").unwrap();
        let verify = |stored| passwords.verify("open sesame".to_owned(), stored);
        assert!(verify(Some(stored)).await.unwrap());
        assert!(!verify(None).await.unwrap());
    }
}
