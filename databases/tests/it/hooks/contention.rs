//! Failures that pass: what several requests did to each other is tried again.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex};

use diesel::connection::{Instrumentation, InstrumentationEvent, SimpleConnection as _};
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};
use diesel::result::{DatabaseErrorKind, Error};
use jwt_auth_actix::{DieselUserStore, UserStoreError};

use crate::database::{AnyConnection, Database, Kind, on_each_database};
use crate::people::{self, Person};
use crate::tables::define;
use crate::tokens::{ada, store, visit, visit_at_once};

on_each_database!(
    a_failure_that_may_pass_is_tried_four_times_and_no_more,
    a_failure_that_will_not_pass_is_not_tried_again,
    two_who_wait_for_each_other_both_come_in,
);

fn a_failure_that_may_pass_is_tried_four_times_and_no_more(database: &Database) {
    people::create(database);
    for (failures, comes_in, tries) in [(3, true, 4), (4, false, 4)] {
        let runs = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&runs);
        let store = store::<Person>(database).on_created(move |_, _, _| {
            if counter.fetch_add(1, Ordering::SeqCst) < failures {
                let message = Box::new("could not serialize access".to_owned());
                let kind = DatabaseErrorKind::SerializationFailure;
                return Err(Error::DatabaseError(kind, message));
            }
            Ok(())
        });
        let answer = visit(&store, crate::tokens::person(&format!("person{failures}")));
        assert_eq!(answer.is_ok(), comes_in, "{failures}");
        assert_eq!(runs.load(Ordering::SeqCst), tries);
    }
    assert_eq!(people::all(database).len(), 1);
}

fn a_failure_that_will_not_pass_is_not_tried_again(database: &Database) {
    people::create(database);
    let runs = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&runs);
    let store = store::<Person>(database).on_created(move |conn, _, _| {
        counter.fetch_add(1, Ordering::SeqCst);
        diesel::sql_query("SELECT missing FROM nowhere")
            .execute(conn)
            .map(drop)
    });
    let answer = visit(&store, ada());
    assert!(
        matches!(answer, Err(UserStoreError::Unavailable(_))),
        "{answer:?}"
    );
    // SQLite and PostgreSQL have no name for such a failure that Diesel would know: once more.
    assert!(runs.load(Ordering::SeqCst) <= 2);
    assert_eq!(people::all(database), []);
}

/// Each hook takes one lock and then wants the other's: the database ends one of the two transactions.
fn two_who_wait_for_each_other_both_come_in(database: &Database) {
    people::create(database);
    define(
        database,
        "CREATE TABLE locks (name VARCHAR(20) NOT NULL PRIMARY KEY, taken INTEGER NOT NULL)",
    );
    define(
        database,
        "INSERT INTO locks VALUES ('first', 0), ('second', 0)",
    );
    // SQLite has one lock for everybody.
    let alone = database.kind() == Kind::Sqlite;
    let tries = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&tries);
    let meeting = Arc::new(Barrier::new(2));
    let store = store::<Person>(database).on_created(move |conn, row, _| {
        let order = if row.sub == "one" {
            ["first", "second"]
        } else {
            ["second", "first"]
        };
        let mut take = |name: &str| {
            diesel::sql_query(format!(
                "UPDATE locks SET taken = taken + 1 WHERE name = '{name}'"
            ))
            .execute(conn)
        };
        take(order[0])?;
        if counter.fetch_add(1, Ordering::SeqCst) < 2 && !alone {
            meeting.wait();
        }
        take(order[1]).map(drop)
    });
    let tokens = ["one", "two"].map(crate::tokens::person);
    for answer in visit_at_once(&store, tokens.to_vec()) {
        answer.unwrap();
    }
    assert_eq!(people::all(database).len(), 2);
    let taken = crate::tables::texts(
        database,
        database.kind().pick(
            "SELECT CAST(taken AS TEXT) FROM locks",
            "SELECT CAST(taken AS TEXT) FROM locks",
            "SELECT CAST(taken AS CHAR) FROM locks",
        ),
    );
    assert_eq!(taken, ["2", "2"], "each hook counts once");
    if !alone {
        assert!(tries.load(Ordering::SeqCst) > 2, "one was tried again");
    }
}

/// Another program writes while the store wants to, and the store's connection does not wait by itself.
#[test]
fn a_locked_file_is_tried_again_on_sqlite() {
    Database::provide(Kind::Sqlite, |database| {
        people::create(database);
        let mut other = database.connect();
        other.batch_execute("BEGIN IMMEDIATE").unwrap();
        let refused = Arc::new(AtomicUsize::new(0));
        let holder = Holder(Arc::new(Mutex::new(Some(other))), Arc::clone(&refused));
        let pool = Pool::builder()
            .max_size(1)
            .connection_customizer(Box::new(holder))
            .build(ConnectionManager::new(database.url()))
            .unwrap();
        visit(&DieselUserStore::<Person, _>::new(pool), ada()).unwrap();
        assert_eq!(refused.load(Ordering::SeqCst), 1);
        assert_eq!(people::all(database).len(), 1);
    });
}

/// Holds the lock until the store has found the file locked.
#[derive(Clone)]
struct Holder(Arc<Mutex<Option<AnyConnection>>>, Arc<AtomicUsize>);

impl std::fmt::Debug for Holder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Holder")
    }
}

impl CustomizeConnection<AnyConnection, diesel::r2d2::Error> for Holder {
    fn on_acquire(&self, conn: &mut AnyConnection) -> Result<(), diesel::r2d2::Error> {
        conn.set_instrumentation(self.clone());
        Ok(())
    }
}

impl Instrumentation for Holder {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        let InstrumentationEvent::FinishQuery {
            query,
            error: Some(_),
            ..
        } = event
        else {
            return;
        };
        assert!(query.to_string().starts_with("INSERT"), "{query}");
        self.1.fetch_add(1, Ordering::SeqCst);
        if let Some(mut other) = self.0.lock().unwrap().take() {
            other.batch_execute("COMMIT").unwrap();
        }
    }
}
