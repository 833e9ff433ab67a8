use std::time::Duration;

use diesel::Connection;
use diesel::migration::MigrationSource;

pub use error::RunLockedError;

mod error;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
mod steps;

/// Runs migrations while no other process does: for several replicas of a service that start at once. Implemented for
/// Diesel's `SqliteConnection`, `PgConnection` and `MysqlConnection`, each behind the feature of its database.
///
/// Diesel by itself takes no lock: of two processes that start together one fails, or both run the same migration.
///
/// | database | lock | a failure |
/// |---|---|---|
/// | PostgreSQL | an advisory lock of the session | undoes its own migration; those before it stay |
/// | MySQL, MariaDB | `GET_LOCK`, on this one server, for this database | may leave half a migration: each statement about tables commits |
/// | SQLite | one immediate transaction around all | undoes all of them |
///
/// The lock ends with the call, whatever came of it, and with the connection. It holds against other callers of
/// `run_locked`, not against the `diesel` tool. Connect to PostgreSQL directly: a pooler that changes sessions between
/// transactions loses the lock.
///
/// The calls block. Make them before the server starts.
pub trait RunLocked: Connection {
    /// Runs those migrations of `source` that the database does not have yet, and returns their versions in the order in
    /// which they were run. Waits up to 60 seconds for the lock.
    ///
    /// `source` may be this crate's migrations or your own.
    ///
    /// # Errors
    /// As [`run_locked_within`](Self::run_locked_within).
    fn run_locked<S>(&mut self, source: S) -> Result<Vec<String>, RunLockedError>
    where
        S: MigrationSource<Self::Backend>,
    {
        self.run_locked_within(source, Duration::from_secs(60))
    }

    /// Like [`run_locked`](Self::run_locked), but waits as long as you say for the lock. A `wait` of zero asks once. MySQL and
    /// MariaDB count in whole seconds, rounded up.
    ///
    /// # Errors
    /// * [`Busy`](RunLockedError::Busy): somebody else held the lock for all that time;
    /// * [`InTransaction`](RunLockedError::InTransaction): the caller's connection is in a transaction;
    /// * [`NeedsNoTransaction`](RunLockedError::NeedsNoTransaction): a migration for SQLite cannot run in a transaction;
    /// * [`Migration`](RunLockedError::Migration): the source or the list of what was run cannot be read, or SQL of a migration failed;
    /// * [`Database`](RunLockedError::Database): a statement of the lock itself failed, mostly as the connection broke.
    fn run_locked_within<S>(
        &mut self,
        source: S,
        wait: Duration,
    ) -> Result<Vec<String>, RunLockedError>
    where
        S: MigrationSource<Self::Backend>;
}
