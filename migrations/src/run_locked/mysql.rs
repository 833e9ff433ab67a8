use std::time::Duration;

use diesel::dsl::sql;
use diesel::migration::MigrationSource;
use diesel::sql_types::{BigInt, Nullable};
use diesel::{MysqlConnection, QueryResult, RunQueryDsl};

use super::{RunLocked, RunLockedError, steps};

/// The name is one of the whole server, and MySQL refuses more than 64 characters.
const NAME: &str =
    "LEFT(CONCAT('jwt-auth migrations of ', COALESCE(DATABASE(), 'no database')), 64)";

impl RunLocked for MysqlConnection {
    fn run_locked_within<S>(
        &mut self,
        source: S,
        wait: Duration,
    ) -> Result<Vec<String>, RunLockedError>
    where
        S: MigrationSource<Self::Backend>,
    {
        steps::refuse_transaction(self)?;
        // An absurd number would overflow in the server.
        let seconds = wait.as_millis().div_ceil(1000).min(24 * 24 * 60 * 60);
        if !ask(self, &format!("GET_LOCK({NAME}, {seconds})"))? {
            return Err(RunLockedError::Busy);
        }
        steps::run_pending(self, source, |conn| {
            ask(conn, &format!("RELEASE_LOCK({NAME})"))
        })
    }
}

fn ask(conn: &mut MysqlConnection, question: &str) -> QueryResult<bool> {
    let answer =
        sql::<Nullable<BigInt>>(&format!("SELECT {question}")).get_result::<Option<i64>>(conn)?;
    Ok(answer == Some(1))
}
