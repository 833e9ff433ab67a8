//! What `DATABASE_URL` means.

#[cfg(feature = "postgres")]
use crate::server_url::checked;

/// Where accounts and families are kept. Holds a password, so there is no `Debug`.
#[derive(Clone)]
pub(crate) enum DatabaseUrl {
    #[cfg(feature = "postgres")]
    Postgres(String),
    Sqlite(String),
}

impl DatabaseUrl {
    pub(crate) const REMEDY: &str = "set it to a file for SQLite, such as auth.db, or to the URL of a PostgreSQL database, such as postgres://user:password@host/database";

    /// The scheme decides, before anything is connected.
    ///
    /// # Errors
    /// The remedy.
    pub(crate) fn parse(text: &str) -> Result<Self, &'static str> {
        let (scheme, rest) = text.split_once(':').unwrap_or(("", text));
        match scheme {
            #[cfg(feature = "postgres")]
            "postgres" | "postgresql" => Ok(Self::Postgres(patient(checked(text)?))),
            #[cfg(not(feature = "postgres"))]
            "postgres" | "postgresql" => Err(
                "this binary was built without PostgreSQL: build it with `--features postgres`, or use a file for SQLite",
            ),
            "sqlite" => file(rest.strip_prefix("//").unwrap_or(rest)),
            // `C:\auth.db` is a file, too.
            _ if scheme.len() > 1 && (rest.starts_with("//") || scheme == "mysql") => Err(
                "no database of this scheme is supported: use a file for SQLite, or postgres:// in lower case",
            ),
            _ => file(text),
        }
    }

    /// Whether it may come and go while the settings are right.
    pub(crate) fn is_server(&self) -> bool {
        !matches!(self, Self::Sqlite(_))
    }
}

/// Every connection of a pool would get an in-memory database of its own.
fn file(path: &str) -> Result<DatabaseUrl, &'static str> {
    if path.is_empty() || path.contains(":memory:") || path.contains("mode=memory") {
        return Err(DatabaseUrl::REMEDY);
    }
    Ok(DatabaseUrl::Sqlite(path.to_owned()))
}

/// By default, libpq waits for a silent server as long as the network does: minutes.
#[cfg(feature = "postgres")]
fn patient(url: &str) -> String {
    let mut patient = url.to_owned();
    for (name, limit) in [("connect_timeout", "5"), ("tcp_user_timeout", "5000")] {
        if !url.contains(name) {
            let separator = if patient.contains('?') { '&' } else { '?' };
            patient = format!("{patient}{separator}{name}={limit}");
        }
    }
    patient
}
