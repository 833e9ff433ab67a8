use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{UserStoreError, unavailable};

/// Whose turn it is in the database. Both who is in there and who waits are bounded, so that a database that hangs costs neither
/// memory nor anybody's patience.
#[derive(Clone)]
pub(super) struct Queue(Arc<Inner>);

struct Inner {
    turns: Arc<Semaphore>,
    max_in_flight: usize,
    waiting: AtomicUsize,
    max_waiting: usize,
}

impl Queue {
    pub(super) fn new(max_in_flight: usize, max_waiting: usize) -> Self {
        let max_in_flight = max_in_flight.clamp(1, Semaphore::MAX_PERMITS);
        Self(Arc::new(Inner {
            turns: Arc::new(Semaphore::new(max_in_flight)),
            max_in_flight,
            waiting: AtomicUsize::new(0),
            max_waiting,
        }))
    }

    pub(super) fn max_in_flight(&self) -> usize {
        self.0.max_in_flight
    }

    pub(super) fn max_waiting(&self) -> usize {
        self.0.max_waiting
    }

    /// A turn, which lasts until it is dropped.
    pub(super) async fn turn(
        &self,
        wait: Duration,
    ) -> Result<OwnedSemaphorePermit, UserStoreError> {
        let turns = &self.0.turns;
        if let Ok(turn) = Arc::clone(turns).try_acquire_owned() {
            return Ok(turn);
        }
        let _place = self.place()?;
        let turn = Arc::clone(turns).acquire_owned();
        let turn = tokio::time::timeout(wait, turn).await;
        turn.map_err(|_| UserStoreError::Busy)?.map_err(unavailable)
    }

    fn place(&self) -> Result<Place<'_>, UserStoreError> {
        let place = Place(&self.0.waiting);
        let before = place.0.fetch_add(1, Ordering::Relaxed);
        if before < self.0.max_waiting {
            Ok(place)
        } else {
            Err(UserStoreError::Busy)
        }
    }
}

/// A place in the queue, given back when it is dropped.
struct Place<'q>(&'q AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
