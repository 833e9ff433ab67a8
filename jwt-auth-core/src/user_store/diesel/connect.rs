use diesel::connection::SimpleConnection;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Error, Pool, R2D2Connection};

use super::{ConnPool, POOL_WAIT};

const POOL_SIZE: u32 = 10;

/// Why [`DieselUserStore::connect`](super::DieselUserStore::connect) refused a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// Every connection of a pool would get an empty database of its own.
    #[error(
        "an in-memory SQLite database is private to one connection: use a file, or file:name?mode=memory&cache=shared"
    )]
    PrivateMemory,
}

pub(super) fn pool<Conn>(url: &str) -> Result<ConnPool<Conn>, ConnectError>
where
    Conn: R2D2Connection + SimpleConnection + 'static,
{
    let builder = Pool::builder()
        .max_size(POOL_SIZE)
        .min_idle(Some(0))
        .connection_timeout(POOL_WAIT);
    let server = ["postgres://", "postgresql://", "mysql://"]
        .iter()
        .any(|scheme| url.starts_with(scheme));
    if server {
        return Ok(builder.build_unchecked(ConnectionManager::new(url)));
    }
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    let path = path.strip_prefix("//").unwrap_or(path);
    let shared = path.contains("mode=memory") && path.contains("cache=shared");
    let in_memory = path.contains(":memory:") || path.contains("mode=memory");
    if path.is_empty() || (in_memory && !shared) {
        return Err(ConnectError::PrivateMemory);
    }
    Ok(builder
        .test_on_check_out(false)
        .connection_customizer(Box::new(SqliteSettings))
        .build_unchecked(ConnectionManager::new(path)))
}

/// Settings for a service that reads far more than it writes. One statement each, `busy_timeout` first: the others may
/// have to wait for a lock themselves.
#[derive(Debug)]
struct SqliteSettings;

impl<Conn: SimpleConnection> CustomizeConnection<Conn, Error> for SqliteSettings {
    fn on_acquire(&self, conn: &mut Conn) -> Result<(), Error> {
        for setting in [
            "PRAGMA busy_timeout = 2000",
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = NORMAL",
            "PRAGMA foreign_keys = ON",
        ] {
            conn.batch_execute(setting).map_err(Error::QueryError)?;
        }
        Ok(())
    }
}
