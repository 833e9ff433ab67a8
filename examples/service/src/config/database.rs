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
        "" | "sqlite" | "file" => Ok(Database::Sqlite(path(url))),
        _ if rest.starts_with("//") => Err(
            "no database has this scheme: use postgres:// or mysql:// in lower case, or a file for SQLite",
        ),
        _ => Ok(Database::Sqlite(path(url))),
    }
}

/// The file, without `sqlite:` and slashes.
fn path(url: &str) -> String {
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    path.strip_prefix("//").unwrap_or(path).to_owned()
}
