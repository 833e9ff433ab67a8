use std::time::{Duration, Instant};

use super::leaving;
use crate::client::Client;
use crate::database::Database;
use crate::on_each_database::{ready, token};
use crate::process::{Process, until};

#[test]
fn while_it_leaves_it_serves_whoever_comes_and_lets_nobody_stay() {
    let (_database, mut process) = lingering();
    let token = token(0, "ada@example.org", false);
    let mut early = Client::connect(process.address()).unwrap();
    assert!(!early.whoami(&token).unwrap().is_last);

    process.signal("TERM");
    until("it is not ready", || {
        leaving(&mut Client::connect(process.address()).unwrap())
    });

    for client in [early, Client::connect(process.address()).unwrap()].iter_mut() {
        let answer = client.whoami(&token).unwrap();
        assert_eq!((answer.status, answer.is_last), (200, true), "{answer:?}");
        assert!(answer.body.contains("ada@example.org"), "{answer:?}");
    }
    assert_eq!(process.get("/health").status, 200);
    assert_eq!(process.head("/readyz").status, 503);
    assert!(process.is_running());
}

#[test]
fn it_accepts_connections_for_as_long_as_it_was_told_to() {
    let database = Database::file();
    let mut process = ready(&database.url(), &[("SHUTDOWN_DRAIN_SECONDS", "2")]);
    let before = Instant::now();
    process.signal("TERM");
    until("it accepts nobody", || {
        Client::connect(process.address()).err()
    });
    assert!(before.elapsed() >= Duration::from_secs(2));
    assert_eq!(process.exit_code(), Some(0));
}

#[test]
fn an_answer_that_is_on_its_way_is_sent_to_its_end() {
    let database = Database::file();
    let mut process = ready(&database.url(), &[]);
    database.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) \
         INSERT INTO users (username, email, is_staff, is_superuser, first_name, last_name, is_active) \
         SELECT i, '', 0, 0, '', hex(zeroblob(10000)), 1 FROM n",
    );
    let mut slow = Client::connect(process.address()).unwrap();
    slow.send("/users", "").unwrap();
    slow.wait_for_answer().unwrap();
    process.signal("TERM");
    until("it accepts nobody", || {
        Client::connect(process.address()).err()
    });
    let answer = slow.receive().unwrap();
    assert_eq!(answer.status, 200);
    // More than fits into the buffers between the two.
    assert!(answer.body.len() > 20_000_000);
    assert_eq!(process.exit_code(), Some(0));
}

#[test]
fn a_second_signal_ends_at_once_a_service_that_is_leaving() {
    for second in ["TERM", "INT", "QUIT"] {
        let (_database, mut process) = lingering();
        process.signal("TERM");
        until("it is not ready", || {
            leaving(&mut Client::connect(process.address()).unwrap())
        });
        process.signal(second);
        assert_eq!(process.exit_code(), Some(0), "{second}");
    }
}

#[test]
fn sigint_and_sigquit_wait_for_nobody() {
    for signal in ["INT", "QUIT"] {
        let (_database, mut process) = lingering();
        process.signal(signal);
        assert_eq!(process.exit_code(), Some(0), "{signal}");
    }
}

#[test]
fn without_anybody_in_flight_sigterm_ends_it_even_if_clients_stay_connected() {
    let database = Database::file();
    let mut process = ready(&database.url(), &[]);
    let mut client = Client::connect(process.address()).unwrap();
    assert_eq!(client.get("/health").unwrap().status, 200);
    process.signal("TERM");
    assert_eq!(process.exit_code(), Some(0));
}

/// One that takes longer to leave than anybody here waits for.
fn lingering() -> (Database, Process) {
    let database = Database::file();
    let process = ready(&database.url(), &[("SHUTDOWN_DRAIN_SECONDS", "60")]);
    (database, process)
}
