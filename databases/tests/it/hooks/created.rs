use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use diesel::result::Error;
use jwt_auth_actix::UserStoreError;
use serde_json::json;

use super::{create_diary, read_diary, write_diary};
use crate::database::{Database, on_each_database};
use crate::people::{self, Person};
use crate::tokens::{NOW, ada, person, refusal, store, visit, visit_at_once, with};

on_each_database!(
    it_sees_the_complete_row_and_the_claims,
    it_runs_in_the_transaction_of_the_insert,
    its_error_takes_the_row_back_and_is_an_outage,
    it_runs_once_for_a_person_who_comes_many_times_at_once,
    it_does_not_run_for_rows_that_exist,
    it_does_not_run_when_the_row_cannot_be_made,
);

fn it_sees_the_complete_row_and_the_claims(database: &Database) {
    people::create(database);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let list = Arc::clone(&seen);
    let store = store::<Person>(database).on_created(move |_, row, claims| {
        let entry = (row.clone(), claims.sub.clone());
        list.lock().unwrap().push(entry);
        Ok(())
    });
    let answer = visit(&store, with(ada(), json!({"staff": true, "iat": NOW - 3}))).unwrap();
    assert!(answer.id > 0 && answer.staff && answer.token_iat == Some(NOW - 3));
    assert_eq!(*seen.lock().unwrap(), [(answer, "ada".to_owned())]);
}

fn it_runs_in_the_transaction_of_the_insert(database: &Database) {
    people::create(database);
    create_diary(database);
    let store = store::<Person>(database).on_created(|conn, row, _| {
        write_diary(conn, &format!("{} is number {}", row.sub, row.id))?;
        Err(Error::RollbackTransaction)
    });
    assert!(visit(&store, ada()).is_err());
    assert_eq!(people::all(database), []);
    assert_eq!(read_diary(database), [""; 0], "the entry went with the row");
}

fn its_error_takes_the_row_back_and_is_an_outage(database: &Database) {
    people::create(database);
    let refusing = store::<Person>(database).on_created(|_, _, _| Err(Error::NotFound));
    let answer = visit(&refusing, ada());
    assert!(
        matches!(answer, Err(UserStoreError::Unavailable(_))),
        "{answer:?}"
    );
    assert_eq!(people::all(database), []);
    let person = visit(&store::<Person>(database), ada()).unwrap();
    assert_eq!(people::all(database), [person]);
}

fn it_runs_once_for_a_person_who_comes_many_times_at_once(database: &Database) {
    people::create(database);
    create_diary(database);
    let store = store::<Person>(database)
        .pool_wait(std::time::Duration::from_secs(3))
        .on_created(|conn, row, _| write_diary(conn, &format!("{} {}", row.sub, row.id)));
    let answers = visit_at_once(&store, vec![ada(); 64]);
    // A busy database may answer with an outage, never with a second row.
    assert!(answers.iter().any(Result::is_ok));
    for answer in answers.into_iter().flatten() {
        assert_eq!(answer.sub, "ada");
    }
    let rows = people::all(database);
    assert_eq!(rows.len(), 1);
    assert_eq!(read_diary(database), [format!("ada {}", rows[0].id)]);
}

fn it_does_not_run_for_rows_that_exist(database: &Database) {
    people::create(database);
    people::insert_local(database, "ada");
    let (store, runs) = counting(database);
    visit(&store, with(ada(), json!({"staff": true}))).unwrap();
    assert_eq!(runs.load(Ordering::SeqCst), 0);
    visit(&store, person("eve")).unwrap();
    visit(&store, person("eve")).unwrap();
    assert_eq!(runs.load(Ordering::SeqCst), 1);
}

fn it_does_not_run_when_the_row_cannot_be_made(database: &Database) {
    people::create(database);
    people::insert_local(database, "ada");
    let (store, runs) = counting(database);
    refusal(visit(
        &store,
        with(person("eve"), json!({"email": "ada@example.org"})),
    ));
    assert_eq!(runs.load(Ordering::SeqCst), 0);
}

fn counting(database: &Database) -> (crate::tokens::Store<Person>, Arc<AtomicUsize>) {
    let runs = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&runs);
    let store = store::<Person>(database).on_created(move |_, _, _| {
        counter.fetch_add(1, Ordering::SeqCst);
        Ok(())
    });
    (store, runs)
}
