//! The migrations of `jwt-auth-migrations`: a new table, and columns for one that exists.

use diesel_migrations::{EmbeddedMigrations, FileBasedMigrations};

use crate::database::Kind;

mod additive;
mod greenfield;
mod key_column;
mod run_locked;
mod schema;

pub(crate) fn embedded(kind: Kind) -> EmbeddedMigrations {
    match kind {
        Kind::Sqlite => jwt_auth_migrations::SQLITE,
        #[cfg(feature = "postgres")]
        Kind::Postgres => jwt_auth_migrations::POSTGRES,
        #[cfg(feature = "mysql")]
        Kind::Mysql => jwt_auth_migrations::MYSQL,
    }
}

/// What somebody copies who uses the `diesel` tool.
fn greenfield_folder(kind: Kind) -> FileBasedMigrations {
    folder(kind.pick("sqlite", "postgres", "mysql"))
}

fn additive_folder(kind: Kind) -> FileBasedMigrations {
    folder(kind.pick("additive/sqlite", "additive/postgres", "additive/mysql"))
}

fn folder(name: &str) -> FileBasedMigrations {
    let crate_folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations");
    FileBasedMigrations::from_path(format!("{crate_folder}/{name}")).unwrap()
}
