//! The thread that fetches, and what it shares with the verifiers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};
use std::{fmt, io, thread};

use super::attempts::Attempts;
use super::fetch::{Fetcher, Published};
use super::log::Log;
use super::schedule::{Answer, Intervals, Schedule};
use crate::verifier::key::VerifyingKey;
use crate::verifier::key_source::Renewal;

pub(super) struct Refresher {
    schedule: Mutex<Schedule>,
    wake: Condvar,
    loaded: RwLock<Option<Loaded>>,
    attempts: Attempts,
    stopped: AtomicBool,
    max_stale: Duration,
    time: Time,
}

struct Loaded {
    keys: Arc<[VerifyingKey]>,
    text: Vec<u8>,
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
    pub(super) async fn ask(self: Arc<Self>, kid: Option<String>) -> Renewal {
        let Some(_place) = self.attempts.place() else {
            return Renewal::Unreachable;
        };
        let kid = kid.as_deref();
        let answer = self.lock().ask(kid, self.time.now());
        match answer {
            Answer::Unknown => Renewal::Useless,
            Answer::Unreachable => Renewal::Unreachable,
            Answer::Join(attempt) if self.attempts.outcome(attempt).await => Renewal::Joined,
            Answer::Wait(attempt) if self.wake_for(attempt).await => {
                if self.lacks_key_for(kid) {
                    self.lock().note_unknown(kid, self.time.now());
                }
                Renewal::Renewed
            }
            Answer::Join(_) | Answer::Wait(_) => Renewal::Unreachable,
        }
    }

    /// Makes a fetch due at once; the future says whether it brought keys.
    pub(super) fn demand(self: Arc<Self>) -> impl Future<Output = bool> + Send + 'static {
        let attempt = self.lock().demand(self.time.now());
        self.wake.notify_all();
        async move { self.attempts.outcome(attempt).await }
    }

    async fn wake_for(&self, attempt: u64) -> bool {
        self.wake.notify_all();
        self.attempts.outcome(attempt).await
    }

    fn lacks_key_for(&self, kid: Option<&str>) -> bool {
        let fits = |key: &VerifyingKey| kid.is_none() || key.kid().is_none() || key.kid() == kid;
        self.keys().is_ok_and(|keys| !keys.iter().any(fits))
    }

    /// A panic, of the fetch or of whoever listens to the log, costs one attempt.
    fn run(&self, fetcher: &Fetcher) {
        let _all = self.attempts.all();
        let mut log = Log::new(fetcher.source());
        while self.wait_until_due() {
            let attempt = catch_unwind(AssertUnwindSafe(|| {
                let fetched = fetcher.fetch();
                log.write(&fetched);
                fetched.ok()
            }));
            self.end(attempt.unwrap_or_default());
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

    fn end(&self, published: Option<Published>) {
        let is_good = published.is_some();
        let mut schedule = self.lock();
        let began = schedule.end(self.time.now(), is_good);
        let attempt = schedule.attempts();
        if let Some(published) = published {
            self.load(published, began);
        }
        drop(schedule);
        self.attempts.end(attempt, is_good);
    }

    /// What was published before stays the same keys, so that tokens which they verified need not be verified again.
    fn load(&self, published: Published, at: Duration) {
        let mut loaded = self.loaded.write().unwrap_or_else(PoisonError::into_inner);
        match &mut *loaded {
            Some(loaded) if *loaded.text == *published.text => loaded.at = at,
            _ => {
                *loaded = Some(Loaded {
                    keys: published.set.keys().into(),
                    text: published.text,
                    at,
                });
            }
        }
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
