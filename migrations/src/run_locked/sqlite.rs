use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::migration::{Migration, MigrationSource};
use diesel::result::Error as QueryError;
use diesel::sql_types::Integer;
use diesel::sqlite::Sqlite;
use diesel::{QueryResult, RunQueryDsl, SqliteConnection};
use diesel_migrations::MigrationHarness;

use super::{RunLocked, RunLockedError, steps};

impl RunLocked for SqliteConnection {
    fn run_locked_within<S>(
        &mut self,
        source: S,
        wait: Duration,
    ) -> Result<Vec<String>, RunLockedError>
    where
        S: MigrationSource<Self::Backend>,
    {
        steps::refuse_transaction(self)?;
        let before: i32 = sql::<Integer>("PRAGMA busy_timeout").get_result(self)?;
        set_busy_timeout(self, i32::try_from(wait.as_millis()).unwrap_or(i32::MAX))?;
        let ran = self.immediate_transaction(|conn| {
            let pending = conn
                .pending_migrations(source)
                .map_err(RunLockedError::Migration)?;
            refuse_without_transaction(&pending)?;
            steps::run(conn, &pending)
        });
        let restored = set_busy_timeout(self, before);
        let versions = ran.map_err(busy)?;
        restored?;
        Ok(versions)
    }
}

fn set_busy_timeout(conn: &mut SqliteConnection, milliseconds: i32) -> QueryResult<()> {
    conn.batch_execute(&format!("PRAGMA busy_timeout = {milliseconds}"))
}

fn refuse_without_transaction(
    pending: &[Box<dyn Migration<Sqlite>>],
) -> Result<(), RunLockedError> {
    match pending
        .iter()
        .find(|migration| !migration.metadata().run_in_transaction())
    {
        Some(migration) => Err(RunLockedError::NeedsNoTransaction {
            version: migration.name().version().to_string(),
        }),
        None => Ok(()),
    }
}

/// Diesel has no kind of its own for `SQLITE_BUSY`.
fn busy(error: RunLockedError) -> RunLockedError {
    match error {
        RunLockedError::Database(QueryError::DatabaseError(_, information))
            if information.message() == "database is locked" =>
        {
            RunLockedError::Busy
        }
        other => other,
    }
}
