//! One type of connection for every database that is built in.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::r2d2::{Error, ManageConnection, R2D2Connection as _};

use crate::database_url::DatabaseUrl;

#[derive(diesel::MultiConnection)]
pub(crate) enum AnyConnection {
    #[cfg(feature = "postgres")]
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

/// That of every `select` of a whole row.
pub(crate) type Backend = <AnyConnection as Connection>::Backend;

/// How the pool gets its connections. Diesel's own way tries one database after the other, and a server that is away would be
/// taken for a file.
pub(crate) struct Connections(pub(crate) DatabaseUrl);

impl ManageConnection for Connections {
    type Connection = AnyConnection;
    type Error = Error;

    fn connect(&self) -> Result<AnyConnection, Error> {
        let (mut conn, settings) = match &self.0 {
            #[cfg(feature = "postgres")]
            DatabaseUrl::Postgres(url) => {
                let conn = PgConnection::establish(url).map_err(Error::ConnectionError)?;
                (AnyConnection::Postgres(conn), POSTGRES_SETTINGS)
            }
            DatabaseUrl::Sqlite(path) => {
                let conn = SqliteConnection::establish(path).map_err(Error::ConnectionError)?;
                (AnyConnection::Sqlite(conn), SQLITE_SETTINGS)
            }
        };
        conn.batch_execute(settings).map_err(Error::QueryError)?;
        Ok(conn)
    }

    fn is_valid(&self, conn: &mut AnyConnection) -> Result<(), Error> {
        conn.ping().map_err(Error::QueryError)
    }

    fn has_broken(&self, conn: &mut AnyConnection) -> bool {
        conn.is_broken()
    }
}

/// Under a stricter level, which a database may have as its default, the loser of a guarded `UPDATE` would fail instead of
/// changing nothing. Whoever waits for a row waits as long as for SQLite's file.
#[cfg(feature = "postgres")]
const POSTGRES_SETTINGS: &str = "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED; SET statement_timeout = '2s';";
/// `busy_timeout` first: changing the journal mode may have to wait as well.
const SQLITE_SETTINGS: &str = "PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL;";
