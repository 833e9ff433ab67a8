//! One type of connection for every database that is built in.

use diesel::prelude::*;

/// Diesel opens the first one that takes the URL and drops the reasons of the others, so the one that takes nearly any text
/// as a file is the last.
#[derive(diesel::MultiConnection)]
pub(crate) enum AnyConnection {
    #[cfg(feature = "postgres")]
    Postgres(PgConnection),
    #[cfg(feature = "mysql")]
    Mysql(MysqlConnection),
    Sqlite(SqliteConnection),
}
