//! Where the users are kept.

use super::ConfigError;
use super::env::Env;
#[cfg(any(feature = "postgres", feature = "mysql"))]
use super::server_url::checked;
use crate::database::Database;

const DATABASE_URL: &str = "DATABASE_URL";

/// The scheme alone decides, before anything is connected: Diesel would try one database after the other.
pub(super) fn database(env: &Env<'_>) -> Result<Database, ConfigError> {
    let url = env.required(
        DATABASE_URL,
        "set it to a file for SQLite, such as service.db, or to the URL of a database server",
    )?;
    by_scheme(&url).map_err(|remedy| ConfigError::new(DATABASE_URL, remedy))
}

fn by_scheme(url: &str) -> Result<Database, &'static str> {
    let (scheme, rest) = url.split_once(':').unwrap_or(("", url));
    match scheme {
        #[cfg(feature = "postgres")]
        "postgres" | "postgresql" => checked(url).map(Database::Postgres),
        #[cfg(not(feature = "postgres"))]
        "postgres" | "postgresql" => Err(
            "this binary was built without PostgreSQL: build it with `--features postgres`, or use a file for SQLite",
        ),
        #[cfg(feature = "mysql")]
        "mysql" => checked(url).map(Database::Mysql),
        #[cfg(not(feature = "mysql"))]
        "mysql" => Err(
            "this binary was built without MySQL: build it with `--features mysql`, or use a file for SQLite",
        ),
        "" | "sqlite" | "file" => file(url),
        _ if rest.starts_with("//") => Err(
            "no database has this scheme: use postgres:// or mysql:// in lower case, or a file for SQLite",
        ),
        _ => file(url),
    }
}

/// The file, without `sqlite:` and slashes.
fn file(url: &str) -> Result<Database, &'static str> {
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    let path = path.strip_prefix("//").unwrap_or(path);
    let is_shared = path.contains("mode=memory") && path.contains("cache=shared");
    let is_in_memory = path.contains(":memory:") || path.contains("mode=memory");
    if path.is_empty() || (is_in_memory && !is_shared) {
        return Err(
            "an in-memory database is private to one connection: use a file, such as service.db",
        );
    }
    Ok(Database::Sqlite(path.to_owned()))
}
