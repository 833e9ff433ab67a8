//! The one place that knows Diesel.

mod attempts;
mod catalog;
mod check;
mod connect;
mod hooks;
mod queue;
mod rows;
mod statements;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use diesel::QueryResult;
use diesel::connection::SimpleConnection;
use diesel::r2d2::{ConnectionManager, Pool, PooledConnection, R2D2Connection};

use self::attempts::Attempts;
pub use self::catalog::CatalogRow;
pub use self::check::{SchemaFault, SchemaProblem};
pub use self::connect::ConnectError;
use self::hooks::Hooks;
use self::queue::Queue;
use self::rows::DieselRows;
pub use self::statements::{DieselUser, Layout, TableName};
use super::get_or_sync::{SyncError, Write, get_or_sync, look_up};
use super::policy::{AdoptExisting, Policy, UnknownUser};
use super::{UserStore, UserStoreError};
use crate::verifier::Verified;

type ConnPool<Conn> = Pool<ConnectionManager<Conn>>;
type Pooled<Conn> = PooledConnection<ConnectionManager<Conn>>;

const POOL_WAIT: Duration = Duration::from_millis(500);
const ANSWER_WITHIN: Duration = Duration::from_secs(3);
const MAX_WAITING: usize = 1_000;

/// Keeps the users of a service in a table, through an r2d2 pool of Diesel connections.
///
/// Statements run on threads for blocking work, at most [`max_in_flight`](Self::max_in_flight) at once, and on the worker only
/// where [`inline_reads`](Self::inline_reads) says so. A request waits at most [`pool_wait`](Self::pool_wait) for its turn
/// and 3 seconds in all; then it gets [`UserStoreError::Busy`] or [`UserStoreError::Unavailable`]. A statement that failed for
/// a reason that may pass, such as a lost connection or a deadlock, is tried again within that time.
///
/// A statement that hangs keeps its thread, and its turn, for as long as the database keeps the statement. A runtime that is
/// dropped waits for its threads: that of [`check`](Self::check), called from `main`, keeps `main` from returning. End it with
/// [`std::process::exit`], and a frozen database does not keep the process.
pub struct DieselUserStore<U: DieselUser<Conn>, Conn: R2D2Connection + 'static> {
    pool: ConnPool<Conn>,
    pool_wait: Duration,
    queue: Queue,
    inline_reads: bool,
    policy: Policy,
    hooks: Hooks<U, Conn>,
}

impl<U, Conn> DieselUserStore<U, Conn>
where
    U: DieselUser<Conn>,
    Conn: R2D2Connection + 'static,
{
    /// Makes a pool of up to 10 connections for a database URL, without opening one yet.
    ///
    /// Everything that is not `postgres://`, `postgresql://` or `mysql://` is taken for SQLite, with or without a
    /// leading `sqlite:`. SQLite connections get `busy_timeout` 2 s, WAL, `synchronous` NORMAL and `foreign_keys` ON, and are
    /// not pinged at each checkout.
    ///
    /// # Errors
    /// [`ConnectError::PrivateMemory`] for `:memory:`.
    pub fn connect(url: &str) -> Result<Self, ConnectError>
    where
        Conn: SimpleConnection,
    {
        connect::pool(url).map(Self::new)
    }

    /// Uses a pool of yours and never changes the session state of its connections.
    pub fn new(pool: ConnPool<Conn>) -> Self {
        let connections = pool.max_size() as usize;
        Self {
            pool,
            pool_wait: POOL_WAIT,
            queue: Queue::new(connections, MAX_WAITING),
            inline_reads: false,
            policy: Policy::default(),
            hooks: Hooks::default(),
        }
    }

    /// How long a request waits for its turn, and then at most as long again for a connection. Defaults to 500 ms, where r2d2's
    /// own default is 30 s.
    #[must_use]
    pub fn pool_wait(mut self, wait: Duration) -> Self {
        self.pool_wait = wait;
        self
    }

    /// How many requests may be in the database at once, at least one. Defaults to the size of the pool.
    #[must_use]
    pub fn max_in_flight(mut self, requests: usize) -> Self {
        self.queue = Queue::new(requests, self.queue.max_waiting());
        self
    }

    /// How many requests may wait for their turn, besides those that are in the database. The next one gets
    /// [`UserStoreError::Busy`] at once. Defaults to 1,000.
    #[must_use]
    pub fn max_waiting(mut self, requests: usize) -> Self {
        self.queue = Queue::new(self.queue.max_in_flight(), requests);
        self
    }

    /// Looks up on the worker itself, without a hop to another thread, while a connection is free. What has to write, or to wait
    /// for a connection, goes the usual way. For SQLite only, where a look-up by key takes microseconds, and for a file on a disk
    /// of this machine; with any other connection it does not compile. The price: a look-up that has to wait for the file, as
    /// while another program holds it exclusively, keeps the worker waiting with all its requests, for `busy_timeout` each.
    /// Defaults to off.
    #[must_use]
    pub fn inline_reads(mut self) -> Self {
        const {
            assert!(
                U::IN_PROCESS,
                "inline_reads is for models with #[jwt(connection = SqliteConnection)]: any other database is away for too long"
            );
        }
        self.inline_reads = true;
        self
    }

    /// What happens when a token names a person who has no row. Defaults to [`UnknownUser::Create`].
    #[must_use]
    pub fn unknown_user(mut self, policy: UnknownUser) -> Self {
        self.policy.unknown_user = policy;
        self
    }

    /// What happens when the person's row was there before any token wrote it. Defaults to [`AdoptExisting::Yes`]. The model
    /// needs a column marked `issued_at`; without one this does not compile.
    #[must_use]
    pub fn adopt_existing(mut self, policy: AdoptExisting) -> Self {
        const {
            assert!(
                U::HAS_WATERMARK,
                "adopt_existing needs a column marked #[jwt(issued_at)]: it tells which rows were written by a token"
            );
        }
        self.policy.adopt_existing = policy;
        self
    }

    /// Looks for the row of a person whose row is older than the shared sign-in, when no row has their key. What it returns
    /// gets the key and is theirs from then on, so be sure that it is. An e-mail address counts only if both sides have verified
    /// it, the Auth service too, and only if it is the same byte for byte: compare it again in Rust, since databases take
    /// addresses for equal that differ by case or accents.
    ///
    /// A row that a token wrote before (its watermark says so), or whose key is not null where it may be, is never given to
    /// another person. In a model with neither, only the function itself can tell which rows are nobody's yet. It runs in one
    /// transaction with the `UPDATE` that links the row, which does nothing if another person was faster. An error is
    /// answered as an outage. Defaults to nobody.
    #[must_use]
    pub fn find_unlinked(
        mut self,
        find: impl Fn(&mut Conn, &U::Claims) -> QueryResult<Option<U>> + Send + Sync + 'static,
    ) -> Self {
        self.hooks.find_unlinked = Some(Arc::new(find));
        self
    }

    /// Runs after a person's row was inserted, in the same transaction: the row that others see is complete. An error takes
    /// the row back and is answered as an outage. It runs again if the transaction has to. A statement that may fail without
    /// harm belongs into a `conn.transaction` of its own: PostgreSQL gives up the whole transaction otherwise. Defaults to
    /// nothing.
    #[must_use]
    pub fn on_created(
        mut self,
        run: impl Fn(&mut Conn, &U, &U::Claims) -> QueryResult<()> + Send + Sync + 'static,
    ) -> Self {
        self.hooks.on_created = Some(Arc::new(run));
        self
    }

    /// Runs after columns of a row were brought in step with a token, in the same transaction, with the row as it is now; not
    /// when only the watermark moved. Otherwise as [`on_created`](Self::on_created).
    #[must_use]
    pub fn on_synced(
        mut self,
        run: impl Fn(&mut Conn, &U, &U::Claims) -> QueryResult<()> + Send + Sync + 'static,
    ) -> Self {
        self.hooks.on_synced = Some(Arc::new(run));
        self
    }

    /// The pool, for the queries of the application itself.
    #[must_use]
    pub fn pool(&self) -> &ConnPool<Conn> {
        &self.pool
    }

    /// Compares the table with the model: columns that are missing or that nobody fills, a key that is not unique or that
    /// the database compares loosely. To be called when the service starts; a database that is away then is no reason to
    /// stop.
    ///
    /// # Errors
    /// [`UserStoreError`], when the database does not answer. Waits 3 seconds at most.
    pub async fn check(&self) -> Result<Vec<SchemaProblem>, UserStoreError> {
        self.in_turn(|mut conn| check::check::<U, Conn>(&mut conn).map_err(unavailable))
            .await
    }

    /// What one `SELECT` on this thread tells, if a connection is free and that is all there is to do.
    fn look_up_here(&self, verified: &Verified<U::Claims>) -> Option<Result<U, UserStoreError>> {
        let mut conn = self.pool.try_get()?;
        let mut rows = DieselRows::new(&mut *conn, &self.hooks);
        let look_up = || look_up(&mut rows, verified, &self.policy);
        match catch_unwind(AssertUnwindSafe(look_up)) {
            Ok(answer) => answer.map(|answer| answer.map_err(UserStoreError::Refused)),
            Err(_) => Some(Err(UserStoreError::Panicked)),
        }
    }

    /// Runs work with a connection on a thread for blocking work, when it is its turn.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(Pooled<Conn>) -> Result<T, UserStoreError> + Send + 'static,
    ) -> Result<T, UserStoreError> {
        let answer = async {
            let turn = self.queue.turn(self.pool_wait).await?;
            let (pool, wait) = (self.pool.clone(), self.pool_wait);
            let work = tokio::task::spawn_blocking(move || {
                // A statement that hangs keeps its turn: stuck threads are bounded, and new requests are answered.
                let _turn = turn;
                work(checkout(&pool, wait)?)
            });
            work.await.map_err(|error| {
                if error.is_panic() {
                    UserStoreError::Panicked
                } else {
                    unavailable(error)
                }
            })?
        };
        tokio::time::timeout(ANSWER_WITHIN, answer)
            .await
            .map_err(unavailable)?
    }
}

impl<U, Conn> UserStore<U> for DieselUserStore<U, Conn>
where
    U: DieselUser<Conn>,
    Conn: R2D2Connection + 'static,
{
    async fn get_or_sync(&self, verified: Arc<Verified<U::Claims>>) -> Result<U, UserStoreError> {
        if self.inline_reads
            && let Some(answer) = self.look_up_here(&verified)
        {
            return answer;
        }
        let (pool, wait) = (self.pool.clone(), self.pool_wait);
        let (policy, hooks) = (self.policy.clone(), self.hooks.clone());
        self.in_turn(move |mut conn| {
            let mut attempts = Attempts::start();
            loop {
                let mut rows = DieselRows::new(&mut *conn, &hooks);
                match get_or_sync(&mut rows, &verified, &policy) {
                    Err(SyncError::Store(error)) if attempts.another_after(&error) => {
                        if attempts::is_outdated(&error) {
                            attempts::forget_statements(&mut *conn);
                            continue;
                        }
                    }
                    result => return result.map_err(UserStoreError::from),
                }
                // Dropped first: a lost connection is found out when it is checked out again.
                drop(conn);
                conn = checkout(&pool, wait)?;
            }
        })
        .await
    }
}

/// A pool whose connections are all in use is busy; one that cannot open any has no database.
fn checkout<Conn: R2D2Connection + 'static>(
    pool: &ConnPool<Conn>,
    wait: Duration,
) -> Result<Pooled<Conn>, UserStoreError> {
    pool.get_timeout(wait).map_err(|error| {
        if pool.state().connections >= pool.max_size() {
            UserStoreError::Busy
        } else {
            unavailable(error)
        }
    })
}

impl From<SyncError<diesel::result::Error>> for UserStoreError {
    fn from(error: SyncError<diesel::result::Error>) -> Self {
        match error {
            SyncError::Refused(refusal) => Self::Refused(refusal),
            SyncError::Store(error) => unavailable(error),
            SyncError::Contended => Self::Unavailable("the row kept vanishing".into()),
        }
    }
}

fn unavailable(error: impl std::error::Error + Send + Sync + 'static) -> UserStoreError {
    UserStoreError::Unavailable(Box::new(error))
}

impl<U: DieselUser<Conn>, Conn: R2D2Connection + 'static> Clone for DieselUserStore<U, Conn> {
    fn clone(&self) -> Self {
        Self {
            pool: self.pool.clone(),
            pool_wait: self.pool_wait,
            queue: self.queue.clone(),
            inline_reads: self.inline_reads,
            policy: self.policy.clone(),
            hooks: self.hooks.clone(),
        }
    }
}

impl<U: DieselUser<Conn>, Conn: R2D2Connection + 'static> fmt::Debug for DieselUserStore<U, Conn> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DieselUserStore")
            .field("pool", &self.pool.state())
            .field("pool_wait", &self.pool_wait)
            .field("unknown_user", &self.policy.unknown_user)
            .field("adopt_existing", &self.policy.adopt_existing)
            .finish_non_exhaustive()
    }
}
