//! The database that the users are in.

use std::error::Error;
use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};
use jwt_auth_migrations::RunLocked as _;

use crate::connection::AnyConnection;
use crate::statements::Meter;

const CONNECTIONS: u32 = 10;
const POOL_WAIT: Duration = Duration::from_millis(500);

pub(crate) type Connections = Pool<ConnectionManager<AnyConnection>>;

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
    fn url(&self) -> &str {
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

    /// A pool with the settings of `DieselUserStore::connect`, which would do for a service that counts nothing.
    pub(crate) fn pool(&self, meter: &Meter) -> Connections {
        Pool::builder()
            .max_size(CONNECTIONS)
            .min_idle(Some(0))
            .connection_timeout(POOL_WAIT)
            .test_on_check_out(self.is_server())
            .event_handler(Box::new(meter.clone()))
            .connection_customizer(Box::new(NewConnection {
                settings: self.connection_settings(),
                meter: meter.clone(),
            }))
            .build_unchecked(ConnectionManager::new(self.url()))
    }

    /// `busy_timeout` first: the others may have to wait for a lock themselves.
    fn connection_settings(&self) -> &'static [&'static str] {
        if self.is_server() {
            return &[];
        }
        &[
            "PRAGMA busy_timeout = 2000",
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = NORMAL",
            "PRAGMA foreign_keys = ON",
        ]
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

#[derive(Debug)]
struct NewConnection {
    settings: &'static [&'static str],
    meter: Meter,
}

impl CustomizeConnection<AnyConnection, diesel::r2d2::Error> for NewConnection {
    fn on_acquire(&self, conn: &mut AnyConnection) -> Result<(), diesel::r2d2::Error> {
        for setting in self.settings {
            conn.batch_execute(setting)
                .map_err(diesel::r2d2::Error::QueryError)?;
        }
        // Only now: no request asked for these.
        conn.set_instrumentation(self.meter.instrumentation());
        Ok(())
    }
}
