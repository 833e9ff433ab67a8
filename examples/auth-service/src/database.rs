use std::time::Duration;

use diesel::r2d2::Pool;

use crate::connection::{AnyConnection, Connections};
use crate::database_url::DatabaseUrl;
use crate::migration::Migration;

/// How long a request waits for a connection.
const POOL_WAIT: Duration = Duration::from_secs(2);
const POOL_SIZE: u32 = 8;

/// Accounts and families, in a file or on a server. Cheap to clone; every method blocks.
#[derive(Clone)]
pub(crate) struct Database {
    pool: Pool<Connections>,
    migration: Migration,
}

/// The database did not do what it was asked for. One line.
#[derive(Debug)]
pub(crate) struct StoreError(String);

impl StoreError {
    pub(crate) fn new(cause: &dyn std::fmt::Display) -> Self {
        let text = cause.to_string();
        Self(text.lines().next().unwrap_or_default().to_owned())
    }
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<diesel::result::Error> for StoreError {
    fn from(error: diesel::result::Error) -> Self {
        Self::new(&error)
    }
}

impl Database {
    /// Opens it, once its tables are up to date.
    pub(crate) fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        Ok(Self::with_migration(url, Migration::run(url)?))
    }

    /// The same, but a server may be away: then every use fails until it is there.
    pub(crate) fn start(url: &DatabaseUrl) -> Result<Self, StoreError> {
        Ok(Self::with_migration(url, Migration::start(url)?))
    }

    fn with_migration(url: &DatabaseUrl, migration: Migration) -> Self {
        let pool = Pool::builder()
            .max_size(POOL_SIZE)
            .min_idle(Some(0))
            .connection_timeout(POOL_WAIT)
            .test_on_check_out(url.is_server())
            .build_unchecked(Connections(url.clone()));
        Self { pool, migration }
    }

    pub(crate) fn with<T>(
        &self,
        work: impl FnOnce(&mut AnyConnection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if !self.migration.is_done() {
            return Err(StoreError::new(&"it was not there yet to be migrated"));
        }
        let mut conn = self.pool.get().map_err(|error| StoreError::new(&error))?;
        work(&mut conn)
    }
}
