use jwt_auth_actix::{Refusal, UnknownUser};
use serde_json::json;

use crate::database::{Database, on_each_database};
use crate::people::{self, Person};
use crate::statements::logged_store;
use crate::tokens::{ada, refusal, store, visit, with};

on_each_database!(
    a_person_without_a_row_gets_one_by_default,
    a_store_that_rejects_the_unknown_makes_no_row,
    a_store_that_rejects_the_unknown_keeps_the_known_in_step,
);

fn a_person_without_a_row_gets_one_by_default(database: &Database) {
    people::create(database);
    let person = visit(&store::<Person>(database), ada()).unwrap();
    assert_eq!(person.sub, "ada");
    assert_eq!(people::all(database), [person]);
}

fn a_store_that_rejects_the_unknown_makes_no_row(database: &Database) {
    people::create(database);
    let (store, log) = logged_store::<Person>(database);
    let store = store.unknown_user(UnknownUser::Reject);
    assert_eq!(refusal(visit(&store, ada())), Refusal::UnknownUser);
    assert_eq!(log.take_shapes(), ["SELECT"]);
    assert_eq!(people::all(database), []);
}

fn a_store_that_rejects_the_unknown_keeps_the_known_in_step(database: &Database) {
    people::create(database);
    people::insert_local(database, "ada");
    let store = store::<Person>(database).unknown_user(UnknownUser::Reject);
    let person = visit(&store, with(ada(), json!({"staff": true}))).unwrap();
    assert!(person.staff);
    assert_eq!(people::all(database), [person]);
}
