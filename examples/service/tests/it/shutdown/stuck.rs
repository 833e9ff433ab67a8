//! Whatever hangs does not keep the service from ending.

use super::Lock;
use crate::client::Client;
use crate::database::Database;
use crate::on_each_database::{ready, token};
use crate::process::Process;
use crate::storms::stored;

/// More than the store has connections.
const VISITORS: usize = 20;

#[test]
fn a_file_that_stays_locked_does_not_keep_it() {
    let database = Database::file();
    let mut process = ready(&database.url(), &[]);
    let lock = Lock::on(&database.url());
    let visitors = in_flight(&process);
    process.signal("TERM");
    assert_eq!(process.exit_code(), Some(0), "{}", process.log());
    assert_all_unavailable(visitors);
    drop(lock);
    assert_eq!(stored::rows(&database.url()), []);
}

#[test]
fn a_request_that_is_never_finished_does_not_keep_it() {
    let database = Database::file();
    let mut process = ready(&database.url(), &[]);
    let mut client = Client::connect(process.address()).unwrap();
    client.write("GET /health HTTP/1.1\r\n").unwrap();
    process.signal("TERM");
    assert_eq!(process.exit_code(), Some(0), "{}", process.log());
}

#[cfg(feature = "postgres")]
#[test]
fn statements_that_never_end_do_not_keep_it() {
    use crate::database::Server;
    use diesel::connection::SimpleConnection as _;
    use diesel::prelude::*;

    for server in Server::each().into_iter().filter(Server::is_postgres) {
        let url = server.url.as_str();
        let mut process = ready(url, &[]);
        let mut other = PgConnection::establish(url).unwrap();
        other
            .batch_execute("BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE")
            .unwrap();
        let visitors = in_flight(&process);
        process.signal("TERM");
        assert_eq!(process.exit_code(), Some(0), "{}", process.log());
        assert_all_unavailable(visitors);
        other.batch_execute("ROLLBACK").unwrap();
        assert_eq!(stored::rows(url), []);
    }
}

/// Not even the look at the table, at the start, which is not for anybody's request.
#[cfg(any(feature = "postgres", feature = "mysql"))]
#[test]
fn a_server_that_freezes_while_the_table_is_looked_at_does_not_keep_it() {
    use crate::database::Server;
    use crate::frozen::Frozen;
    use crate::process::until;

    for server in Server::each() {
        let catalog = if server.is_postgres() {
            "pg_attribute"
        } else {
            "information_schema"
        };
        let frozen = Frozen::at(server.address(), catalog);
        let mut url = server.url.clone();
        url.set_port(Some(frozen.port())).unwrap();
        let mut process = ready(url.as_str(), &[]);
        until("it is frozen", || frozen.is_frozen().then_some(()));
        process.signal("TERM");
        assert_eq!(process.exit_code(), Some(0), "{}", process.log());
    }
}

/// People whom the service has never seen, each waiting for an answer.
fn in_flight(process: &Process) -> Vec<Client> {
    let token = token(0, "ada@example.org", false);
    let visitors = (0..VISITORS).map(|_| {
        let mut client = Client::connect(process.address()).unwrap();
        client.send_whoami(&token).unwrap();
        client
    });
    visitors.collect()
}

fn assert_all_unavailable(visitors: Vec<Client>) {
    for mut visitor in visitors {
        let answer = visitor.receive().unwrap();
        assert_eq!(answer.status, 503, "{answer:?}");
    }
}
