use diesel::Connection;
use diesel::connection::TransactionManager;
use diesel::migration::Migration;
use diesel_migrations::MigrationHarness;

use super::RunLockedError;

pub(super) fn refuse_transaction<C: Connection>(conn: &mut C) -> Result<(), RunLockedError> {
    let status = C::TransactionManager::transaction_manager_status_mut(conn);
    match status.transaction_depth()? {
        Some(_) => Err(RunLockedError::InTransaction),
        None => Ok(()),
    }
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
