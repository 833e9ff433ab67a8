//! `service`: its environment is in docs/settings.md, its commands are in `service --help`.

mod usage;

use std::ffi::OsString;
use std::io::{IsTerminal as _, Read as _, Write as _};
use std::process::exit;
use std::time::Duration;

use actix_web::rt::time::sleep;
use service::{Config, StartError, Verdict, explain, serve};
use tracing_subscriber::EnvFilter;

use crate::usage::USAGE;

/// For a thread of the pool that is just opening a connection: an exit takes OpenSSL from under libmariadb, which crashes the
/// process. Actix, too, waits so long before it ends a system.
const BEFORE_EXIT: Duration = Duration::from_millis(300);
/// More than any token has.
const MOST_INPUT: u64 = 64 * 1_024;
/// Of a program that was called in the wrong way, and of one that cannot tell.
const UNKNOWN: i32 = 2;

#[actix_web::main]
async fn main() {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(|it| it.to_str()).collect();
    let code = match arguments.as_slice() {
        [] => serve_until_the_end().await,
        [Some("explain")] => explain_input().await,
        [Some("--help" | "-h")] | [Some("explain"), Some("--help" | "-h")] => {
            print(USAGE);
            0
        }
        _ => {
            print_error(USAGE);
            UNKNOWN
        }
    };
    // To return would be to wait for threads that a database keeps waiting.
    exit(code)
}

async fn serve_until_the_end() -> i32 {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,actix_http::h1::dispatcher=off"));
    // A log that cannot be written, on a full disk, must not end the request: the complaint would go to stderr, and panic there.
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .log_internal_errors(false)
        .init();
    match run().await {
        Ok(()) => {
            sleep(BEFORE_EXIT).await;
            0
        }
        Err(error) => {
            tracing::error!("cannot start: {error}");
            1
        }
    }
}

async fn run() -> Result<(), StartError> {
    let config = Config::from_env(variable)?;
    config.renew_keys_on_hangup().map_err(StartError::Io)?;
    let listener = config.listen()?;
    serve(config, listener).await
}

async fn explain_input() -> i32 {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .log_internal_errors(false)
        .init();
    if std::io::stdin().is_terminal() {
        print_error("the token, then Enter and Ctrl-D:\n");
    }
    let mut input = Vec::new();
    if let Err(error) = std::io::stdin().take(MOST_INPUT).read_to_end(&mut input) {
        print_error(&format!("cannot read standard input: {}\n", error.kind()));
        return UNKNOWN;
    }
    match explain(&String::from_utf8_lossy(&input), variable).await {
        Ok(explanation) => {
            print(&explanation.to_string());
            match explanation.verdict {
                Verdict::Good => 0,
                Verdict::Refused => 1,
                Verdict::Unknown => UNKNOWN,
            }
        }
        Err(error) => {
            print_error(&format!("{error}\n"));
            UNKNOWN
        }
    }
}

/// What is not UTF-8 is kept visibly damaged, so that it is refused and not taken for unset.
fn variable(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

/// Whoever does not read on, such as `head`, is not complained to.
fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn print_error(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}
