mod places;

use std::net::IpAddr;
use std::sync::Arc;

use actix_web::web;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{self, PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

use crate::failure::Failure;
use places::{Place, Places};

/// How many may wait for each core that hashes. A hash keeps a core for some 30 ms, so whoever comes last waits for about a
/// second, which nobody takes for an outage. Whoever comes after that would wait longer for an answer that is worth less.
const WAITING_PER_CORE: usize = 32;

/// One network address has a quarter of all places at most, so that no single one leaves the others without. That is 8 for each
/// core: enough for an office behind one address whose people all sign in at nine.
const NETWORKS_FOR_ALL_PLACES: usize = 4;

/// Hashes and checks passwords with Argon2id, off the workers and only one a core at a time: each takes 19 MiB. Who waits is
/// bounded as well, in all and by network address: the throttle bounds neither right passwords nor those from many addresses.
pub(crate) struct Passwords {
    places: Arc<Places>,
    turns: Arc<Semaphore>,
    /// The hash of a password that nobody knows, for people who do not exist.
    dummy: Arc<str>,
}

/// Leave to hash, until it is dropped.
struct Turn {
    _place: Place,
    _turn: OwnedSemaphorePermit,
}

impl Passwords {
    /// # Errors
    /// When the operating system gives no random bytes.
    pub(crate) fn new() -> Result<Self, password_hash::Error> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let waiting = cores.saturating_mul(WAITING_PER_CORE);
        let per_network = cores.saturating_add(waiting) / NETWORKS_FOR_ALL_PLACES;
        Self::bounded(cores, waiting, per_network.max(1))
    }

    fn bounded(
        at_once: usize,
        waiting: usize,
        per_network: usize,
    ) -> Result<Self, password_hash::Error> {
        let places = Places::new(at_once.saturating_add(waiting), per_network);
        Ok(Self {
            places: Arc::new(places),
            turns: Arc::new(Semaphore::new(at_once)),
            dummy: hash(&Uuid::new_v4().to_string())?.into(),
        })
    }

    pub(crate) async fn hash(
        &self,
        address: Option<IpAddr>,
        password: String,
    ) -> Result<String, Failure> {
        let hashed = self.in_turn(address, move || hash(&password));
        hashed.await?.map_err(|error| {
            tracing::error!(%error, "a password cannot be hashed");
            Failure::Internal
        })
    }

    /// Whether the password is that of `stored`. Takes as long for nobody as for somebody.
    pub(crate) async fn verify(
        &self,
        address: Option<IpAddr>,
        password: String,
        stored: Option<String>,
    ) -> Result<bool, Failure> {
        let dummy = Arc::clone(&self.dummy);
        let verified = self.in_turn(address, move || {
            let matches = matches(&password, stored.as_deref().unwrap_or(&dummy));
            matches && stored.is_some()
        });
        verified.await
    }

    /// The turn lasts until the work is done, also when the client has gone in the meantime.
    async fn in_turn<T: Send + 'static>(
        &self,
        address: Option<IpAddr>,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let turn = self.turn(address).await?;
        let done = web::block(move || {
            let _turn = turn;
            work()
        });
        Ok(done.await?)
    }

    async fn turn(&self, address: Option<IpAddr>) -> Result<Turn, Failure> {
        let place = self.places.take(address).map_err(|full| {
            // Strangers cause it and must not be able to fill a log.
            tracing::debug!(?full, "a password is not looked at: too many wait for that");
            Failure::Unavailable
        })?;
        let turn = Arc::clone(&self.turns).acquire_owned().await;
        Ok(Turn {
            _place: place,
            _turn: turn.map_err(|_| Failure::Unavailable)?,
        })
    }
}

/// Argon2id with a random salt, as a PHC string. Blocks, and waits for no turn: for commands, and for the development issuer,
/// which listens on loopback only.
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
