//! Bounds guessing: wrong passwords per account and address, and per address. Bounds what a form tells about who has an
//! account: e-mail addresses that are tried per address, by registering or by changing one's own.
//!
//! The right password from another address is never locked out. The counts are kept in memory, so several processes
//! count apart and a restart forgets.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::client_address::network;

const WINDOW: Duration = Duration::from_secs(15 * 60);
const PER_ACCOUNT: u32 = 10;
const PER_ADDRESS: u32 = 100;
const REGISTRATIONS: u32 = 100;
/// How many counts are kept; beyond them, those are forgotten that are farthest from their limits.
const MAX_COUNTS: usize = 100_000;

#[derive(Debug, Default)]
pub(crate) struct Throttle {
    counts: Mutex<HashMap<Key, Count>>,
}

/// An address and what was tried from it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    address: Option<IpAddr>,
    tried: Tried,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Tried {
    PasswordOf(String),
    AnyPassword,
    NewEmail,
}

#[derive(Debug, Clone, Copy)]
struct Count {
    since: Instant,
    attempts: u32,
}

/// One attempt at a password, counted as a wrong one until [`Throttle::succeeded`] takes it back: attempts that run at the
/// same time then count as well.
#[derive(Debug)]
pub(crate) struct Attempt {
    account: Key,
    address: Key,
}

/// One e-mail address that is wanted for an account.
#[derive(Debug)]
pub(crate) struct NewEmail(Key);

impl Throttle {
    /// # Errors
    /// How long to wait, when there were too many before.
    pub(crate) fn attempt(
        &self,
        address: Option<IpAddr>,
        email: &str,
        now: Instant,
    ) -> Result<Attempt, Duration> {
        let key = |tried| Key {
            address: address.map(network),
            tried,
        };
        let attempt = Attempt {
            account: key(Tried::PasswordOf(email.to_lowercase())),
            address: key(Tried::AnyPassword),
        };
        self.count(&[&attempt.account, &attempt.address], now)?;
        Ok(attempt)
    }

    /// Somebody wants an e-mail address for an account. It counts whether the address is free or not.
    ///
    /// # Errors
    /// As [`Throttle::attempt`].
    pub(crate) fn new_email(
        &self,
        address: Option<IpAddr>,
        now: Instant,
    ) -> Result<NewEmail, Duration> {
        let key = Key {
            address: address.map(network),
            tried: Tried::NewEmail,
        };
        self.count(&[&key], now)?;
        Ok(NewEmail(key))
    }

    /// The attempt was no guess.
    pub(crate) fn succeeded(&self, attempt: &Attempt) {
        let mut counts = self.counts();
        counts.remove(&attempt.account);
        give_back(&mut counts, &attempt.address);
    }

    /// The attempt ended before its password was looked at, as when the database is away.
    pub(crate) fn not_judged(&self, attempt: &Attempt) {
        let mut counts = self.counts();
        give_back(&mut counts, &attempt.account);
        give_back(&mut counts, &attempt.address);
    }

    /// It ended before anybody looked whether the address is free, so the answer does not tell.
    pub(crate) fn not_looked_up(&self, NewEmail(key): &NewEmail) {
        give_back(&mut self.counts(), key);
    }

    /// One more of each, unless one has reached its limit.
    fn count(&self, keys: &[&Key], now: Instant) -> Result<(), Duration> {
        let mut counts = self.counts();
        for &key in keys {
            if let Some(count) = counts.get(key)
                && count.attempts >= key.limit()
                && let Some(wait) = count.remaining(now)
            {
                return Err(wait);
            }
        }
        if counts.len() >= MAX_COUNTS {
            make_room(&mut counts, now);
        }
        for &key in keys {
            let fresh = Count {
                since: now,
                attempts: 0,
            };
            let count = counts.entry(key.clone()).or_insert(fresh);
            if count.remaining(now).is_none() {
                *count = fresh;
            }
            count.attempts = count.attempts.saturating_add(1);
        }
        Ok(())
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<Key, Count>> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn give_back(counts: &mut HashMap<Key, Count>, key: &Key) {
    if let Some(count) = counts.get_mut(key) {
        count.attempts = count.attempts.saturating_sub(1);
        if count.attempts == 0 {
            counts.remove(key);
        }
    }
}

/// Half of all goes, so that it is seldom done. To have a count forgotten, somebody has to bring 50,000 others as near to their
/// limits.
fn make_room(counts: &mut HashMap<Key, Count>, now: Instant) {
    counts.retain(|_, count| count.remaining(now).is_some());
    let mut percent = 0;
    while counts.len() > MAX_COUNTS / 2 {
        percent += 1;
        counts.retain(|key, count| count.attempts * 100 > percent * key.limit());
    }
}

impl Key {
    fn limit(&self) -> u32 {
        match self.tried {
            Tried::PasswordOf(_) => PER_ACCOUNT,
            Tried::AnyPassword => PER_ADDRESS,
            Tried::NewEmail => REGISTRATIONS,
        }
    }
}

impl Count {
    fn remaining(self, now: Instant) -> Option<Duration> {
        WINDOW
            .checked_sub(now.saturating_duration_since(self.since))
            .filter(|remaining| !remaining.is_zero())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
