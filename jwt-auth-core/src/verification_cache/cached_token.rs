use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use tokio::sync::OnceCell;

use crate::user::JwtUser;
use crate::user_store::{SharedUserStore, UserStore as _, UserStoreError};
use crate::verifier::Verified;

/// The user, or why the store has none; shared by all who asked for it together.
pub(super) type FoundUser<U> = Result<Arc<U>, Arc<UserStoreError>>;
type LookUp<U> = OnceCell<FoundUser<U>>;

/// What is done with rows that were read.
#[derive(Clone, Copy)]
pub(super) struct Kept {
    /// Seconds.
    pub(super) row_ttl: u64,
    /// Whether there are others to share a look-up with.
    pub(super) shares: bool,
}

/// A token that was verified, and what is known of the row of the person whom it names.
pub struct CachedToken<U: JwtUser> {
    verified: Arc<Verified<U::Claims>>,
    row: Mutex<Row<U>>,
}

enum Row<U> {
    /// Nobody has the answer of a look-up yet.
    Unread,
    /// Somebody is looking it up, and whoever comes joins them. Nobody is, when all of them have gone.
    Awaited(Weak<LookUp<U>>),
    /// It was read by a look-up that began then.
    Read { user: Arc<U>, begun: Begun },
    /// It was read, and each request reads it again.
    ReadEachTime,
}

/// When a look-up began. The clock may be set, so the time that passed counts too: whichever says that it is over.
#[derive(Clone, Copy)]
struct Begun {
    second: u64,
    instant: Instant,
}

impl Begun {
    fn is_recent(self, now: u64, row_ttl: u64) -> bool {
        let end = self.instant.checked_add(Duration::from_secs(row_ttl));
        (self.second..self.second.saturating_add(row_ttl)).contains(&now)
            && end.is_none_or(|end| Instant::now() < end)
    }
}

impl<U: JwtUser> CachedToken<U> {
    /// What one takes besides the token's text and the texts of claims and row: its parts and their places.
    pub(super) const FIXED_BYTES: u64 =
        (size_of::<Self>() + size_of::<Verified<U::Claims>>() + size_of::<U>() + 512) as u64;

    pub(super) fn new(verified: Verified<U::Claims>) -> Self {
        Self {
            verified: Arc::new(verified),
            row: Mutex::new(Row::Unread),
        }
    }

    /// The proof.
    #[must_use]
    pub fn verified(&self) -> &Arc<Verified<U::Claims>> {
        &self.verified
    }

    /// The user, if the row was read less than `row_ttl` seconds ago.
    pub(super) fn kept_user(&self, now: u64, row_ttl: u64) -> Option<Arc<U>> {
        self.row().kept(now, row_ttl)
    }

    pub(super) fn forget_user(&self) {
        *self.row() = Row::Unread;
    }

    pub(super) async fn user(&self, store: &SharedUserStore<U>, kept: Kept) -> FoundUser<U> {
        let shared = match self.join(kept) {
            Joined::Found(user) => return Ok(user),
            Joined::Nobody => return self.look_up(store).await,
            Joined::Shared(shared) => shared,
        };
        // The first one looks; if they go away before they know, the next one does.
        let found = shared.get_or_init(async || {
            let begun = Begun {
                second: self.verified.now(),
                instant: Instant::now(),
            };
            let found = self.look_up(store).await;
            self.settle(&shared, &found, begun, kept.row_ttl);
            found
        });
        found.await.clone()
    }

    async fn look_up(&self, store: &SharedUserStore<U>) -> FoundUser<U> {
        let found = store.get_or_sync(Arc::clone(&self.verified)).await;
        found.map(Arc::new).map_err(Arc::new)
    }

    /// What is kept, or the look-up that is under way, or a new one.
    fn join(&self, kept: Kept) -> Joined<U> {
        let mut row = self.row();
        if let Some(user) = row.kept(self.verified.now(), kept.row_ttl) {
            return Joined::Found(user);
        }
        if !kept.shares || matches!(*row, Row::ReadEachTime) {
            return Joined::Nobody;
        }
        if let Row::Awaited(shared) = &*row
            && let Some(shared) = shared.upgrade()
        {
            return Joined::Shared(shared);
        }
        let shared = Arc::new(LookUp::new());
        *row = Row::Awaited(Arc::downgrade(&shared));
        Joined::Shared(shared)
    }

    /// Notes what came of a look-up, unless the row was declared outdated meanwhile.
    fn settle(&self, shared: &Arc<LookUp<U>>, found: &FoundUser<U>, begun: Begun, row_ttl: u64) {
        let mut row = self.row();
        if matches!(&*row, Row::Awaited(it) if it.as_ptr() == Arc::as_ptr(shared)) {
            *row = match found {
                Ok(user) if row_ttl > 0 => Row::Read {
                    user: Arc::clone(user),
                    begun,
                },
                Ok(_) => Row::ReadEachTime,
                Err(_) => Row::Unread,
            };
        }
    }

    fn row(&self) -> MutexGuard<'_, Row<U>> {
        self.row.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<U> Row<U> {
    fn kept(&self, now: u64, row_ttl: u64) -> Option<Arc<U>> {
        match self {
            Self::Read { user, begun } if begun.is_recent(now, row_ttl) => Some(Arc::clone(user)),
            _ => None,
        }
    }
}

/// Whom a request waits with.
enum Joined<U> {
    Found(Arc<U>),
    Shared(Arc<LookUp<U>>),
    /// Each request has its own look-up.
    Nobody,
}

impl<U: JwtUser> std::fmt::Debug for CachedToken<U> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CachedToken")
            .field("verified", &self.verified)
            .finish_non_exhaustive()
    }
}
