//! Suites that run on SQLite, PostgreSQL and MariaDB:
//!
//! ```sh
//! cargo test -p databases                                                         # SQLite alone
//! bash .ci/databases cargo test -p databases --features postgres,mysql --locked
//! ```
//!
//! A module names its tests once; each is a function that gets a fresh database of its own and is run on every kind:
//!
//! ```ignore
//! on_each_database!(a_person_has_one_row);
//!
//! fn a_person_has_one_row(database: &Database) {
//!     let mut conn = database.connect();
//! }
//! ```
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod check;
mod claims;
mod conformance;
mod database;
mod events;
mod hooks;
mod interleavings;
mod migrations;
mod people;
mod policies;
mod provisioning;
mod statements;
mod tables;
mod tokens;
#[path = "../../../jwt-auth-core/tests/trace/mod.rs"]
mod trace;
