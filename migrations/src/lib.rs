//! The `users` table of a service that uses `jwt-auth-actix`, as Diesel migrations.
//!
//! Embedded, run when the service starts, by any number of its processes at once:
//!
//! ```
//! # #[cfg(feature = "sqlite")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use diesel::{Connection, SqliteConnection};
//! use jwt_auth_migrations::RunLocked;
//!
//! let mut conn = SqliteConnection::establish(":memory:")?;
//! conn.run_locked(jwt_auth_migrations::SQLITE)?;
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "sqlite"))]
//! # fn main() {}
//! ```
//!
//! or with the `diesel` tool, from the same folders, copied into the application (one way or the other, not both):
//!
//! ```sh
//! diesel migration run --migration-dir migrations/sqlite --database-url service.db
//! ```
//!
//! For a table that exists already there is SQL of its own in the folder `additive`, to be copied into the application's
//! migrations; the README says how.
//!
//! Diesel keeps the versions that were run in the application's own table of migrations; this crate's versions are full time
//! stamps, so that they do not collide.
//!
//! # Features
//!
//! * `sqlite`: `SQLITE`, the migrations for SQLite, and `run_locked` on an `SqliteConnection`.
//! * `postgres`: `POSTGRES`, the migrations for PostgreSQL, and `run_locked` on a `PgConnection`. Links libpq.
//! * `mysql`: `MYSQL`, the migrations for MySQL and MariaDB, and `run_locked` on a `MysqlConnection`. Links libmysqlclient or
//!   libmariadb.
//!
//! None is on by default.

#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
use diesel_migrations::{EmbeddedMigrations, embed_migrations};

mod run_locked;

pub use run_locked::{RunLocked, RunLockedError};

/// The migrations for SQLite.
#[cfg(feature = "sqlite")]
pub const SQLITE: EmbeddedMigrations = embed_migrations!("sqlite");

/// The migrations for PostgreSQL.
#[cfg(feature = "postgres")]
pub const POSTGRES: EmbeddedMigrations = embed_migrations!("postgres");

/// The migrations for MySQL, from 8.0.17 on, and MariaDB.
#[cfg(feature = "mysql")]
pub const MYSQL: EmbeddedMigrations = embed_migrations!("mysql");

#[cfg(all(doctest, feature = "sqlite"))]
#[doc = include_str!("../README.md")]
struct Readme;
