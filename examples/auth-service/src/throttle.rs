//! Bounds guessing: wrong passwords per account and address, and per address. Bounds what a form tells about who has an
//! account: e-mail addresses that are tried per address, by registering or by changing one's own.
//!
//! The right password from another address is never locked out. The counts are kept in memory, so several processes
//! count apart and a restart forgets.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

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
    limit: u32,
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
        let limits = [
            (&attempt.account, PER_ACCOUNT),
            (&attempt.address, PER_ADDRESS),
        ];
        self.count(&limits, now)?;
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
        self.count(&[(&key, REGISTRATIONS)], now)?;
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
    fn count(&self, limits: &[(&Key, u32)], now: Instant) -> Result<(), Duration> {
        let mut counts = self.counts();
        for &(key, limit) in limits {
            if let Some(count) = counts.get(key)
                && count.attempts >= limit
                && let Some(wait) = count.remaining(now)
            {
                return Err(wait);
            }
        }
        if counts.len() >= MAX_COUNTS {
            make_room(&mut counts, now);
        }
        for &(key, limit) in limits {
            let fresh = Count {
                since: now,
                attempts: 0,
                limit,
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
        counts.retain(|_, count| count.attempts * 100 > percent * count.limit);
    }
}

impl Count {
    fn remaining(self, now: Instant) -> Option<Duration> {
        WINDOW
            .checked_sub(now.saturating_duration_since(self.since))
            .filter(|remaining| !remaining.is_zero())
    }
}

/// Whoever has one IPv6 address usually has its whole /64.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    // A listener on [::] has all IPv4 addresses in one /64.
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const A: Option<IpAddr> = Some(IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 0, 0, 0, 1)));
    const SAME_NETWORK: Option<IpAddr> =
        Some(IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 5, 6, 7, 8)));
    const B: Option<IpAddr> = Some(IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 2, 0, 0, 0, 1)));

    #[test]
    fn the_eleventh_wrong_password_for_one_account_has_to_wait_until_the_window_ends() {
        let (throttle, start) = (Throttle::default(), Instant::now());
        for _ in 0..10 {
            throttle.attempt(A, "ada@example.org", start).unwrap();
        }
        let wait = throttle.attempt(SAME_NETWORK, "ADA@example.org", start + WINDOW / 3);
        assert_eq!(wait.unwrap_err(), WINDOW / 3 * 2);
        throttle
            .attempt(A, "ada@example.org", start + WINDOW)
            .unwrap();
    }

    #[test]
    fn passwords_that_nobody_looked_at_are_no_guesses_and_wrong_ones_stay_counted() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for _ in 0..9 {
            throttle.attempt(A, "ada@example.org", now).unwrap();
        }
        for _ in 0..20 {
            let attempt = throttle.attempt(A, "ada@example.org", now).unwrap();
            throttle.not_judged(&attempt);
        }
        throttle.attempt(A, "ada@example.org", now).unwrap();
        assert!(throttle.attempt(A, "ada@example.org", now).is_err());
    }

    #[test]
    fn another_address_is_not_locked_out() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for _ in 0..10 {
            throttle.attempt(A, "ada@example.org", now).unwrap();
        }
        throttle.attempt(B, "ada@example.org", now).unwrap();
    }

    #[test]
    fn ipv4_addresses_are_told_apart_on_a_listener_for_both_kinds_too() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        let [mapped, other, plain] = ["::ffff:192.0.2.1", "::ffff:192.0.2.2", "192.0.2.1"];
        let attempt =
            |address: &str| throttle.attempt(address.parse().ok(), "ada@example.org", now);
        for _ in 0..10 {
            attempt(mapped).unwrap();
        }
        attempt(other).unwrap();
        assert!(attempt(mapped).is_err());
        assert!(attempt(plain).is_err());
    }

    #[test]
    fn one_address_cannot_go_through_many_accounts() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for account in 0..100 {
            throttle.attempt(A, &account.to_string(), now).unwrap();
        }
        throttle.attempt(A, "another", now).unwrap_err();
    }

    #[test]
    fn a_full_table_keeps_what_is_near_its_limit_and_goes_on_counting() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for _ in 0..10 {
            throttle.attempt(A, "ada@example.org", now).unwrap();
        }
        for number in 0..150_000_u32 {
            let network = Ipv6Addr::from_bits(u128::from(number) << 64);
            throttle
                .attempt(Some(network.into()), &number.to_string(), now)
                .unwrap();
            assert!(throttle.counts().len() <= MAX_COUNTS + 1);
        }
        assert!(throttle.attempt(A, "ada@example.org", now).is_err());
        for _ in 0..10 {
            throttle.attempt(B, "ada@example.org", now).unwrap();
        }
        assert!(throttle.attempt(B, "ada@example.org", now).is_err());
    }

    #[test]
    fn what_is_given_back_takes_no_room() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for account in 0..1_000 {
            let attempt = throttle.attempt(A, &account.to_string(), now).unwrap();
            throttle.not_judged(&attempt);
        }
        throttle.not_looked_up(&throttle.new_email(A, now).unwrap());
        assert!(throttle.counts().is_empty());
    }

    #[test]
    fn right_passwords_are_not_counted() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for _ in 0..1_000 {
            let attempt = throttle.attempt(A, "ada@example.org", now).unwrap();
            throttle.succeeded(&attempt);
        }
    }

    #[test]
    fn one_address_cannot_try_who_has_an_account_without_end_and_others_may_still_register() {
        let (throttle, now) = (Throttle::default(), Instant::now());
        for _ in 0..100 {
            throttle.new_email(A, now).unwrap();
        }
        assert_eq!(throttle.new_email(SAME_NETWORK, now).unwrap_err(), WINDOW);
        throttle.new_email(B, now).unwrap();
        throttle.new_email(A, now + WINDOW).unwrap();
        throttle.attempt(A, "ada@example.org", now).unwrap();
    }
}
