//! The one file that knows Diesel.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use diesel::QueryResult;
use diesel::connection::SimpleConnection;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool, R2D2Connection};
use diesel::result::{DatabaseErrorKind, Error as QueryError};
use tokio::sync::Semaphore;

use super::get_or_sync::{Outcome, Rows, SyncError, Write, get_or_sync};
use super::{UserStore, UserStoreError};
use crate::user::JwtUser;
use crate::verifier::Verified;

/// The three statements of a model on one type of connection. `#[derive(JwtUser)]` implements it for each
/// `#[jwt(connection = …)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored through `{Conn}`",
    note = "add `#[jwt(connection = {Conn})]` to the model"
)]
pub trait DieselUser<Conn>: JwtUser {
    /// `SELECT` by key.
    ///
    /// # Errors
    /// Whatever Diesel reports.
    fn find(conn: &mut Conn, claims: &Self::Claims) -> QueryResult<Option<Self>>;

    /// `INSERT` of a complete row.
    ///
    /// # Errors
    /// Whatever Diesel reports, unique violations included.
    fn insert(conn: &mut Conn, claims: &Self::Claims, issued_at: Option<i64>)
    -> QueryResult<usize>;

    /// `UPDATE` of the changed columns, guarded by the watermark.
    ///
    /// # Errors
    /// Whatever Diesel reports.
    fn update(conn: &mut Conn, claims: &Self::Claims, write: Write) -> QueryResult<usize>;
}

type ConnPool<Conn> = Pool<ConnectionManager<Conn>>;

const POOL_SIZE: u32 = 10;
const POOL_WAIT: Duration = Duration::from_millis(500);
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

/// Keeps the users of a service in a table, through an r2d2 pool of Diesel connections.
///
/// Statements run on threads for blocking work, never on the worker, and at most
/// [`max_in_flight`](Self::max_in_flight) at once. A request waits at most [`pool_wait`](Self::pool_wait) for its turn
/// and 3 seconds in all; then it gets [`UserStoreError::Unavailable`].
pub struct DieselUserStore<U, Conn: R2D2Connection + 'static> {
    pool: ConnPool<Conn>,
    pool_wait: Duration,
    in_flight: Arc<Semaphore>,
    model: PhantomData<fn() -> U>,
}

impl<U, Conn> DieselUserStore<U, Conn>
where
    U: DieselUser<Conn>,
    Conn: R2D2Connection + SimpleConnection + 'static,
{
    /// Makes a pool of up to 10 connections for a database URL, without opening one yet.
    ///
    /// Everything that is not `postgres://`, `postgresql://` or `mysql://` is taken for SQLite, with or without a
    /// leading `sqlite:`. SQLite connections get `busy_timeout` 2 s, WAL, `synchronous` NORMAL and `foreign_keys` ON, and are
    /// not pinged at each checkout.
    ///
    /// # Errors
    /// [`ConnectError::PrivateMemory`] for `:memory:`.
    pub fn connect(url: &str) -> Result<Self, ConnectError> {
        let server = ["postgres://", "postgresql://", "mysql://"]
            .iter()
            .any(|scheme| url.starts_with(scheme));
        if server {
            return Ok(Self::with_builder(Pool::builder(), url));
        }
        let path = url.strip_prefix("sqlite:").unwrap_or(url);
        let path = path.strip_prefix("//").unwrap_or(path);
        let shared = path.contains("mode=memory") && path.contains("cache=shared");
        let in_memory = path.contains(":memory:") || path.contains("mode=memory");
        if path.is_empty() || (in_memory && !shared) {
            return Err(ConnectError::PrivateMemory);
        }
        let builder = Pool::builder()
            .test_on_check_out(false)
            .connection_customizer(Box::new(SqliteSettings));
        Ok(Self::with_builder(builder, path))
    }

    fn with_builder(builder: diesel::r2d2::Builder<ConnectionManager<Conn>>, url: &str) -> Self {
        let pool = builder
            .max_size(POOL_SIZE)
            .min_idle(Some(0))
            .connection_timeout(POOL_WAIT)
            .build_unchecked(ConnectionManager::new(url));
        Self::new(pool)
    }

    /// Uses a pool of yours and never changes the session state of its connections.
    pub fn new(pool: ConnPool<Conn>) -> Self {
        let connections = pool.max_size() as usize;
        Self {
            pool,
            pool_wait: POOL_WAIT,
            in_flight: Arc::new(Semaphore::new(connections)),
            model: PhantomData,
        }
    }

    /// How long a request waits for its turn and for a connection. Defaults to 500 ms, where r2d2's own default is 30 s.
    #[must_use]
    pub fn pool_wait(mut self, wait: Duration) -> Self {
        self.pool_wait = wait;
        self
    }

    /// How many requests may be in the database at once, at least one. Defaults to the size of the pool.
    #[must_use]
    pub fn max_in_flight(mut self, requests: usize) -> Self {
        let requests = requests.clamp(1, Semaphore::MAX_PERMITS);
        self.in_flight = Arc::new(Semaphore::new(requests));
        self
    }

    /// The pool, for the queries of the application itself.
    #[must_use]
    pub fn pool(&self) -> &ConnPool<Conn> {
        &self.pool
    }
}

impl<U, Conn> UserStore<U> for DieselUserStore<U, Conn>
where
    U: DieselUser<Conn>,
    Conn: R2D2Connection + 'static,
{
    async fn get_or_sync(&self, verified: Arc<Verified<U::Claims>>) -> Result<U, UserStoreError> {
        tokio::time::timeout(ANSWER_WITHIN, self.look_up(verified))
            .await
            .map_err(unavailable)?
    }
}

impl<U, Conn> DieselUserStore<U, Conn>
where
    U: DieselUser<Conn>,
    Conn: R2D2Connection + 'static,
{
    async fn look_up(&self, verified: Arc<Verified<U::Claims>>) -> Result<U, UserStoreError> {
        let turn = Arc::clone(&self.in_flight).acquire_owned();
        let turn = tokio::time::timeout(self.pool_wait, turn)
            .await
            .map_err(unavailable)?
            .map_err(unavailable)?;
        let (pool, wait) = (self.pool.clone(), self.pool_wait);
        let work = tokio::task::spawn_blocking(move || {
            // A statement that hangs keeps its turn: stuck threads are bounded, and new requests are answered.
            let _turn = turn;
            let mut conn = pool.get_timeout(wait).map_err(unavailable)?;
            get_or_sync(&mut DieselRows(&mut *conn), &verified).map_err(UserStoreError::from)
        });
        work.await.map_err(|_| UserStoreError::Panicked)?
    }
}

struct DieselRows<'c, Conn>(&'c mut Conn);

impl<U, Conn> Rows<U> for DieselRows<'_, Conn>
where
    U: DieselUser<Conn>,
    Conn: R2D2Connection,
{
    type Error = QueryError;

    fn find(&mut self, claims: &U::Claims) -> QueryResult<Option<U>> {
        U::find(self.0, claims)
    }

    fn insert(&mut self, claims: &U::Claims, issued_at: Option<i64>) -> QueryResult<Outcome> {
        // A savepoint where the caller's connection is in a transaction already: PostgreSQL would abort that one.
        outcome(
            self.0
                .transaction(|conn| U::insert(conn, claims, issued_at)),
        )
    }

    fn update(&mut self, claims: &U::Claims, write: Write) -> QueryResult<Outcome> {
        outcome(U::update(self.0, claims, write))
    }
}

fn outcome(result: QueryResult<usize>) -> QueryResult<Outcome> {
    match result {
        Ok(0) => Ok(Outcome::Guarded),
        Ok(_) => Ok(Outcome::Written),
        Err(QueryError::DatabaseError(
            DatabaseErrorKind::UniqueViolation | DatabaseErrorKind::CheckViolation,
            _,
        )) => Ok(Outcome::Conflict),
        Err(error) => Err(error),
    }
}

impl From<SyncError<QueryError>> for UserStoreError {
    fn from(error: SyncError<QueryError>) -> Self {
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

/// Settings for a service that reads far more than it writes. One statement each, `busy_timeout` first: the others may
/// have to wait for a lock themselves.
#[derive(Debug)]
struct SqliteSettings;

impl<Conn: SimpleConnection> CustomizeConnection<Conn, diesel::r2d2::Error> for SqliteSettings {
    fn on_acquire(&self, conn: &mut Conn) -> Result<(), diesel::r2d2::Error> {
        for setting in [
            "PRAGMA busy_timeout = 2000",
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = NORMAL",
            "PRAGMA foreign_keys = ON",
        ] {
            conn.batch_execute(setting)
                .map_err(diesel::r2d2::Error::QueryError)?;
        }
        Ok(())
    }
}

/// Why [`DieselUserStore::connect`] refused a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// Every connection of a pool would get an empty database of its own.
    #[error(
        "an in-memory SQLite database is private to one connection: use a file, or file:name?mode=memory&cache=shared"
    )]
    PrivateMemory,
}

impl<U, Conn: R2D2Connection + 'static> Clone for DieselUserStore<U, Conn> {
    fn clone(&self) -> Self {
        Self {
            pool: self.pool.clone(),
            pool_wait: self.pool_wait,
            in_flight: Arc::clone(&self.in_flight),
            model: PhantomData,
        }
    }
}

impl<U, Conn: R2D2Connection + 'static> fmt::Debug for DieselUserStore<U, Conn> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DieselUserStore")
            .field("pool", &self.pool.state())
            .field("pool_wait", &self.pool_wait)
            .finish_non_exhaustive()
    }
}
