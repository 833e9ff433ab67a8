use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::CustomizeConnection;

/// A connection of any kind, for models and statements that are written once.
///
/// Diesel tries the variants in turn: SQLite, which takes any text for a path, must be the last.
#[derive(diesel::MultiConnection)]
pub(crate) enum AnyConnection {
    #[cfg(feature = "postgres")]
    Postgres(PgConnection),
    #[cfg(feature = "mysql")]
    Mysql(MysqlConnection),
    Sqlite(SqliteConnection),
}

/// SQLite's own default is not to wait for another writer.
#[derive(Debug)]
pub(super) struct PatientSqlite;

impl CustomizeConnection<AnyConnection, diesel::r2d2::Error> for PatientSqlite {
    fn on_acquire(&self, conn: &mut AnyConnection) -> Result<(), diesel::r2d2::Error> {
        #[cfg_attr(
            not(any(feature = "postgres", feature = "mysql")),
            expect(irrefutable_let_patterns)
        )]
        if let AnyConnection::Sqlite(conn) = conn {
            for setting in ["PRAGMA busy_timeout = 5000", "PRAGMA journal_mode = WAL"] {
                conn.batch_execute(setting)
                    .map_err(diesel::r2d2::Error::QueryError)?;
            }
        }
        Ok(())
    }
}
