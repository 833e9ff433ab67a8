//! Empty databases of the tests' own, made on the servers that the environment names and dropped at the end.

use std::io::Write as _;
#[cfg(any(feature = "postgres", feature = "mysql"))]
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use tempfile::TempDir;
use url::Url;

pub(crate) enum Database {
    File(TempDir),
    Server(Server),
}

impl Database {
    /// A file, and one on each server.
    pub(crate) fn each() -> Vec<Self> {
        let servers = Server::each().into_iter().map(Self::Server);
        std::iter::once(Self::file()).chain(servers).collect()
    }

    pub(crate) fn file() -> Self {
        Self::File(tempfile::tempdir().unwrap())
    }

    pub(crate) fn url(&self) -> String {
        match self {
            Self::File(folder) => format!("sqlite:{}", folder.path().join("service.db").display()),
            Self::Server(server) => server.url.to_string(),
        }
    }

    /// Executes a statement past the service.
    pub(crate) fn execute(&self, statement: &str) {
        execute(&self.url(), statement);
    }
}

/// One on a server.
pub(crate) struct Server {
    administration: Url,
    pub(crate) url: Url,
}

impl Server {
    /// One on each server that the program is built for. A server that the environment does not name is left out with a
    /// message; in CI that is a failure.
    pub(crate) fn each() -> Vec<Self> {
        let mut servers = Vec::new();
        for (is_built_in, variable) in [
            (cfg!(feature = "postgres"), "JWT_AUTH_POSTGRES_URL"),
            (cfg!(feature = "mysql"), "JWT_AUTH_MYSQL_URL"),
        ] {
            match std::env::var(variable) {
                Ok(url) if is_built_in => servers.push(Self::create(&url)),
                Err(_) if is_built_in => skip(variable),
                _ => {}
            }
        }
        servers
    }

    fn create(administration: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::SeqCst);
        let name = format!("jwt_auth_service_{}_{count}", std::process::id());
        execute(administration, &format!("CREATE DATABASE {name}"));
        let administration = Url::parse(administration).unwrap();
        let mut url = administration.clone();
        url.set_path(&name);
        Self {
            administration,
            url,
        }
    }

    #[cfg(any(feature = "postgres", feature = "mysql"))]
    pub(crate) fn address(&self) -> SocketAddr {
        assert_eq!(self.url.host_str(), Some("127.0.0.1"));
        (Ipv4Addr::LOCALHOST, self.url.port().unwrap()).into()
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.url.scheme().starts_with("postgres")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let name = self.url.path().trim_start_matches('/');
        let force = if self.is_postgres() {
            "WITH (FORCE)"
        } else {
            ""
        };
        execute(
            self.administration.as_str(),
            &format!("DROP DATABASE {name} {force}"),
        );
    }
}

fn skip(variable: &str) {
    assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "no {variable}");
    // Not with `eprintln!`: what a test that passes prints is not shown.
    let _ = writeln!(
        std::io::stderr(),
        "SKIPPED on one database: {variable} is not set, see .ci/databases"
    );
}

fn execute(url: &str, statement: &str) {
    let done = match url.split(':').next().unwrap() {
        #[cfg(feature = "postgres")]
        "postgres" | "postgresql" => PgConnection::establish(url)
            .unwrap()
            .batch_execute(statement),
        #[cfg(feature = "mysql")]
        "mysql" => MysqlConnection::establish(url)
            .unwrap()
            .batch_execute(statement),
        _ => {
            let path = url.strip_prefix("sqlite:").unwrap();
            let mut conn = SqliteConnection::establish(path).unwrap();
            conn.batch_execute("PRAGMA busy_timeout = 10000").unwrap();
            conn.batch_execute(statement)
        }
    };
    done.unwrap();
}
