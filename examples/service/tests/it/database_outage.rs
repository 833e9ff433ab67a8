//! A database server that is away when the service starts, or does not take its password.
#![cfg(any(feature = "postgres", feature = "mysql"))]

use serde_json::json;

use crate::database::Server;
use crate::gate::{Gate, Shut};
use crate::on_each_database::{TRYING_AGAIN, ready, rows, start, token};
use crate::process::{Process, until};

#[test]
fn a_server_that_is_away_at_the_start_is_migrated_and_used_as_soon_as_it_comes() {
    for server in Server::each() {
        let (gate, process) = behind_a_gate(&server, Shut::HangingUp);
        let token = token(0, "ada@example.org", false);
        assert_serves_strangers_only(&process, &token);
        let warning = process.line(TRYING_AGAIN).unwrap();
        assert!(warning.contains("WARN"), "{warning}");

        gate.open();
        until("it is ready", || {
            (process.get("/readyz").status == 200).then_some(())
        });
        assert!(process.knows(&token));
        assert_eq!(rows(&process).as_array().map(Vec::len), Some(1));
        assert!(!process.log().contains(password(&server)));
    }
}

#[test]
fn a_server_that_says_nothing_does_not_keep_the_service_from_starting() {
    for server in Server::each() {
        let (_gate, process) = behind_a_gate(&server, Shut::Silent);
        assert_serves_strangers_only(&process, &token(0, "ada@example.org", false));
        let warning = process.line("starting without the database").unwrap();
        assert!(warning.contains("WARN"), "{warning}");
    }
}

#[test]
fn a_password_is_never_logged_whether_it_is_right_or_wrong() {
    let everything = [("RUST_LOG", "trace")];
    for server in Server::each() {
        let process = ready(server.url.as_str(), &everything);
        assert!(process.knows(&token(0, "ada@example.org", false)));
        assert_eq!(rows(&process)[0]["email"], json!("ada@example.org"));
        assert!(!process.log().contains(password(&server)));

        let mut url = server.url.clone();
        url.set_password(Some("hunter2-hunter2")).unwrap();
        let process = start(url.as_str(), &everything);
        assert_eq!(process.get("/readyz").status, 503);
        assert_eq!(
            process
                .ask("/whoami", &token(0, "x@example.org", false))
                .status,
            503
        );
        assert_eq!(process.get("/users").status, 503);
        let warning = process.line(TRYING_AGAIN).unwrap();
        assert!(warning.contains(server.url.username()), "{warning}");
        assert!(!process.log().contains("hunter2"));
    }
}

fn behind_a_gate(server: &Server, shut: Shut) -> (Gate, Process) {
    let gate = Gate::new(server.address(), shut);
    let mut url = server.url.clone();
    url.set_port(Some(gate.port())).unwrap();
    (gate, start(url.as_str(), &[]))
}

fn assert_serves_strangers_only(process: &Process, token: &str) {
    assert_eq!(process.get("/health").status, 200);
    let stranger = process.get("/whoami");
    assert_eq!(stranger.status, 200);
    assert!(stranger.body.contains(r#""anonymous":true"#));
    let refusals = [
        process.get("/readyz"),
        process.ask("/whoami", token),
        process.ask("/home/user/ada", token),
    ];
    for refused in refusals {
        assert_eq!(refused.status, 503, "{refused:?}");
        assert!(refused.header("retry-after").is_some(), "{refused:?}");
    }
    assert_eq!(process.get("/users").status, 503);
}

fn password(server: &Server) -> &str {
    let password = server.url.password().unwrap();
    assert!(password.len() > 7, "too short to be looked for");
    password
}
