//! The end of the service: at SIGTERM it is not ready from that moment on, whoever has asked is answered, and it has ended
//! within 30 seconds.
#![cfg(unix)]

mod crowd;
mod signals;
mod stuck;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

use crate::client::{Answer, Client};

/// What keeps everybody else from writing to an SQLite file until it is dropped.
struct Lock(SqliteConnection);

impl Lock {
    fn on(url: &str) -> Self {
        let path = url.strip_prefix("sqlite:").unwrap();
        let mut conn = SqliteConnection::establish(path).unwrap();
        conn.batch_execute("PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE")
            .unwrap();
        Self(conn)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.0.batch_execute("ROLLBACK").unwrap();
    }
}

/// What `/readyz` says to this client as soon as the service is leaving.
fn leaving(client: &mut Client) -> Option<Answer> {
    let answer = client.get("/readyz").unwrap();
    if answer.status == 200 {
        return None;
    }
    assert_eq!(answer.status, 503, "{answer:?}");
    assert!(answer.body.contains("shutting down"), "{answer:?}");
    Some(answer)
}
