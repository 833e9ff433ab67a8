use std::sync::{Arc, Mutex};

use diesel::result::Error;
use jwt_auth_actix::UserStoreError;
use serde_json::json;

use super::{create_diary, read_diary, write_diary};
use crate::database::{Database, on_each_database};
use crate::people::{self, Person};
use crate::tokens::{NOW, Store, ada, store, visit, with};

on_each_database!(
    it_runs_when_columns_changed_and_sees_the_row_as_it_is_now,
    its_error_takes_the_change_back_and_is_an_outage,
    what_it_writes_goes_with_the_change,
    an_error_that_it_passes_over_never_hides_that_the_change_is_lost,
);

fn it_runs_when_columns_changed_and_sees_the_row_as_it_is_now(database: &Database) {
    people::create(database);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let list = Arc::clone(&seen);
    let store = store::<Person>(database).on_synced(move |_, row, claims| {
        assert_eq!(row.email, claims.email);
        list.lock().unwrap().push(row.clone());
        Ok(())
    });
    let first = with(ada(), json!({"iat": NOW - 5}));
    let renewed = with(ada(), json!({"iat": NOW - 4}));
    let older = with(ada(), json!({"iat": NOW - 9, "staff": true}));
    for token in [first.clone(), first, renewed, older] {
        visit(&store, token).unwrap();
    }
    assert_eq!(*seen.lock().unwrap(), []);
    let changed = visit(&store, with(ada(), json!({"email": "new@example.org"}))).unwrap();
    assert_eq!(changed.email, "new@example.org");
    assert_eq!(*seen.lock().unwrap(), [changed]);
}

fn its_error_takes_the_change_back_and_is_an_outage(database: &Database) {
    let refusing = known(database).on_synced(|_, _, _| Err(Error::NotFound));
    let before = people::all(database);
    let answer = visit(&refusing, with(ada(), json!({"staff": true})));
    assert!(
        matches!(answer, Err(UserStoreError::Unavailable(_))),
        "{answer:?}"
    );
    assert_eq!(people::all(database), before);
}

fn what_it_writes_goes_with_the_change(database: &Database) {
    create_diary(database);
    let undone = known(database).on_synced(|conn, row, _| {
        write_diary(conn, &row.email)?;
        Err(Error::RollbackTransaction)
    });
    assert!(visit(&undone, with(ada(), json!({"email": "a@example.org"}))).is_err());
    assert_eq!(read_diary(database), [""; 0]);
    let kept = store::<Person>(database).on_synced(|conn, row, _| write_diary(conn, &row.email));
    visit(&kept, with(ada(), json!({"email": "b@example.org"}))).unwrap();
    assert_eq!(read_diary(database), ["b@example.org"]);
}

/// PostgreSQL takes such a transaction back when it should be committed, and calls that a success.
fn an_error_that_it_passes_over_never_hides_that_the_change_is_lost(database: &Database) {
    create_diary(database);
    write_diary(&mut database.connect(), "there already").unwrap();
    let careless = known(database).on_synced(|conn, _, _| {
        let _ = write_diary(conn, "there already");
        Ok(())
    });
    for staff in [true, false] {
        let answer = visit(&careless, with(ada(), json!({"staff": staff})));
        let stored = people::all(database)[0].staff;
        match answer {
            Ok(row) => assert_eq!((row.staff, stored), (staff, staff)),
            Err(UserStoreError::Unavailable(_)) => assert!(!stored),
            Err(error) => panic!("{error:?}"),
        }
    }
}

fn known(database: &Database) -> Store<Person> {
    people::create(database);
    let store = store::<Person>(database);
    visit(&store, with(ada(), json!({"iat": NOW - 5}))).unwrap();
    store
}
