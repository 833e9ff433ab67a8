//! When to fetch: the decisions, without threads, clocks and sockets. All times count from one start.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

const FIRST_RETRY: Duration = Duration::from_secs(1);
const LAST_RETRY: Duration = Duration::from_secs(30);
/// How many unknown `kid`s are remembered, each for one cooldown.
const MAX_UNKNOWN: usize = 1_000;

#[derive(Debug, Clone, Copy)]
pub(super) struct Intervals {
    pub(super) ttl: Duration,
    /// How old keys may be that are still used; not looked at here.
    pub(super) max_stale: Duration,
    pub(super) cooldown: Duration,
}

#[derive(Debug)]
pub(super) struct Schedule {
    intervals: Intervals,
    jitter: RandomState,
    /// When the next fetch is due by itself.
    due: Duration,
    /// When a token last made one due.
    asked: Option<Duration>,
    in_flight: Option<Duration>,
    /// Whether a fetch was demanded while one was under way.
    demanded: bool,
    attempts: u64,
    failures: u32,
    unknown: HashMap<String, Duration>,
}

/// What somebody gets who asks for keys that are not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// The source was asked lately and answered: it has no such key.
    Unknown,
    /// The source was asked lately and did not answer.
    Unreachable,
    /// This attempt is under way: wait until it is over.
    Join(u64),
    /// This attempt has yet to begin: wait until it is over.
    Wait(u64),
}

impl Schedule {
    pub(super) fn new(intervals: Intervals, now: Duration) -> Self {
        Self {
            intervals,
            jitter: RandomState::new(),
            due: now,
            asked: None,
            in_flight: None,
            demanded: false,
            attempts: 0,
            failures: 0,
            unknown: HashMap::new(),
        }
    }

    /// How long until the next fetch; zero means now.
    pub(super) fn wait(&self, now: Duration) -> Duration {
        self.due.saturating_sub(now)
    }

    pub(super) fn begin(&mut self, now: Duration) {
        self.in_flight = Some(now);
    }

    /// When the fetch that is now over began.
    pub(super) fn end(&mut self, now: Duration, is_good: bool) -> Duration {
        let began = self.in_flight.take().unwrap_or(now);
        self.attempts += 1;
        if is_good {
            self.failures = 0;
            // At four fifths of the life of the keys, so that a failure or two goes unnoticed.
            self.due = began.saturating_add(self.intervals.ttl * 4 / 5);
        } else {
            self.failures = self.failures.saturating_add(1);
            self.due = now.saturating_add(self.backoff());
        }
        if std::mem::take(&mut self.demanded) {
            self.due = now;
        }
        began
    }

    /// A token under a key that is not here, or in a set that was never loaded, asks for a fetch.
    pub(super) fn ask(&mut self, kid: Option<&str>, now: Duration) -> Answer {
        if kid.is_some_and(|kid| self.is_known_to_be_unknown(kid, now)) {
            return Answer::Unknown;
        }
        if self.in_flight.is_some() {
            return Answer::Join(self.attempts + 1);
        }
        // Asked for, and not begun yet: the thread has still to wake up.
        if self.due <= now {
            return Answer::Wait(self.attempts + 1);
        }
        if self.failures > 0 {
            return Answer::Unreachable;
        }
        if self.asked.is_some_and(|asked| self.is_recent(asked, now)) {
            return Answer::Unknown;
        }
        self.asked = Some(now);
        self.due = now;
        Answer::Wait(self.attempts + 1)
    }

    /// Somebody who may asks for a fetch, whatever was fetched lately.
    pub(super) fn demand(&mut self, now: Duration) -> u64 {
        if self.in_flight.is_some() {
            // The one under way may have read the set before it changed.
            self.demanded = true;
            return self.attempts + 2;
        }
        self.due = now;
        self.attempts + 1
    }

    /// A fetch has just shown that the source has no such key.
    pub(super) fn note_unknown(&mut self, kid: Option<&str>, now: Duration) {
        let Some(kid) = kid else { return };
        if self.unknown.len() >= MAX_UNKNOWN {
            let cooldown = self.intervals.cooldown;
            self.unknown
                .retain(|_, noted| now < noted.saturating_add(cooldown));
        }
        if self.unknown.len() < MAX_UNKNOWN {
            self.unknown.insert(kid.to_owned(), now);
        }
    }

    pub(super) fn attempts(&self) -> u64 {
        self.attempts
    }

    fn is_known_to_be_unknown(&self, kid: &str, now: Duration) -> bool {
        let noted = self.unknown.get(kid);
        noted.is_some_and(|noted| self.is_recent(*noted, now))
    }

    fn is_recent(&self, then: Duration, now: Duration) -> bool {
        now < then.saturating_add(self.intervals.cooldown)
    }

    /// Twice as long after each failure, and anything between that and its half, so that replicas do not knock together.
    fn backoff(&self) -> Duration {
        let doublings = self.failures.saturating_sub(1).min(5);
        let longest = (FIRST_RETRY * 2_u32.pow(doublings)).min(LAST_RETRY);
        let random = self.jitter.hash_one(self.attempts) % 1_024;
        let half = longest / 2;
        half + half * u32::try_from(random).unwrap_or_default() / 1_024
    }
}

#[cfg(test)]
mod tests;
