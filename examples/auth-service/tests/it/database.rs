//! An empty database of a test's own. With the feature `postgres` it is one on the server that `JWT_AUTH_POSTGRES_URL` names,
//! dropped at the end; else a file.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use tempfile::TempDir;

#[cfg(feature = "postgres")]
use crate::postgres::Server;

pub(crate) enum Database {
    File(TempDir),
    #[cfg(feature = "postgres")]
    Server(Server),
}

#[derive(diesel::MultiConnection)]
pub(crate) enum AnyConnection {
    #[cfg(feature = "postgres")]
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

impl Database {
    pub(crate) fn new() -> Self {
        #[cfg(feature = "postgres")]
        if let Some(server) = Server::new() {
            return Self::Server(server);
        }
        Self::File(tempfile::tempdir().unwrap())
    }

    pub(crate) fn url(&self) -> String {
        match self {
            Self::File(folder) => folder.path().join("auth.db").display().to_string(),
            #[cfg(feature = "postgres")]
            Self::Server(server) => server.url.to_string(),
        }
    }

    /// Past the Auth service.
    pub(crate) fn connect(&self) -> AnyConnection {
        let (mut conn, settings) = match self {
            Self::File(_) => {
                let conn = SqliteConnection::establish(&self.url()).unwrap();
                (AnyConnection::Sqlite(conn), "PRAGMA busy_timeout = 10000")
            }
            #[cfg(feature = "postgres")]
            Self::Server(_) => {
                let conn = PgConnection::establish(&self.url()).unwrap();
                (AnyConnection::Postgres(conn), "SET statement_timeout = 0")
            }
        };
        conn.batch_execute(settings).unwrap();
        conn
    }

    pub(crate) fn execute(&self, statement: &str) {
        self.connect().batch_execute(statement).unwrap();
    }

    /// How many rows of a table are so.
    pub(crate) fn count(&self, rows: &str) -> i64 {
        let query = format!("SELECT count(*) AS rows FROM {rows}");
        let count: Count = diesel::sql_query(query)
            .get_result(&mut self.connect())
            .unwrap();
        count.rows
    }
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}
