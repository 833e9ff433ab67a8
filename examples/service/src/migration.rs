//! The users table, made or brought up to date at the start.

use std::thread;
use std::time::Duration;

use actix_web::rt::time::timeout;
use tokio::sync::watch;

use crate::config::ConfigError;
use crate::database::Database;
use crate::server::StartError;

/// How long the start waits for a server that is away.
const PATIENCE: Duration = Duration::from_secs(3);
const SHORTEST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// Whether the table is as the service needs it.
pub(crate) struct Migration(watch::Receiver<bool>);

impl Migration {
    /// A file is migrated at once or is a mistake in the settings. A server may be away: then the service starts without it,
    /// and a thread tries again and again until the server is there.
    ///
    /// # Errors
    /// `DATABASE_URL` with its remedy, or that there is no thread to be had.
    pub(crate) async fn start(database: Database) -> Result<Self, StartError> {
        let (done, mut watched) = watch::channel(false);
        if database.is_server() {
            thread::Builder::new()
                .name("migration".to_owned())
                .spawn(move || until_done(&database, &done))
                .map_err(StartError::Io)?;
            if timeout(PATIENCE, watched.wait_for(|done| *done))
                .await
                .is_err()
            {
                tracing::warn!(
                    "starting without the database: people who are signed in get 503 until it is there"
                );
            }
        } else {
            database.migrate().map_err(|_| unusable_file())?;
            done.send_replace(true);
        }
        Ok(Self(watched))
    }

    /// Ends when the table is there.
    pub(crate) fn done(&self) -> impl Future<Output = ()> + use<> {
        let mut watched = self.0.clone();
        async move {
            let _ = watched.wait_for(|done| *done).await;
        }
    }

    pub(crate) fn is_done(&self) -> bool {
        *self.0.borrow()
    }
}

fn until_done(database: &Database, done: &watch::Sender<bool>) {
    let mut pause = SHORTEST_PAUSE;
    while !done.is_closed() {
        match database.migrate() {
            Ok(()) => {
                tracing::info!("the database is migrated");
                done.send_replace(true);
                return;
            }
            Err(error) => {
                let text = error.to_string();
                let cause = text.lines().next().unwrap_or_default();
                tracing::warn!(
                    cause,
                    "the database cannot be reached or migrated; trying again"
                );
            }
        }
        thread::sleep(pause);
        pause = LONGEST_PAUSE.min(pause * 2);
    }
}

fn unusable_file() -> ConfigError {
    let remedy =
        "the database cannot be opened or migrated: name a writable file in a folder that exists";
    ConfigError::new("DATABASE_URL", remedy)
}
