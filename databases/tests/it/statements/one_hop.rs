//! A request leaves its worker once, whatever the store finds to do.

use diesel::Connection as _;
use diesel::connection::{Instrumentation, InstrumentationEvent};
use jwt_auth_actix::UserStore as _;
use serde_json::json;
use tokio::runtime::{Builder, Handle, Runtime};

use super::{Log, logged_store};
use crate::database::{Database, on_each_database};
use crate::people::{self, Person};
use crate::tokens::{NOW, ada, verified, with};

on_each_database!(what_waits_for_the_thread_gets_it_after_the_last_statement_of_a_request);

const OTHER_WORK: &str = "OTHER";

fn what_waits_for_the_thread_gets_it_after_the_last_statement_of_a_request(database: &Database) {
    people::create(database);
    let (store, log) = logged_store::<Person>(database);
    let runtime = with_one_thread_to_block();
    let renewed = |iat, name| with(ada(), json!({"iat": iat, "name": name}));
    let visits: [(_, &[&str]); 4] = [
        (renewed(NOW - 9, "Ada"), &["SELECT", "INSERT", "SELECT"]),
        (renewed(NOW - 9, "Ada"), &["SELECT"]),
        (renewed(NOW - 8, "Ada"), &["SELECT", "UPDATE token_iat"]),
        (
            renewed(NOW - 7, "Lovelace"),
            &["SELECT", "UPDATE name token_iat", "SELECT"],
        ),
    ];
    for (claims, statements) in visits {
        let token = verified::<Person>(claims).unwrap();
        let other = OtherWork {
            log: log.clone(),
            waits: false,
        };
        store.pool().get().unwrap().set_instrumentation(other);
        runtime.block_on(store.get_or_sync(token)).unwrap();
        // The thread does one thing after the other, so when this is done all is.
        runtime.block_on(runtime.spawn_blocking(|| ())).unwrap();
        assert_eq!(log.take_shapes(), [statements, &[OTHER_WORK]].concat());
    }
}

fn with_one_thread_to_block() -> Runtime {
    let mut builder = Builder::new_current_thread();
    builder
        .max_blocking_threads(1)
        .enable_time()
        .build()
        .unwrap()
}

/// Wants the thread as soon as the first statement has it.
struct OtherWork {
    log: Log,
    waits: bool,
}

impl Instrumentation for OtherWork {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        let is_statement = matches!(event, InstrumentationEvent::StartQuery { .. });
        self.log.on_connection_event(event);
        if is_statement && !self.waits {
            self.waits = true;
            let log = self.log.clone();
            Handle::current().spawn_blocking(move || log.push(OTHER_WORK.to_owned()));
        }
    }
}
