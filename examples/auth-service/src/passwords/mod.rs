use std::sync::Arc;

use actix_web::web;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{self, PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

use crate::failure::Failure;

/// How many may wait for each core that hashes. A hash keeps a core for some 30 ms, so whoever comes last waits for about a
/// second, which nobody takes for an outage. Whoever comes after that would wait longer for an answer that is worth less.
const WAITING_PER_CORE: usize = 32;

/// Hashes and checks passwords with Argon2id, off the workers and only one a core at a time: each takes 19 MiB. Who waits is
/// bounded as well: the throttle counts by address, and somebody may have many.
pub(crate) struct Passwords {
    /// Of those whose turn it is, and of those who wait for it.
    places: Arc<Semaphore>,
    turns: Arc<Semaphore>,
    /// The hash of a password that nobody knows, for people who do not exist.
    dummy: Arc<str>,
}

/// Leave to hash, until it is dropped.
struct Turn {
    _turn: OwnedSemaphorePermit,
    _place: OwnedSemaphorePermit,
}

impl Passwords {
    /// # Errors
    /// When the operating system gives no random bytes.
    pub(crate) fn new() -> Result<Self, password_hash::Error> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self::bounded(cores, cores.saturating_mul(WAITING_PER_CORE))
    }

    fn bounded(at_once: usize, waiting: usize) -> Result<Self, password_hash::Error> {
        let places = at_once.saturating_add(waiting);
        Ok(Self {
            places: Arc::new(Semaphore::new(places)),
            turns: Arc::new(Semaphore::new(at_once)),
            dummy: hash(&Uuid::new_v4().to_string())?.into(),
        })
    }

    pub(crate) async fn hash(&self, password: String) -> Result<String, Failure> {
        let turn = self.turn().await?;
        let hashed = web::block(move || {
            let _turn = turn;
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
        let turn = self.turn().await?;
        let dummy = Arc::clone(&self.dummy);
        let verified = web::block(move || {
            let _turn = turn;
            let matches = matches(&password, stored.as_deref().unwrap_or(&dummy));
            matches && stored.is_some()
        });
        Ok(verified.await?)
    }

    /// Kept until the hash is done, also when the client has gone in the meantime.
    async fn turn(&self) -> Result<Turn, Failure> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        let place = place.map_err(|_| {
            tracing::warn!("a password is not looked at: too many wait for that");
            Failure::Unavailable
        })?;
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        Ok(Turn {
            _turn: turn.map_err(|_| Failure::Unavailable)?,
            _place: place,
        })
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
mod tests;
