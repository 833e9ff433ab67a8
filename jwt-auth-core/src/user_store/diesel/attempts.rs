use std::hash::{BuildHasher as _, RandomState};
use std::time::{Duration, Instant};

use diesel::connection::{CacheSize, Connection};
use diesel::result::{DatabaseErrorKind, Error};

/// No further attempt begins later than this after the first.
const RETRY_WITHIN: Duration = Duration::from_millis(1_500);
/// After a deadlock, a serialization failure or a locked SQLite file.
const MOST_AFTER_CONTENTION: u32 = 3;
/// After anything else that may have been the connection's fault.
const MOST_AFTER_FAILURE: u32 = 1;
/// The longest pause before the second attempt; it doubles with each further one.
const PAUSE: Duration = Duration::from_millis(20);

/// Decides whether a failure is worth another attempt. Every attempt starts with the `SELECT`, so none writes twice.
pub(super) struct Attempts {
    started: Instant,
    failed: u32,
}

impl Attempts {
    pub(super) fn start() -> Self {
        Self {
            started: Instant::now(),
            failed: 0,
        }
    }

    /// Waits a random moment where several are in each other's way.
    pub(super) fn another_after(&mut self, error: &Error) -> bool {
        let (most, pause) = match Cause::of(error) {
            Cause::Contention => (
                MOST_AFTER_CONTENTION,
                random(PAUSE * 2_u32.pow(self.failed)),
            ),
            Cause::Connection => (MOST_AFTER_FAILURE, Duration::ZERO),
            Cause::Statement => (0, Duration::ZERO),
        };
        self.failed += 1;
        if self.failed > most || self.started.elapsed() > RETRY_WITHIN {
            return false;
        }
        std::thread::sleep(pause);
        true
    }
}

/// Whether the connection has prepared the statement for a table whose columns have changed type since. PostgreSQL refuses such
/// a statement for as long as the connection lives.
pub(super) fn is_outdated(error: &Error) -> bool {
    matches!(
        error,
        Error::DatabaseError(DatabaseErrorKind::Unknown, information)
            if information.message() == "cached plan must not change result type"
    )
}

/// Empties the connection's cache. That there is one is certain: without it no statement is outdated.
pub(super) fn forget_statements<Conn: Connection>(conn: &mut Conn) {
    conn.set_prepared_statement_cache_size(CacheSize::Disabled);
    conn.set_prepared_statement_cache_size(CacheSize::Unbounded);
}

enum Cause {
    /// Others wanted the same rows.
    Contention,
    /// The connection, or something that Diesel has no name for.
    Connection,
    /// The statement itself, which would fail again.
    Statement,
}

impl Cause {
    fn of(error: &Error) -> Self {
        use DatabaseErrorKind::{
            ClosedConnection, SerializationFailure, UnableToSendCommand, Unknown,
        };
        match error {
            Error::DatabaseError(SerializationFailure, _) => Self::Contention,
            // Diesel has no kind for these, and no code.
            Error::DatabaseError(Unknown, information)
                if ["database is locked", "deadlock detected"].contains(&information.message()) =>
            {
                Self::Contention
            }
            Error::DatabaseError(Unknown | ClosedConnection | UnableToSendCommand, _)
            | Error::BrokenTransactionManager
            | Error::RollbackErrorOnCommit { .. } => Self::Connection,
            _ => Self::Statement,
        }
    }
}

fn random(most: Duration) -> Duration {
    let random = RandomState::new().hash_one(0);
    let share = u32::try_from(random % 1_000).unwrap_or(0);
    most * share / 1_000
}
