//! A fresh, empty database of its own for each test, dropped at its end.

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, Pool};

pub(crate) use any_connection::AnyConnection;
use fresh::Fresh;
pub(crate) use kind::Kind;

mod any_connection;
mod fresh;
mod kind;

#[cfg(any(feature = "postgres", feature = "mysql"))]
mod server_database;
mod tests;

pub(crate) struct Database {
    kind: Kind,
    fresh: Fresh,
}

impl Database {
    /// Runs a test on a new database; skips it, visibly, where there is no server of this kind.
    pub(crate) fn provide(kind: Kind, test: impl FnOnce(&Self)) {
        if let Some(fresh) = Fresh::create(kind) {
            test(&Self { kind, fresh });
        }
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// The address, with the password of a server.
    pub(crate) fn url(&self) -> &str {
        self.fresh.url()
    }

    /// A plain connection.
    pub(crate) fn connect(&self) -> AnyConnection {
        match self.kind {
            Kind::Sqlite => AnyConnection::Sqlite(self.sqlite()),
            #[cfg(feature = "postgres")]
            Kind::Postgres => AnyConnection::Postgres(self.postgres()),
            #[cfg(feature = "mysql")]
            Kind::Mysql => AnyConnection::Mysql(self.mysql()),
        }
    }

    /// Patient: a pool that is just being filled locks the file for moments.
    pub(crate) fn sqlite(&self) -> SqliteConnection {
        let mut conn = SqliteConnection::establish(self.url()).unwrap();
        conn.batch_execute("PRAGMA busy_timeout = 10000").unwrap();
        conn
    }

    #[cfg(feature = "postgres")]
    pub(crate) fn postgres(&self) -> PgConnection {
        PgConnection::establish(self.url()).unwrap()
    }

    #[cfg(feature = "mysql")]
    pub(crate) fn mysql(&self) -> MysqlConnection {
        MysqlConnection::establish(self.url()).unwrap()
    }

    /// A pool for models that are written once for all kinds.
    pub(crate) fn pool(&self, connections: u32) -> Pool<ConnectionManager<AnyConnection>> {
        Pool::builder()
            .max_size(connections)
            .min_idle(Some(0))
            .connection_customizer(Box::new(any_connection::PatientSqlite))
            .build(ConnectionManager::new(self.url()))
            .unwrap()
    }
}

/// Makes `#[test]`s of functions `fn(&Database)`: `name::sqlite`, `name::postgres`, `name::mysql`.
macro_rules! on_each_database {
    ($($test:ident),+ $(,)?) => {$(
        mod $test {
            use crate::database::{Database, Kind};

            #[test]
            fn sqlite() {
                Database::provide(Kind::Sqlite, super::$test);
            }

            #[cfg(feature = "postgres")]
            #[test]
            fn postgres() {
                Database::provide(Kind::Postgres, super::$test);
            }

            #[cfg(feature = "mysql")]
            #[test]
            fn mysql() {
                Database::provide(Kind::Mysql, super::$test);
            }
        }
    )+};
}
pub(crate) use on_each_database;
