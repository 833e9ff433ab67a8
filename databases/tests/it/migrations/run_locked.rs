//! Several processes that start at once, each with a connection of its own.

use std::fs;
use std::sync::Barrier;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use diesel::backend::Backend;
use diesel::dsl::sql;
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use diesel_migrations::FileBasedMigrations;
use jwt_auth_migrations::{RunLocked as _, RunLockedError};
use tempfile::TempDir;

use super::embedded;
use super::schema::names_of_users;
use crate::database::{AnyConnection, Database, on_each_database};

on_each_database!(
    of_eight_processes_at_once_one_makes_the_table,
    an_applications_own_migrations_run_once_each_in_their_order,
    who_waits_too_long_is_told_and_may_try_again,
    two_databases_do_not_wait_for_each_other,
    a_failed_migration_is_named_and_leaves_no_lock,
    a_source_that_cannot_be_read_leaves_no_lock,
    a_connection_in_a_transaction_is_refused,
);

/// The connection inside, with its own type.
macro_rules! inside {
    ($any:expr, $conn:ident => $call:expr) => {
        match $any {
            AnyConnection::Sqlite($conn) => $call,
            #[cfg(feature = "postgres")]
            AnyConnection::Postgres($conn) => $call,
            #[cfg(feature = "mysql")]
            AnyConnection::Mysql($conn) => $call,
        }
    };
}

const PROCESSES: usize = 8;
const LONG_ENOUGH: Duration = Duration::from_secs(60);

fn of_eight_processes_at_once_one_makes_the_table(database: &Database) {
    let mut ran = at_once(database, |mut conn| {
        inside!(&mut conn, conn => conn.run_locked(embedded(database.kind()))).unwrap()
    });
    ran.sort();
    let mut expected = vec![Vec::new(); PROCESSES - 1];
    expected.push(vec!["20261123180000".to_owned()]);
    assert_eq!(ran, expected);
    assert!(names_of_users(database).contains(&"username".to_owned()));
}

fn an_applications_own_migrations_run_once_each_in_their_order(database: &Database) {
    let folder = migrations(&[
        ("0001_runs", "CREATE TABLE runs (step INTEGER)"),
        ("0002_first", "INSERT INTO runs VALUES (1)"),
        ("0003_second", "INSERT INTO runs VALUES (2)"),
        ("0004_third", "INSERT INTO runs VALUES (3)"),
    ]);
    let ran = at_once(database, |mut conn| {
        inside!(&mut conn, conn => conn.run_locked(source(&folder))).unwrap()
    });
    assert_eq!(ran.concat(), ["0001", "0002", "0003", "0004"]);
    let steps =
        sql::<BigInt>("SELECT count(*) FROM runs").get_result::<i64>(&mut database.connect());
    assert_eq!(steps, Ok(3));
}

fn who_waits_too_long_is_told_and_may_try_again(database: &Database) {
    let (slow, first) = Slow::new();
    let mut conn = database.connect();
    let mut try_for =
        |wait| inside!(&mut conn, conn => conn.run_locked_within(embedded(database.kind()), wait));
    thread::scope(|scope| {
        let slow = scope.spawn(
            || inside!(&mut database.connect(), conn => conn.run_locked_within(slow, LONG_ENOUGH)),
        );
        first.is_at_it();
        for wait in [Duration::ZERO, Duration::from_millis(300)] {
            let busy = try_for(wait).unwrap_err();
            assert!(matches!(busy, RunLockedError::Busy), "{busy:?}");
            assert!(busy.to_string().contains("somebody else"), "{busy}");
        }
        first.may_go_on();
        slow.join().unwrap().unwrap();
    });
    assert_eq!(try_for(Duration::ZERO).unwrap().len(), 1);
}

fn two_databases_do_not_wait_for_each_other(database: &Database) {
    let (slow, first) = Slow::new();
    thread::scope(|scope| {
        scope.spawn(|| {
            inside!(&mut database.connect(), conn => conn.run_locked_within(slow, LONG_ENOUGH))
                .unwrap()
        });
        first.is_at_it();
        Database::provide(database.kind(), |other| {
            let ran = inside!(&mut other.connect(), conn => conn.run_locked_within(embedded(other.kind()), Duration::ZERO)).unwrap();
            assert_eq!(ran.len(), 1);
        });
        first.may_go_on();
    });
}

fn a_failed_migration_is_named_and_leaves_no_lock(database: &Database) {
    let bad = migrations(&[("0001_bad", "INSERT INTO nowhere VALUES (1)")]);
    let mut failed = database.connect();
    let error = inside!(&mut failed, conn => conn.run_locked(source(&bad))).unwrap_err();
    assert!(matches!(error, RunLockedError::Migration(_)), "{error:?}");
    let message = error.to_string();
    assert!(
        message.contains("0001_bad") && message.contains("nowhere"),
        "{message}"
    );
    another_connection_then_the_same_can_run(database, &mut failed);
}

fn a_source_that_cannot_be_read_leaves_no_lock(database: &Database) {
    let folder = migrations(&[]);
    let gone = source(&folder);
    drop(folder);
    let mut failed = database.connect();
    let error = inside!(&mut failed, conn => conn.run_locked(gone)).unwrap_err();
    assert!(matches!(error, RunLockedError::Migration(_)), "{error:?}");
    another_connection_then_the_same_can_run(database, &mut failed);
}

fn another_connection_then_the_same_can_run(database: &Database, failed: &mut AnyConnection) {
    let ran = inside!(&mut database.connect(), conn => conn.run_locked_within(embedded(database.kind()), Duration::ZERO)).unwrap();
    assert_eq!(ran.len(), 1);
    let good = migrations(&[("0001_good", "CREATE TABLE good (id INTEGER)")]);
    let ran = inside!(failed, conn => conn.run_locked(source(&good))).unwrap();
    assert_eq!(ran, ["0001"]);
}

fn a_connection_in_a_transaction_is_refused(database: &Database) {
    let mut conn = database.connect();
    let ended: Result<(), RunLockedError> = inside!(&mut conn, conn => {
        conn.transaction(|conn| conn.run_locked(embedded(database.kind())).map(drop))
    });
    assert!(
        matches!(ended, Err(RunLockedError::InTransaction)),
        "{ended:?}"
    );
    assert_eq!(names_of_users(database), [""; 0]);
}

#[cfg(feature = "postgres")]
#[test]
fn on_postgres_an_index_made_concurrently_does_not_wait_for_those_who_wait() {
    Database::provide(crate::database::Kind::Postgres, |database| {
        let folder = migrations(&[
            ("0001_things", "CREATE TABLE things (id INTEGER)"),
            (
                "0002_index",
                "CREATE INDEX CONCURRENTLY things_by_id ON things (id)",
            ),
        ]);
        fs::write(
            folder.path().join("0002_index/metadata.toml"),
            "run_in_transaction = false",
        )
        .unwrap();
        let ran = at_once(database, |mut conn| {
            inside!(&mut conn, conn => conn.run_locked(source(&folder))).unwrap()
        });
        assert_eq!(ran.concat(), ["0001", "0002"]);
    });
}

/// What each of several connections got that began together.
fn at_once(
    database: &Database,
    run: impl Fn(AnyConnection) -> Vec<String> + Sync,
) -> Vec<Vec<String>> {
    let all_connected = Barrier::new(PROCESSES);
    let process = || {
        let conn = database.connect();
        all_connected.wait();
        run(conn)
    };
    thread::scope(|scope| {
        let processes: Vec<_> = (0..PROCESSES).map(|_| scope.spawn(process)).collect();
        processes
            .into_iter()
            .map(|process| process.join().unwrap())
            .collect()
    })
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

/// A source without migrations that somebody keeps from being read, which happens under the lock.
struct Slow {
    at_it: Sender<()>,
    go_on: Receiver<()>,
}

struct Brake {
    at_it: Receiver<()>,
    go_on: Sender<()>,
}

impl Slow {
    fn new() -> (Self, Brake) {
        let (at_it, is_at_it) = channel();
        let (may_go_on, go_on) = channel();
        let brake = Brake {
            at_it: is_at_it,
            go_on: may_go_on,
        };
        (Self { at_it, go_on }, brake)
    }
}

impl Brake {
    fn is_at_it(&self) {
        self.at_it.recv_timeout(LONG_ENOUGH).unwrap();
    }

    fn may_go_on(&self) {
        self.go_on.send(()).unwrap();
    }
}

impl<DB: Backend> MigrationSource<DB> for Slow {
    fn migrations(&self) -> diesel::migration::Result<Vec<Box<dyn Migration<DB>>>> {
        self.at_it.send(())?;
        self.go_on.recv_timeout(LONG_ENOUGH)?;
        Ok(Vec::new())
    }
}
