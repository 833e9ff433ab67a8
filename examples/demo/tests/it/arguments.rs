//! What the command line takes.

use std::net::TcpListener;
use std::process::Output;

use crate::demo::{Demo, ask, command, until};

fn run(arguments: &[&str]) -> Output {
    let temporary = tempfile::tempdir().unwrap();
    let output = command(temporary.path()).args(arguments).output().unwrap();
    assert_eq!(temporary.path().read_dir().unwrap().count(), 0);
    output
}

/// Ends before anything is served.
fn assert_refused(arguments: &[&str], code: i32, text: &str) {
    let output = run(arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
    assert!(said.contains(text), "{arguments:?}: {said}");
    assert!(!said.contains("hidden"), "{said}");
    assert!(output.stdout.is_empty());
}

/// Three ports in a row that were free a moment ago.
fn free_ports() -> u16 {
    until("three ports are free", || {
        let first = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = first.local_addr().unwrap().port();
        let free = |more| TcpListener::bind(("127.0.0.1", port.checked_add(more)?)).ok();
        let _rest = (free(1)?, free(2)?);
        Some(port)
    })
}

#[test]
fn help_says_what_there_is() {
    for help in ["--help", "-h"] {
        let output = run(&[help]);
        assert!(output.status.success());
        let said = String::from_utf8(output.stdout).unwrap();
        for argument in ["--port", "--postgres", "--help"] {
            assert!(said.contains(argument), "{said}");
        }
    }
}

#[test]
fn what_it_does_not_know_is_refused() {
    assert_refused(&["--prot", "9000"], 2, "--prot");
    assert_refused(&["-p", "9000"], 2, "--help");
    assert_refused(&["9000"], 2, "--help");
    for port in [
        &["--port"][..],
        &["--port", "0"],
        &["--port", "65534"],
        &["--port", "http"],
    ] {
        assert_refused(port, 2, "--port: give a number from 1 to 65533");
    }
}

#[test]
fn a_port_is_the_first_of_three() {
    let port = free_ports();
    let demo = Demo::start(&["--port", &port.to_string()]);
    let wanted = [port, port + 1, port + 2].map(|it| format!("127.0.0.1:{it}"));
    assert_eq!(demo.addresses(), wanted);
    for address in wanted {
        until("it answers", || ask(&address).ok());
    }
}

#[test]
fn a_port_that_was_asked_for_and_is_taken_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let first = (port - 1).to_string();
    let said = run(&["--port", &first]);
    assert_eq!(said.status.code(), Some(1));
    let said = String::from_utf8(said.stderr).unwrap();
    assert!(said.contains("--port takes three free ones"), "{said}");
}

#[cfg(not(feature = "postgres"))]
#[test]
fn without_postgres_built_in_it_says_how_to_build_it() {
    let url = "postgres://me:hidden@localhost/x";
    assert_refused(
        &["--postgres", url],
        2,
        "--features postgres -- --postgres URL",
    );
}

#[cfg(feature = "postgres")]
mod postgres {
    use diesel::prelude::*;

    use super::*;

    #[test]
    fn a_url_of_another_database_is_refused_and_never_shown() {
        for url in ["mysql://me:hidden@localhost/x", "hidden.db", ""] {
            assert_refused(&["--postgres", url], 2, "--postgres: give a URL");
        }
        let closed = "postgres://me:hidden@127.0.0.1:1/x";
        assert_refused(&["--postgres", closed], 1, "cannot be reached");
    }

    #[test]
    fn all_but_the_keys_is_kept_in_schemas_and_nothing_is_left_at_the_end() {
        let Ok(url) = std::env::var("JWT_AUTH_POSTGRES_URL") else {
            assert_ne!(std::env::var("CI").as_deref(), Ok("true"));
            return;
        };
        let mut conn = PgConnection::establish(&url).unwrap();
        let mut demo = Demo::start(&["--postgres", &url]);
        for address in demo.addresses() {
            until("it answers", || ask(&address).ok());
        }
        assert_eq!(schemas(&mut conn), 3);
        assert_eq!(demo.files(), ["auth.keys.json"]);

        demo.signal("INT");

        assert_eq!(demo.exit_code(), Some(0), "{}", demo.log());
        assert_eq!(schemas(&mut conn), 0);
        assert_eq!(demo.left_behind(), 0);
    }

    fn schemas(conn: &mut PgConnection) -> i64 {
        diesel::dsl::sql::<diesel::sql_types::BigInt>(
            "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'jwt_auth_demo_%'",
        )
        .get_result(conn)
        .unwrap()
    }
}
