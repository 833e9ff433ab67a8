//! The database that the users are in.

use std::error::Error;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use jwt_auth_migrations::RunLocked as _;

/// Holds a password, so there is no `Debug`.
#[derive(Clone)]
pub(crate) enum Database {
    #[cfg(feature = "postgres")]
    Postgres(String),
    #[cfg(feature = "mysql")]
    Mysql(String),
    Sqlite(String),
}

impl Database {
    pub(crate) fn url(&self) -> &str {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(url) => url,
            #[cfg(feature = "mysql")]
            Self::Mysql(url) => url,
            Self::Sqlite(path) => path,
        }
    }

    /// Whether it may come and go while the settings are right.
    pub(crate) fn is_server(&self) -> bool {
        !matches!(self, Self::Sqlite(_))
    }

    /// On a connection of its own: the pool gives up as early as a request must, and a start on a busy machine need not.
    pub(crate) fn migrate(&self) -> Result<(), Box<dyn Error + Send + Sync>> {
        match self {
            #[cfg(feature = "postgres")]
            Self::Postgres(url) => {
                let mut conn = PgConnection::establish(url)?;
                conn.run_locked(jwt_auth_migrations::POSTGRES)?;
            }
            #[cfg(feature = "mysql")]
            Self::Mysql(url) => {
                let mut conn = MysqlConnection::establish(url)?;
                conn.run_locked(jwt_auth_migrations::MYSQL)?;
            }
            Self::Sqlite(path) => {
                let mut conn = SqliteConnection::establish(path)?;
                conn.batch_execute("PRAGMA busy_timeout = 10000")?;
                conn.run_locked(jwt_auth_migrations::SQLITE)?;
            }
        }
        Ok(())
    }
}
