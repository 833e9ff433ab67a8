use diesel::Connection;
use diesel::connection::TransactionManager;
use diesel::migration::Migration;
#[cfg(any(feature = "postgres", feature = "mysql"))]
use diesel::{QueryResult, migration::MigrationSource};
use diesel_migrations::MigrationHarness;

use super::RunLockedError;

pub(super) fn refuse_transaction<C: Connection>(conn: &mut C) -> Result<(), RunLockedError> {
    let status = C::TransactionManager::transaction_manager_status_mut(conn);
    match status.transaction_depth()? {
        Some(_) => Err(RunLockedError::InTransaction),
        None => Ok(()),
    }
}

/// Those that the database does not have yet. The lock is released whatever came of them.
#[cfg(any(feature = "postgres", feature = "mysql"))]
pub(super) fn run_pending<C, S>(
    conn: &mut C,
    source: S,
    release: impl FnOnce(&mut C) -> QueryResult<bool>,
) -> Result<Vec<String>, RunLockedError>
where
    C: Connection + MigrationHarness<C::Backend>,
    S: MigrationSource<C::Backend>,
{
    let ran = conn
        .pending_migrations(source)
        .map_err(RunLockedError::Migration)
        .and_then(|pending| run(conn, &pending));
    let released = release(conn);
    let versions = ran?;
    released?;
    Ok(versions)
}

pub(super) fn run<C>(
    conn: &mut C,
    migrations: &[Box<dyn Migration<C::Backend>>],
) -> Result<Vec<String>, RunLockedError>
where
    C: Connection + MigrationHarness<C::Backend>,
{
    let versions = conn
        .run_migrations(migrations)
        .map_err(RunLockedError::Migration)?;
    Ok(versions.iter().map(ToString::to_string).collect())
}
