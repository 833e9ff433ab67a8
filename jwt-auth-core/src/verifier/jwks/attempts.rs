//! Which fetches are over, and who waits for them.

use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::watch;

/// How many requests may wait for one fetch; for whoever comes then, nobody can tell.
const MAX_WAITING: usize = 1_000;

/// Attempts to fetch, which count from 1.
#[derive(Debug, Default)]
pub(super) struct Attempts {
    ended: watch::Sender<Ended>,
    waiting: AtomicUsize,
}

#[derive(Debug, Clone, Copy, Default)]
struct Ended {
    last: u64,
    last_good: u64,
}

impl Attempts {
    pub(super) fn end(&self, attempt: u64, is_good: bool) {
        self.ended.send_modify(|ended| {
            ended.last = attempt;
            if is_good {
                ended.last_good = attempt;
            }
        });
    }

    /// Waits until this attempt is over. Whether it, or one after it, brought keys.
    pub(super) async fn outcome(&self, attempt: u64) -> bool {
        let mut ended = self.ended.subscribe();
        let over = ended.wait_for(|ended| ended.last >= attempt).await;
        over.is_ok_and(|ended| ended.last_good >= attempt)
    }

    /// A place among those who wait, if there is one left.
    pub(super) fn place(&self) -> Option<Place<'_>> {
        let place = Place(&self.waiting);
        (self.waiting.fetch_add(1, Ordering::SeqCst) < MAX_WAITING).then_some(place)
    }

    /// When it is dropped, no attempt will follow.
    pub(super) fn all(&self) -> AllAttempts<'_> {
        AllAttempts(&self.ended)
    }
}

pub(super) struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// However the thread ends: nobody shall wait for a fetch that does not come.
pub(super) struct AllAttempts<'a>(&'a watch::Sender<Ended>);

impl Drop for AllAttempts<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|ended| ended.last = u64::MAX);
    }
}
