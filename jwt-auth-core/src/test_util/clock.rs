use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::clock::Clock;

/// A clock that stands still until it is told otherwise. Clones show the same time.
#[derive(Clone)]
pub struct TestClock(Arc<Inner>);

struct Inner {
    now: AtomicU64,
    listeners: Mutex<Vec<Box<dyn Fn() + Send + Sync>>>,
}

impl TestClock {
    /// A clock that shows `now`, in seconds since 1970.
    #[must_use]
    pub fn at(now: u64) -> Self {
        Self(Arc::new(Inner {
            now: AtomicU64::new(now),
            listeners: Mutex::default(),
        }))
    }

    /// Moves the clock, in either direction.
    pub fn set(&self, now: u64) {
        self.0.now.store(now, Ordering::SeqCst);
        for listener in &*self.listeners() {
            listener();
        }
    }

    /// Wakes whoever sleeps until a time that this clock says.
    #[cfg(feature = "jwks")]
    pub(crate) fn on_change(&self, listener: impl Fn() + Send + Sync + 'static) {
        self.listeners().push(Box::new(listener));
    }

    fn listeners(&self) -> std::sync::MutexGuard<'_, Vec<Box<dyn Fn() + Send + Sync>>> {
        let listeners = self.0.listeners.lock();
        listeners.unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for TestClock {
    fn now(&self) -> u64 {
        self.0.now.load(Ordering::SeqCst)
    }
}

impl fmt::Debug for TestClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TestClock").field(&self.now()).finish()
    }
}
