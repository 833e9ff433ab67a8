use std::sync::atomic::{AtomicBool, Ordering};

use jwt_auth_actix::{DieselUserStore, UserStoreError};
use serde_json::json;

use super::{create_diary, read_diary, write_diary};
use crate::database::{Database, on_each_database};
use crate::people::{self, Person};
use crate::tokens::{NOW, ada, person, visit, with};

on_each_database!(
    a_panic_takes_the_row_back_and_the_pool_goes_on,
    a_panic_takes_the_change_back_and_the_pool_goes_on,
);

/// The pool has one connection: it would be this one that is used again half-way through a transaction.
fn a_panic_takes_the_row_back_and_the_pool_goes_on(database: &Database) {
    people::create(database);
    create_diary(database);
    let first = AtomicBool::new(true);
    let store =
        DieselUserStore::<Person, _>::new(database.pool(1)).on_created(move |conn, row, _| {
            write_diary(conn, &row.sub)?;
            assert!(!first.swap(false, Ordering::SeqCst), "as a hook with a bug");
            Ok(())
        });
    let answer = visit(&store, ada());
    assert!(
        matches!(answer, Err(UserStoreError::Panicked)),
        "{answer:?}"
    );
    assert_eq!(people::all(database), []);
    visit(&store, person("eve")).unwrap();
    let keys: Vec<_> = people::all(database)
        .into_iter()
        .map(|row| row.sub)
        .collect();
    assert_eq!(keys, ["eve"]);
    assert_eq!(read_diary(database), ["eve"]);
}

fn a_panic_takes_the_change_back_and_the_pool_goes_on(database: &Database) {
    people::create(database);
    let store = DieselUserStore::<Person, _>::new(database.pool(1)).on_synced(|_, row, _| {
        assert!(!row.staff, "as a hook with a bug");
        Ok(())
    });
    visit(&store, with(ada(), json!({"iat": NOW - 5}))).unwrap();
    let before = people::all(database);
    let answer = visit(&store, with(ada(), json!({"staff": true})));
    assert!(
        matches!(answer, Err(UserStoreError::Panicked)),
        "{answer:?}"
    );
    assert_eq!(people::all(database), before);
    let changed = visit(&store, with(ada(), json!({"name": "Ada"}))).unwrap();
    assert_eq!(people::all(database), [changed]);
}
