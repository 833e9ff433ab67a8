//! The access log says what the client was answered.

use std::sync::{Mutex, Once, PoisonError};

use actix_web::middleware::Logger;
use jwt_auth_actix::LoginRequired;
use log::{LevelFilter, Log, Metadata, Record};
use tracing_log::LogTracer;

use crate::stack::{Place, Stack, assert_guarded, navigation, program, signed_in, stacks};
use crate::trace;

const TARGET: &str = "access_log_of_this_test";

static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Kept;

impl Log for Kept {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        LogTracer::new().log(record);
        if record.target().starts_with(TARGET) {
            let line = format!("{} {}", record.target(), record.args());
            LINES
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(line);
        }
    }

    fn flush(&self) {}
}

/// Begins to keep what all tests log.
pub(crate) fn listen() {
    static START: Once = Once::new();
    START.call_once(|| {
        log::set_logger(&Kept).unwrap();
        log::set_max_level(LevelFilter::Trace);
        trace::start_beside_a_logger();
    });
}

/// Whose lines nobody else writes.
fn logger(name: &str) -> Logger {
    listen();
    Logger::new("%U %s").log_target(format!("{TARGET}_{name}"))
}

fn lines(name: &str) -> Vec<String> {
    let start = format!("{TARGET}_{name} ");
    let mut lines = LINES.lock().unwrap_or_else(PoisonError::into_inner);
    let (own, others) = lines.drain(..).partition(|line| line.starts_with(&start));
    *lines = others;
    let own: Vec<String> = own;
    own.iter()
        .map(|line| line[start.len()..].to_owned())
        .collect()
}

#[actix_web::test]
async fn a_logged_page_is_guarded_as_any_other() {
    for stack in stacks!(LoginRequired::new(), logger("guarded")) {
        assert_guarded(&stack.name, &stack.client, |request| request).await;
    }
}

#[actix_web::test]
async fn the_line_has_the_status_that_the_client_got() {
    for Stack {
        name,
        place,
        client,
    } in stacks!(LoginRequired::new(), logger("status"))
    {
        for request in [navigation(), program(), signed_in()] {
            client(request).await;
        }
        let expected: &[&str] = match place {
            Place::Outside | Place::Between => {
                &["/people/ada 302", "/people/ada 401", "/people/ada 200"]
            }
            // It stands behind the guard and sees nobody who is refused.
            Place::Inside => &["/people/ada 200"],
        };
        assert_eq!(lines("status"), expected, "{name}");
    }
}
