//! What is special about SQLite, where one transaction around all migrations is the lock.
#![allow(missing_docs, clippy::unwrap_used)]

use std::fs;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Integer;
use diesel_migrations::FileBasedMigrations;
use jwt_auth_migrations::{RunLocked, RunLockedError, SQLITE};
use tempfile::TempDir;

const GOOD: (&str, &str) = ("0001_good", "CREATE TABLE good (id INTEGER)");

#[test]
fn a_failure_undoes_the_migrations_before_it_too() {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    let folder = migrations(&[GOOD, ("0002_bad", "INSERT INTO nowhere VALUES (1)")]);
    let failed = conn.run_locked(source(&folder)).unwrap_err();
    assert!(matches!(failed, RunLockedError::Migration(_)), "{failed:?}");
    assert_eq!(tables(&mut conn), 0);
    assert_eq!(
        conn.run_locked(source(&migrations(&[GOOD]))).unwrap(),
        ["0001"]
    );
}

#[test]
fn a_migration_that_cannot_run_in_a_transaction_is_refused_before_anything_is_run() {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    let folder = migrations(&[GOOD, ("0002_alone", "VACUUM")]);
    fs::write(
        folder.path().join("0002_alone/metadata.toml"),
        "run_in_transaction = false",
    )
    .unwrap();
    let refused = conn.run_locked(source(&folder)).unwrap_err();
    assert!(
        matches!(&refused, RunLockedError::NeedsNoTransaction { version } if version == "0002"),
        "{refused:?}"
    );
    assert!(refused.to_string().contains("0002"), "{refused}");
    assert_eq!(tables(&mut conn), 0);
}

#[test]
fn one_that_was_run_already_may_say_that_it_cannot_run_in_a_transaction() {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    let folder = migrations(&[GOOD]);
    conn.run_locked(source(&folder)).unwrap();
    fs::write(
        folder.path().join("0001_good/metadata.toml"),
        "run_in_transaction = false",
    )
    .unwrap();
    assert_eq!(conn.run_locked(source(&folder)).unwrap(), [""; 0]);
}

#[test]
fn the_connection_waits_for_locks_as_long_as_before() {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    conn.batch_execute("PRAGMA busy_timeout = 1234").unwrap();
    conn.run_locked(SQLITE).unwrap();
    assert_eq!(busy_timeout(&mut conn), 1234);
    let bad = migrations(&[("0002_bad", "INSERT INTO nowhere VALUES (1)")]);
    conn.run_locked(source(&bad)).unwrap_err();
    assert_eq!(busy_timeout(&mut conn), 1234);
}

#[test]
fn a_writer_who_does_not_end_is_somebody_who_holds_the_lock() {
    let folder = tempfile::tempdir().unwrap();
    let (mut conn, mut writer) = two_connections(&folder);
    writer.batch_execute("BEGIN IMMEDIATE").unwrap();
    let busy = conn.run_locked_within(SQLITE, Duration::from_millis(50));
    assert!(matches!(busy, Err(RunLockedError::Busy)), "{busy:?}");
    writer.batch_execute("COMMIT").unwrap();
    assert_eq!(conn.run_locked(SQLITE).unwrap().len(), 1);
}

#[test]
fn a_reader_who_does_not_end_leaves_nothing_half_done() {
    let folder = tempfile::tempdir().unwrap();
    let (mut conn, mut reader) = two_connections(&folder);
    // Without a write-ahead log, the end of a write waits for readers.
    reader
        .batch_execute("BEGIN; SELECT count(*) FROM sqlite_master")
        .unwrap();
    let busy = conn.run_locked_within(SQLITE, Duration::from_millis(50));
    assert!(matches!(busy, Err(RunLockedError::Busy)), "{busy:?}");
    reader.batch_execute("COMMIT").unwrap();
    assert_eq!(tables(&mut reader), 0);
    assert_eq!(conn.run_locked(SQLITE).unwrap().len(), 1);
}

#[test]
fn a_file_that_may_only_be_read_is_said_to_be_so() {
    let folder = tempfile::tempdir().unwrap();
    drop(two_connections(&folder));
    let path = folder.path().join("test.db");
    let url = format!("file:{}?mode=ro", path.display());
    let mut conn = SqliteConnection::establish(&url).unwrap();
    let failed = conn.run_locked(SQLITE).unwrap_err();
    assert!(matches!(failed, RunLockedError::Migration(_)), "{failed:?}");
    assert!(failed.to_string().contains("readonly"), "{failed}");
}

fn two_connections(folder: &TempDir) -> (SqliteConnection, SqliteConnection) {
    let path = folder.path().join("test.db");
    let connect = || SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    let mut first = connect();
    // The file is there, with nothing in it.
    first.batch_execute("VACUUM").unwrap();
    (first, connect())
}

fn migrations(steps: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, up) in steps {
        let step = folder.path().join(name);
        fs::create_dir(&step).unwrap();
        fs::write(step.join("up.sql"), up).unwrap();
    }
    folder
}

fn source(folder: &TempDir) -> FileBasedMigrations {
    FileBasedMigrations::from_path(folder.path()).unwrap()
}

fn tables(conn: &mut SqliteConnection) -> i32 {
    sql::<Integer>("SELECT count(*) FROM sqlite_master WHERE type = 'table'")
        .get_result(conn)
        .unwrap()
}

fn busy_timeout(conn: &mut SqliteConnection) -> i32 {
    sql::<Integer>("PRAGMA busy_timeout")
        .get_result(conn)
        .unwrap()
}
