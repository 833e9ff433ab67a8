//! The thread that fetches, and what it shares with the verifiers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};
use std::{fmt, io, thread};

use super::attempts::Attempts;
use super::fetch::{FetchError, Fetcher};
use super::log::Log;
use super::schedule::{Answer, Intervals, Schedule};
use crate::verifier::jwk_set::JwkSet;
use crate::verifier::key::VerifyingKey;

pub(super) struct Refresher {
    schedule: Mutex<Schedule>,
    wake: Condvar,
    loaded: RwLock<Option<Loaded>>,
    attempts: Attempts,
    stopped: AtomicBool,
    max_stale: Duration,
    time: Time,
}

#[derive(Clone)]
struct Loaded {
    keys: Arc<[VerifyingKey]>,
    at: Duration,
}

/// A clock that never goes back, whatever happens to the system's.
pub(super) enum Time {
    Real(Instant),
    #[cfg(feature = "test-util")]
    Test(crate::TestClock),
}

impl Time {
    fn now(&self) -> Duration {
        match self {
            Self::Real(start) => start.elapsed(),
            #[cfg(feature = "test-util")]
            Self::Test(clock) => Duration::from_secs(crate::Clock::now(clock)),
        }
    }
}

/// Why there are no keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoKeys {
    NeverLoaded,
    TooOld,
}

/// What came of asking for keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// There are keys to try.
    Fetched,
    /// The source did not answer, or there was no place to wait for it.
    Failed,
    /// The source has no such key, now or when it was last asked.
    Unknown,
}

impl Refresher {
    /// Starts the thread, which fetches at once.
    pub(super) fn start(
        fetcher: Fetcher,
        intervals: Intervals,
        time: Time,
    ) -> io::Result<Arc<Self>> {
        let schedule = Schedule::new(intervals, time.now());
        let refresher = Arc::new(Self {
            schedule: Mutex::new(schedule),
            wake: Condvar::new(),
            loaded: RwLock::new(None),
            attempts: Attempts::default(),
            stopped: AtomicBool::new(false),
            max_stale: intervals.max_stale,
            time,
        });
        #[cfg(feature = "test-util")]
        if let Time::Test(clock) = &refresher.time {
            let refresher = Arc::downgrade(&refresher);
            clock.on_change(move || {
                if let Some(refresher) = refresher.upgrade() {
                    drop(refresher.lock());
                    refresher.wake.notify_all();
                }
            });
        }
        let worker = Arc::clone(&refresher);
        thread::Builder::new()
            .name("jwt-auth-jwks".to_owned())
            .spawn(move || worker.run(&fetcher))?;
        Ok(refresher)
    }

    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        drop(self.lock());
        self.wake.notify_all();
    }

    pub(super) fn keys(&self) -> Result<Arc<[VerifyingKey]>, NoKeys> {
        let loaded = self.loaded.read().unwrap_or_else(PoisonError::into_inner);
        match &*loaded {
            None => Err(NoKeys::NeverLoaded),
            Some(loaded) if self.time.now() > loaded.at.saturating_add(self.max_stale) => {
                Err(NoKeys::TooOld)
            }
            Some(loaded) => Ok(Arc::clone(&loaded.keys)),
        }
    }

    /// Waits for the fetch that a token with this `kid` may cause or join.
    pub(super) async fn ask(self: Arc<Self>, kid: Option<String>) -> Outcome {
        let Some(_place) = self.attempts.place() else {
            return Outcome::Failed;
        };
        let kid = kid.as_deref();
        let answer = self.answer(kid);
        let mut outcome = self.outcome(answer).await;
        let joined = matches!(answer, Answer::Join(_));
        if joined && outcome == Outcome::Fetched && self.has_key_for(kid) == Some(false) {
            // The one that was under way may have read the set before the key was in it.
            outcome = self.outcome(self.answer(kid)).await;
        }
        match (outcome, self.has_key_for(kid)) {
            // A fetch may have ended after the token was judged and before it asked.
            (Outcome::Unknown, Some(true)) => Outcome::Fetched,
            (Outcome::Fetched, Some(false)) => {
                self.lock().note_unknown(kid, self.time.now());
                Outcome::Unknown
            }
            (outcome, _) => outcome,
        }
    }

    /// Makes a fetch due at once; the future ends when it is over.
    pub(super) fn demand(self: Arc<Self>) -> impl Future<Output = Outcome> + Send + 'static {
        let attempt = self.lock().demand(self.time.now());
        self.wake.notify_all();
        async move { self.wait_for(attempt).await }
    }

    fn answer(&self, kid: Option<&str>) -> Answer {
        let answer = self.lock().ask(kid, self.time.now());
        if matches!(answer, Answer::Wait(_)) {
            self.wake.notify_all();
        }
        answer
    }

    async fn outcome(&self, answer: Answer) -> Outcome {
        match answer {
            Answer::Unknown => Outcome::Unknown,
            Answer::Unreachable => Outcome::Failed,
            Answer::Join(attempt) | Answer::Wait(attempt) => self.wait_for(attempt).await,
        }
    }

    async fn wait_for(&self, attempt: u64) -> Outcome {
        if self.attempts.outcome(attempt).await {
            Outcome::Fetched
        } else {
            Outcome::Failed
        }
    }

    /// Whether some key could be for a token with this `kid`; `None` while there are no keys.
    fn has_key_for(&self, kid: Option<&str>) -> Option<bool> {
        let keys = self.keys().ok()?;
        let fits = |key: &VerifyingKey| kid.is_none() || key.kid().is_none() || key.kid() == kid;
        Some(keys.iter().any(fits))
    }

    fn run(&self, fetcher: &Fetcher) {
        let _all = self.attempts.all();
        let mut log = Log::default();
        while self.wait_until_due() {
            let fetched = catch_unwind(AssertUnwindSafe(|| fetcher.fetch()))
                .unwrap_or(Err(FetchError::Panicked));
            log.write(&fetched);
            self.end(fetched.ok());
        }
    }

    /// `false` when it is over.
    fn wait_until_due(&self) -> bool {
        let mut schedule = self.lock();
        loop {
            if self.stopped.load(Ordering::SeqCst) {
                return false;
            }
            let now = self.time.now();
            let wait = schedule.wait(now);
            if wait.is_zero() {
                schedule.begin(now);
                return true;
            }
            schedule = self
                .wake
                .wait_timeout(schedule, wait)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    fn end(&self, set: Option<JwkSet>) {
        let is_good = set.is_some();
        let mut schedule = self.lock();
        let began = schedule.end(self.time.now(), is_good);
        let attempt = schedule.attempts();
        if let Some(set) = set {
            *self.loaded.write().unwrap_or_else(PoisonError::into_inner) = Some(Loaded {
                keys: set.keys().into(),
                at: began,
            });
        }
        drop(schedule);
        self.attempts.end(attempt, is_good);
    }

    fn lock(&self) -> MutexGuard<'_, Schedule> {
        self.schedule.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Refresher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refresher").finish_non_exhaustive()
    }
}
