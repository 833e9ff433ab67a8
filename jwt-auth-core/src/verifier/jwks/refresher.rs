//! The thread that fetches, and what it shares with the verifiers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};
use std::{fmt, io, thread};

use tokio::sync::watch;

use super::fetch::{FetchError, Fetcher};
use super::schedule::{Answer, Intervals, Schedule};
use crate::verifier::jwk_set::{JwkSet, SkippedKey};
use crate::verifier::key::VerifyingKey;

/// How many requests may wait for one fetch; whoever comes then is not told to wait.
const MAX_WAITING: usize = 1_000;

pub(super) struct Refresher {
    schedule: Mutex<Schedule>,
    wake: Condvar,
    loaded: RwLock<Option<Loaded>>,
    attempts: watch::Sender<u64>,
    waiting: AtomicUsize,
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

/// What came of waiting for a fetch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Fetched,
    Failed,
    NotAsked,
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
            attempts: watch::Sender::new(0),
            waiting: AtomicUsize::new(0),
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
            Some(loaded) if self.time.now() > loaded.at + self.max_stale => Err(NoKeys::TooOld),
            Some(loaded) => Ok(Arc::clone(&loaded.keys)),
        }
    }

    /// Waits for the fetch that a token with this `kid` may cause or join.
    pub(super) async fn ask(self: Arc<Self>, kid: Option<String>) -> Outcome {
        let Some(_place) = Place::take(&self.waiting) else {
            return Outcome::NotAsked;
        };
        let answer = self.lock().ask(kid.as_deref(), self.time.now());
        match answer {
            Answer::Unknown => Outcome::NotAsked,
            Answer::Unreachable => Outcome::Failed,
            Answer::Wait(attempts) => {
                let outcome = self.wait_for(attempts).await;
                if let (Outcome::Fetched, Some(kid)) = (outcome, kid)
                    && self.lacks(&kid)
                {
                    self.lock().note_unknown(kid, self.time.now());
                    return Outcome::NotAsked;
                }
                outcome
            }
        }
    }

    /// Makes a fetch due at once; the future ends when it is over.
    pub(super) fn demand(self: Arc<Self>) -> impl Future<Output = Outcome> + Send + 'static {
        let attempts = self.lock().demand(self.time.now());
        async move { self.wait_for(attempts).await }
    }

    async fn wait_for(&self, attempts: u64) -> Outcome {
        let mut done = self.attempts.subscribe();
        self.wake.notify_all();
        if done.wait_for(|done| *done >= attempts).await.is_err() || self.lock().is_failing() {
            return Outcome::Failed;
        }
        Outcome::Fetched
    }

    fn lacks(&self, kid: &str) -> bool {
        let keys = self.keys();
        keys.is_ok_and(|keys| !keys.iter().any(|key| key.kid() == Some(kid)))
    }

    fn run(&self, fetcher: &Fetcher) {
        let mut log = Log::default();
        while self.wait_until_due() {
            let fetched = catch_unwind(AssertUnwindSafe(|| fetcher.fetch()))
                .unwrap_or(Err(FetchError::Panicked));
            log.write(&fetched);
            self.end(fetched.ok());
        }
        // Nobody shall wait for a fetch that does not come.
        self.attempts.send_replace(u64::MAX);
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
        let mut schedule = self.lock();
        let began = schedule.end(self.time.now(), set.is_some());
        let attempts = schedule.attempts();
        if let Some(set) = set {
            *self.loaded.write().unwrap_or_else(PoisonError::into_inner) = Some(Loaded {
                keys: set.keys().into(),
                at: began,
            });
        }
        drop(schedule);
        self.attempts.send_replace(attempts);
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

/// A place among those who wait.
struct Place<'w>(&'w AtomicUsize);

impl<'w> Place<'w> {
    fn take(waiting: &'w AtomicUsize) -> Option<Self> {
        let place = Self(waiting);
        (waiting.fetch_add(1, Ordering::SeqCst) < MAX_WAITING).then_some(place)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Says each thing once: a source that stays broken is not worth a line every 30 seconds at the loudest level.
#[derive(Default)]
struct Log {
    content_error: bool,
    skipped: Vec<SkippedKey>,
}

impl Log {
    fn write(&mut self, fetched: &Result<JwkSet, FetchError>) {
        match fetched {
            Ok(set) => {
                self.content_error = false;
                tracing::debug!(target: "jwt_auth", event = "jwks_fetched", keys = set.keys().len());
                if self.skipped != set.skipped() {
                    self.skipped = set.skipped().to_vec();
                    for skipped in set.skipped() {
                        tracing::warn!(target: "jwt_auth", event = "jwk_skipped", "{skipped}");
                    }
                }
            }
            Err(error) if error.is_content() && !self.content_error => {
                self.content_error = true;
                tracing::error!(target: "jwt_auth", event = "jwks_unusable", "{error}");
            }
            Err(error) => tracing::warn!(target: "jwt_auth", event = "jwks_failed", "{error}"),
        }
    }
}
