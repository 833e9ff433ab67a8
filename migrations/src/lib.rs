//! The `users` table of a service that uses `jwt-auth-actix`, as Diesel migrations.
//!
//! Embedded, run when the service starts:
//!
//! ```ignore
//! use diesel_migrations::MigrationHarness;
//!
//! conn.run_pending_migrations(jwt_auth_migrations::SQLITE)?;
//! ```
//!
//! or with the `diesel` tool, from the same folders, copied into the application (one way or the other, not both):
//!
//! ```sh
//! diesel migration run --migration-dir migrations/sqlite --database-url service.db
//! ```
//!
//! Each database is behind a feature of its name: `sqlite`, `postgres`, `mysql`. Diesel keeps the versions that were run in
//! the application's own table of migrations; this crate's versions are full time stamps, so that they do not collide.

#[cfg(any(feature = "sqlite", feature = "postgres", feature = "mysql"))]
use diesel_migrations::{EmbeddedMigrations, embed_migrations};

/// The migrations for SQLite.
#[cfg(feature = "sqlite")]
pub const SQLITE: EmbeddedMigrations = embed_migrations!("sqlite");

/// The migrations for PostgreSQL.
#[cfg(feature = "postgres")]
pub const POSTGRES: EmbeddedMigrations = embed_migrations!("postgres");

/// The migrations for MySQL and MariaDB.
#[cfg(feature = "mysql")]
pub const MYSQL: EmbeddedMigrations = embed_migrations!("mysql");
