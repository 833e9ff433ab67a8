use std::collections::HashMap;
use std::process::{Command, id};
use std::time::{Duration, Instant};

use jwt_auth_actix::TestIssuer;

use super::{Lock, leaving};
use crate::client::{Answer, Client};
use crate::database::Database;
use crate::on_each_database::ready;
use crate::process::{Process, until};
use crate::storms::crowd::{Visitor, now};
use crate::storms::{one_at_a_time, stored};

const CROWD: u64 = 1_000;
const STILL_THERE: Duration = Duration::from_secs(2);
/// F25.
const EXIT_WITHIN: Duration = Duration::from_secs(30);
/// For the connections of the crowd, here and in the service, which inherits it.
const OPEN_FILES: &str = "--nofile=4096:";

#[test]
fn a_thousand_requests_in_flight_are_answered_and_no_row_is_half_written() {
    let answers = sigterm_before(|lock, waiting| {
        drop(lock);
        receive(waiting)
    });
    assert!(answers.iter().any(|it| it.status == 200), "all are 503");
}

#[test]
fn a_thousand_who_find_the_database_busy_are_told_so_and_no_row_is_half_written() {
    let answers = sigterm_before(|lock, waiting| {
        // More than the store has connections, so one at least was turned away.
        let (few, others) = waiting.split_at_mut(20);
        let mut answers = receive(few);
        drop(lock);
        answers.extend(receive(others));
        answers
    });
    assert!(answers.iter().any(|it| it.status == 503), "all are 200");
}

/// The service gets the signal while a crowd of newcomers waits for an answer, because the database is locked. The rest is
/// to give back their answers, in their order.
fn sigterm_before(rest: impl FnOnce(Lock, &mut [Client]) -> Vec<Answer>) -> Vec<Answer> {
    let _turn = one_at_a_time();
    permit_open_files();
    let database = Database::file();
    let mut process = ready(&database.url(), &[]);
    let issuer = TestIssuer::hs512();
    let crowd: Vec<_> = (0..CROWD).map(newcomer).collect();
    let tokens: Vec<_> = crowd.iter().map(|it| it.token(&issuer)).collect();
    let mut clients = let_in(&process);
    let mut probe = Client::connect(process.address()).unwrap();
    assert_eq!(probe.get("/readyz").unwrap().status, 200);
    let lock = Lock::on(&database.url());

    // Frozen, the service cannot answer anybody before it gets the signal.
    process.signal("STOP");
    for (client, token) in clients.iter_mut().zip(&tokens) {
        client.send_whoami(token).unwrap();
    }
    process.signal("TERM");
    let told = Instant::now();
    process.signal("CONT");
    until("it is not ready", || leaving(&mut probe));
    let answers = rest(lock, &mut clients);

    assert_eq!(process.exit_code(), Some(0), "{}", process.log());
    assert!(told.elapsed() < EXIT_WITHIN, "{:?}", told.elapsed());
    for word in ["panicked", "still in flight"] {
        assert_eq!(process.line(word), None);
    }
    assert_stored(&database, &crowd, &answers);
    answers
}

fn newcomer(number: u64) -> Visitor {
    Visitor {
        id: format!("6f1c0001-0000-4000-8000-{number:012}"),
        is_staff: number % 2 == 1,
        issued_at: now() - number % 60,
    }
}

/// One connection for each of the crowd, known to the service, which hangs up on whoever says nothing for five seconds. So
/// once more, where the machine was too busy with others.
fn let_in(process: &Process) -> Vec<Client> {
    until("all are let in while the first one is still there", || {
        let began = Instant::now();
        let connect = |_| {
            let mut client = Client::connect(process.address()).unwrap();
            assert_eq!(client.get("/health").unwrap().status, 200);
            client
        };
        let clients: Vec<_> = (0..CROWD).map(connect).collect();
        (began.elapsed() < STILL_THERE).then_some(clients)
    })
}

fn receive(clients: &mut [Client]) -> Vec<Answer> {
    let answers = clients.iter_mut().map(|it| it.receive().unwrap());
    answers.collect()
}

/// Whoever was served has a row, whoever was turned away may have one, and each row is complete.
fn assert_stored(database: &Database, crowd: &[Visitor], answers: &[Answer]) {
    let rows = stored::rows(&database.url()).into_iter();
    let mut rows: HashMap<_, _> = rows.map(|row| (row.username.clone(), row)).collect();
    assert_eq!(answers.len(), crowd.len());
    for (visitor, answer) in crowd.iter().zip(answers) {
        let row = rows.remove(&visitor.id);
        if answer.status == 200 {
            visitor.assert_is_served(&answer.body);
            assert!(row.is_some(), "{} is lost", visitor.id);
        } else {
            assert_eq!(answer.status, 503, "{answer:?}");
            assert!(answer.retry_after.is_some(), "{answer:?}");
        }
        assert!(row.is_none_or(|row| row == visitor.stored()));
    }
    assert!(rows.is_empty(), "of nobody: {rows:?}");
}

/// Where that is impossible and fewer are permitted, the crowd does not get in.
fn permit_open_files() {
    let _ = Command::new("prlimit")
        .args(["--pid", &id().to_string(), OPEN_FILES])
        .status();
}
