//! The tables, made or brought up to date at the start, by any number of processes at once.
//!
//! A service may share the database: its tables and the versions of its migrations have other names, and the lock is the same.
//! Where it has an `accounts` or `families` of its own, `?options=-csearch_path%3Dauth` in the URL gives the Auth service a schema,
//! made before with `CREATE SCHEMA auth`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use jwt_auth_migrations::RunLocked as _;

use crate::database::StoreError;
use crate::database_url::DatabaseUrl;

#[cfg(feature = "postgres")]
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// How long the start waits for a server that is away.
const PATIENCE: Duration = Duration::from_secs(3);
const SHORTEST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// Whether the tables are as this program needs them.
#[derive(Clone)]
pub(crate) struct Migration(Arc<AtomicBool>);

impl Migration {
    /// Migrates now.
    pub(crate) fn run(url: &DatabaseUrl) -> Result<Self, StoreError> {
        migrate(url)?;
        Ok(Self(Arc::new(AtomicBool::new(true))))
    }

    /// A file is migrated now. For a server that is away, a thread tries again and again until the server is there.
    pub(crate) fn start(url: &DatabaseUrl) -> Result<Self, StoreError> {
        if !url.is_server() {
            return Self::run(url);
        }
        let done = Arc::new(AtomicBool::new(false));
        let (first, waiting) = channel();
        let (url, watched) = (url.clone(), Arc::downgrade(&done));
        thread::Builder::new()
            .name("migration".to_owned())
            .spawn(move || until_done(&url, &watched, &first))
            .map_err(|error| StoreError::new(&error))?;
        if waiting.recv_timeout(PATIENCE).is_err() {
            tracing::warn!("starting without the database: nobody can sign in until it is there");
        }
        Ok(Self(done))
    }

    pub(crate) fn is_done(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// Ends when the tables are there, or when nobody is interested in them any more.
fn until_done(url: &DatabaseUrl, watched: &Weak<AtomicBool>, first: &Sender<()>) {
    let mut pause = SHORTEST_PAUSE;
    loop {
        let migrated = migrate(url);
        let Some(done) = watched.upgrade() else {
            return;
        };
        match migrated {
            Ok(()) => {
                tracing::info!("the database is migrated");
                done.store(true, Ordering::Release);
                // The start may have given up on it.
                let _ = first.send(());
                return;
            }
            Err(cause) => tracing::warn!(
                %cause,
                "the database cannot be reached or migrated; trying again"
            ),
        }
        drop(done);
        thread::sleep(pause);
        pause = LONGEST_PAUSE.min(pause * 2);
    }
}

/// On a connection of its own: the pool gives up as early as a request must, and a start on a busy machine need not.
fn migrate(url: &DatabaseUrl) -> Result<(), StoreError> {
    let failed = |error: &dyn std::fmt::Display| StoreError::new(error);
    match url {
        #[cfg(feature = "postgres")]
        DatabaseUrl::Postgres(url) => {
            let mut conn = PgConnection::establish(url).map_err(|error| failed(&error))?;
            conn.run_locked(POSTGRES).map_err(|error| failed(&error))?;
        }
        DatabaseUrl::Sqlite(path) => {
            let mut conn = SqliteConnection::establish(path).map_err(|error| failed(&error))?;
            conn.batch_execute("PRAGMA busy_timeout = 10000")?;
            conn.run_locked(SQLITE).map_err(|error| failed(&error))?;
        }
    }
    Ok(())
}
