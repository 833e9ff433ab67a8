use std::thread;
use std::time::{Duration, Instant};

use diesel::dsl::sql;
use diesel::migration::MigrationSource;
use diesel::sql_types::{BigInt, Bool};
use diesel::{PgConnection, QueryResult, RunQueryDsl};

use super::{RunLocked, RunLockedError, steps};

/// An advisory lock is known by a number alone, within one database.
const LOCK: i64 = i64::from_be_bytes(*b"jwt-auth");
const ASK_AGAIN_AFTER: Duration = Duration::from_millis(100);

impl RunLocked for PgConnection {
    fn run_locked_within<S>(
        &mut self,
        source: S,
        wait: Duration,
    ) -> Result<Vec<String>, RunLockedError>
    where
        S: MigrationSource<Self::Backend>,
    {
        steps::refuse_transaction(self)?;
        lock(self, wait)?;
        steps::run_pending(self, source, |conn| ask(conn, "pg_advisory_unlock"))
    }
}

/// Asks again and again: one that waits inside `pg_advisory_lock` is a transaction, for whose end `CREATE INDEX CONCURRENTLY`
/// in somebody else's migration would wait in turn.
fn lock(conn: &mut PgConnection, wait: Duration) -> Result<(), RunLockedError> {
    let began = Instant::now();
    while !ask(conn, "pg_try_advisory_lock")? {
        if began.elapsed() >= wait {
            return Err(RunLockedError::Busy);
        }
        thread::sleep(ASK_AGAIN_AFTER);
    }
    Ok(())
}

fn ask(conn: &mut PgConnection, function: &str) -> QueryResult<bool> {
    sql::<Bool>(&format!("SELECT {function}("))
        .bind::<BigInt, _>(LOCK)
        .sql(")")
        .get_result(conn)
}
