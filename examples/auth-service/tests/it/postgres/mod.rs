//! What only a server has: it is away, it is shared, and people wait there for one another.
#![cfg(feature = "postgres")]

#[path = "../../../../service/tests/it/gate.rs"]
mod gate;
mod outage;
mod races;
mod sharing;

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};
use url::Url;

/// An empty database on a server.
pub(crate) struct Server {
    administration: String,
    pub(crate) url: Url,
}

impl Server {
    /// None, with a message, where the environment names no server; in CI that is a failure.
    pub(crate) fn new() -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let Ok(administration) = std::env::var("JWT_AUTH_POSTGRES_URL") else {
            skip();
            return None;
        };
        let count = COUNT.fetch_add(1, Ordering::SeqCst);
        let name = format!("jwt_auth_sign_in_{}_{count}", std::process::id());
        execute(&administration, &format!("CREATE DATABASE {name}"));
        let mut url = Url::parse(&administration).unwrap();
        url.set_path(&name);
        Some(Self {
            administration,
            url,
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        assert_eq!(self.url.host_str(), Some("127.0.0.1"));
        (Ipv4Addr::LOCALHOST, self.url.port().unwrap()).into()
    }

    pub(crate) fn name(&self) -> &str {
        self.url.path().trim_start_matches('/')
    }

    /// As a restart of the server does.
    pub(crate) fn disconnect_all(&self) {
        let name = self.name();
        self.administrate(&format!(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"
        ));
    }

    pub(crate) fn administrate(&self, statement: &str) {
        execute(&self.administration, statement);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.administrate(&format!("DROP DATABASE {} WITH (FORCE)", self.name()));
    }
}

fn execute(url: &str, statement: &str) {
    let mut conn = PgConnection::establish(url).unwrap();
    conn.batch_execute(statement).unwrap();
}

fn skip() {
    assert_ne!(
        std::env::var("CI").as_deref(),
        Ok("true"),
        "no JWT_AUTH_POSTGRES_URL"
    );
    // Not with `eprintln!`: what a test that passes prints is not shown.
    let _ = writeln!(
        std::io::stderr(),
        "SKIPPED on PostgreSQL: JWT_AUTH_POSTGRES_URL is not set, see .ci/databases"
    );
}

/// Asks until there is an answer, within bounds.
fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(
            began.elapsed() < Duration::from_secs(30),
            "not in 30 s: {what}"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}
