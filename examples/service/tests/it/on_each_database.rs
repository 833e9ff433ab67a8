//! The same service on SQLite, PostgreSQL and MySQL or MariaDB, by `DATABASE_URL` alone.

use std::time::{SystemTime, UNIX_EPOCH};

use jwt_auth_actix::TestIssuer;
use serde_json::{Value, json};

use crate::database::Database;
use crate::process::{Process, command, until};

/// Reached only from this machine, the service takes the secret of `TestIssuer`.
const KEY: (&str, &str) = ("JWT_SIGNING_KEY", TestIssuer::SECRET);
/// Part of what is logged when a server cannot be migrated.
pub(crate) const TRYING_AGAIN: &str = "trying again";
const UUID: &str = "6f1c0001-0000-4000-8000-000000000001";

#[test]
fn a_person_is_stored_and_follows_the_newest_token() {
    for database in Database::each() {
        let process = ready(&database.url(), &[]);
        let first = token(60, "before@example.org", true);
        let newest = token(0, "after@example.org", false);
        let row = |email: &str, is_staff: bool| {
            json!({
                "username": UUID, "email": email, "is_staff": is_staff, "is_superuser": false,
                "first_name": "Ada", "last_name": "Lovelace",
            })
        };

        assert_eq!(rows(&process), json!([]));
        assert_eq!(process.ask("/staff", &first).status, 200);
        assert_eq!(rows(&process), json!([row("before@example.org", true)]));
        assert_eq!(process.ask("/staff", &newest).status, 403);
        assert_eq!(rows(&process), json!([row("after@example.org", false)]));
        assert_eq!(process.ask("/staff", &first).status, 403);
        assert_eq!(process.ask("/home/user/ada", &first).status, 200);
        assert_eq!(rows(&process), json!([row("after@example.org", false)]));
    }
}

#[test]
fn who_is_banned_here_gets_403_and_the_row_stays_as_it_was() {
    for database in Database::each() {
        let process = ready(&database.url(), &[]);
        let welcome = process.ask("/home/user/ada", &token(60, "ada@example.org", true));
        assert_eq!(welcome.status, 200);
        let before = rows(&process);

        database.execute("UPDATE users SET is_active = false");

        let refused = process.ask("/home/user/ada", &token(0, "later@example.org", true));
        assert_eq!((refused.status, refused.header("location")), (403, None));
        assert_eq!(rows(&process), before);
    }
}

#[test]
fn where_rows_are_kept_a_ban_waits_until_another_token_comes() {
    for database in Database::each() {
        let process = ready(&database.url(), &[("ROW_TTL_SECONDS", "60")]);
        let (known, new) = (
            token(60, "ada@example.org", true),
            token(0, "ada@example.org", true),
        );
        assert_eq!(process.ask("/home/user/ada", &known).status, 200);

        database.execute("UPDATE users SET is_active = false");

        assert_eq!(process.ask("/home/user/ada", &known).status, 200);
        assert_eq!(process.ask("/home/user/ada", &new).status, 403);
    }
}

#[test]
fn people_are_told_apart_by_every_byte_of_their_id() {
    for database in Database::each() {
        let process = ready(&database.url(), &[]);
        let ids = ["ada", "Ada", "adä", "\u{e5}da"];
        for id in ids {
            assert!(process.knows(&token_of(id, 0, "ada@example.org", false)));
        }
        let rows = rows(&process);
        let mut stored: Vec<_> = rows
            .as_array()
            .unwrap()
            .iter()
            .map(|row| &row["username"])
            .collect();
        let mut expected = ids.map(Value::from);
        stored.sort_by_key(|id| id.to_string());
        expected.sort_by_key(Value::to_string);
        assert!(stored.into_iter().eq(&expected), "{rows}");
    }
}

#[test]
fn services_that_start_at_once_on_an_empty_database_all_get_ready_at_the_first_try() {
    for database in Database::each() {
        let url = database.url();
        let replicas: Vec<_> = std::thread::scope(|scope| {
            let starts = [(); 3].map(|()| scope.spawn(|| ready(&url, &[])));
            starts.into_iter().map(|it| it.join().unwrap()).collect()
        });
        for replica in &replicas {
            assert_eq!(replica.line(TRYING_AGAIN), None);
            assert!(replica.knows(&token(0, "ada@example.org", false)));
        }
        let rows = replicas.iter().map(rows).collect::<Vec<_>>();
        assert!(
            rows.iter().all(|it| it.as_array().unwrap().len() == 1),
            "{rows:?}"
        );
    }
}

#[test]
fn what_the_users_table_lacks_is_said_at_the_start_and_ends_nothing() {
    for database in Database::each() {
        let process = ready(&database.url(), &[]);
        until("it has looked", || {
            process.line("the users table is complete")
        });
        database.execute("ALTER TABLE users RENAME COLUMN last_name TO surname");

        let process = ready(&database.url(), &[]);

        let line = until("it has looked", || process.line("last_name"));
        assert!(
            line.contains("WARN") && line.contains("there is no such column"),
            "{line}"
        );
        assert_eq!(process.get("/whoami").status, 200);
    }
}

#[test]
fn a_file_in_no_folder_ends_the_start_with_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hidden/service.db");
    let output = command(folder.path())
        .envs([KEY, ("DATABASE_URL", path.to_str().unwrap())])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let log = String::from_utf8(output.stdout).unwrap();
    let line = log
        .lines()
        .find(|it| it.contains("DATABASE_URL: "))
        .unwrap();
    assert!(
        line.contains("a writable file in a folder that exists"),
        "{line}"
    );
    assert!(!log.contains("hidden"), "{log}");
}

pub(crate) fn start(url: &str, settings: &[(&str, &str)]) -> Process {
    let own = [KEY, ("DATABASE_URL", url), ("DEBUG_ROUTES", "1")];
    Process::start(&[&own, settings].concat())
}

/// A service that needs nothing more: the start itself waits for a database that is there.
pub(crate) fn ready(url: &str, settings: &[(&str, &str)]) -> Process {
    let process = start(url, settings);
    let readiness = process.get("/readyz");
    assert_eq!(readiness.status, 200, "{readiness:?}: {}", process.log());
    process
}

/// Everybody whom the service has stored.
pub(crate) fn rows(process: &Process) -> Value {
    let answer = process.get("/users");
    assert_eq!(answer.status, 200, "{answer:?}");
    serde_json::from_str(&answer.body).unwrap()
}

/// Ada's, issued so many seconds ago.
pub(crate) fn token(seconds: u64, email: &str, is_staff: bool) -> String {
    token_of(UUID, seconds, email, is_staff)
}

fn token_of(id: &str, seconds: u64, email: &str, is_staff: bool) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    TestIssuer::hs512().access_token(&json!({
        "iat": now.as_secs() - seconds,
        "user_uuid": id,
        "user_email": email,
        "user_is_staff": is_staff,
        "user_is_superuser": false,
        "user_first_name": "Ada",
        "user_last_name": "Lovelace",
    }))
}
