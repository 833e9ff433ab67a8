use std::error::Error;
use std::fmt;

/// Why [`run_locked`](crate::RunLocked::run_locked) did not run all migrations.
#[derive(Debug)]
#[non_exhaustive]
pub enum RunLockedError {
    /// Another process held the lock for as long as this one was ready to wait: it is still running its migrations, or hangs.
    Busy,
    /// The caller's mistake: the connection is in a transaction, at whose end, not before, others would see the tables.
    InTransaction,
    /// The mistake of a migration for SQLite: its `metadata.toml` says `run_in_transaction = false`, and on SQLite the
    /// transaction is the lock. Nothing was run. Run it by itself, with the `diesel` tool.
    NeedsNoTransaction {
        /// The version of the migration.
        version: String,
    },
    /// The source of the migrations cannot be read, Diesel's table of the versions that were run cannot be made or read, or the
    /// SQL of a migration failed.
    Migration(Box<dyn Error + Send + Sync>),
    /// A statement of the lock itself failed: the connection broke, or the account may not do it.
    Database(diesel::result::Error),
}

impl fmt::Display for RunLockedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy => f.write_str(
                "somebody else holds the lock for migrations of this database: another process is running them, or hangs",
            ),
            Self::InTransaction => {
                f.write_str("the connection is in a transaction: run migrations outside of one")
            }
            Self::NeedsNoTransaction { version } => write!(
                f,
                "migration {version} says run_in_transaction = false, but on SQLite the transaction is the lock: \
                 run it by itself, with the diesel tool"
            ),
            Self::Migration(error) => write!(f, "a migration cannot be run: {error}"),
            Self::Database(error) => {
                write!(f, "the lock for migrations failed: {error}")
            }
        }
    }
}

// The cause is part of the message, therefore not the source as well.
impl Error for RunLockedError {}

impl From<diesel::result::Error> for RunLockedError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error)
    }
}
