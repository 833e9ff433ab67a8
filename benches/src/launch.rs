//! How a server is started: `bench-server NAME PORT [WORKERS]`, and a few variables of the environment.

use std::env;
use std::error::Error;
use std::net::TcpListener;

pub(crate) type Failure = Box<dyn Error>;

/// Which server, and where.
pub(crate) struct Launch {
    pub(crate) server: String,
    pub(crate) workers: usize,
    port: u16,
}

impl Launch {
    pub(crate) fn from_args() -> Result<Self, Failure> {
        let mut args = env::args().skip(1);
        let usage = "usage: bench-server NAME PORT [WORKERS]";
        Ok(Self {
            server: args.next().ok_or(usage)?,
            port: args.next().ok_or(usage)?.parse()?,
            workers: args.next().map_or(Ok(1), |text| text.parse())?,
        })
    }

    /// On loopback only.
    pub(crate) fn listen(&self) -> Result<TcpListener, Failure> {
        Ok(TcpListener::bind(("127.0.0.1", self.port))?)
    }
}

/// The secret of the Auth service.
pub(crate) fn secret() -> Result<String, Failure> {
    variable("JWT_SIGNING_KEY")
}

/// `HS256` or `HS512`.
pub(crate) fn algorithm() -> Result<String, Failure> {
    variable("JWT_ALGORITHM")
}

/// A file of SQLite, or `postgres://…`.
pub(crate) fn database_url() -> Result<String, Failure> {
    variable("DATABASE_URL")
}

fn variable(name: &str) -> Result<String, Failure> {
    env::var(name).map_err(|error| format!("{name}: {error}").into())
}
