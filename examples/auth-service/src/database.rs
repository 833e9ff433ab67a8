use std::time::Duration;

use diesel::SqliteConnection;
use diesel::connection::SimpleConnection as _;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// How long a request waits for a connection.
const POOL_WAIT: Duration = Duration::from_secs(2);
const POOL_SIZE: u32 = 8;

/// The file with accounts and families. Cheap to clone; every method blocks.
#[derive(Clone)]
pub(crate) struct Database {
    pool: Pool<ConnectionManager<SqliteConnection>>,
}

/// The database did not do what it was asked for.
#[derive(Debug)]
pub(crate) struct StoreError(String);

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<diesel::result::Error> for StoreError {
    fn from(error: diesel::result::Error) -> Self {
        Self(error.to_string())
    }
}

impl Database {
    /// Opens the file and brings its tables up to date.
    pub(crate) fn open(path: &str) -> Result<Self, StoreError> {
        let pool = Pool::builder()
            .max_size(POOL_SIZE)
            .min_idle(Some(0))
            .connection_timeout(POOL_WAIT)
            .test_on_check_out(false)
            .connection_customizer(Box::new(SqliteSettings))
            .build_unchecked(ConnectionManager::new(path));
        let database = Self { pool };
        database.with(|conn| {
            conn.run_pending_migrations(MIGRATIONS)
                .map(|_| ())
                .map_err(|error| StoreError(error.to_string()))
        })?;
        Ok(database)
    }

    pub(crate) fn with<T>(
        &self,
        work: impl FnOnce(&mut SqliteConnection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut conn = self
            .pool
            .get()
            .map_err(|error| StoreError(error.to_string()))?;
        work(&mut conn)
    }
}

#[derive(Debug)]
struct SqliteSettings;

impl CustomizeConnection<SqliteConnection, diesel::r2d2::Error> for SqliteSettings {
    /// `busy_timeout` first: changing the journal mode may have to wait as well.
    fn on_acquire(&self, conn: &mut SqliteConnection) -> Result<(), diesel::r2d2::Error> {
        conn.batch_execute("PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL;")
            .map_err(diesel::r2d2::Error::QueryError)
    }
}
