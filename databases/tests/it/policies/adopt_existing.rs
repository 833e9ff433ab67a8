use jwt_auth_actix::{AdoptExisting, Refusal};
use serde_json::json;

use crate::database::{Database, on_each_database};
use crate::people::{self, Person};
use crate::statements::logged_store;
use crate::tables::run;
use crate::tokens::{NOW, Store, ada, refusal, store, visit, with};

on_each_database!(
    a_row_that_was_made_here_is_taken_over_by_default,
    a_row_that_was_made_here_stays_as_it_is_where_rows_are_not_adopted,
    a_row_that_a_token_made_is_its_persons_where_rows_are_not_adopted,
    a_token_without_iat_makes_no_row_where_rows_are_not_adopted,
    a_row_whose_watermark_was_taken_away_is_not_adopted_again,
);

fn a_row_that_was_made_here_is_taken_over_by_default(database: &Database) {
    people::create(database);
    people::insert_local(database, "ada");
    let person = visit(
        &store::<Person>(database),
        with(ada(), json!({"staff": true})),
    )
    .unwrap();
    assert_eq!(
        (person.staff, person.note.as_str(), person.token_iat),
        (true, "made here", Some(NOW))
    );
    assert_eq!(people::all(database), [person]);
}

fn a_row_that_was_made_here_stays_as_it_is_where_rows_are_not_adopted(database: &Database) {
    people::create(database);
    people::insert_local(database, "ada");
    let before = people::all(database);
    let (store, log) = logged_store::<Person>(database);
    let store = store.adopt_existing(AdoptExisting::No);
    for iat in [json!(NOW), json!(null)] {
        let answer = visit(&store, with(ada(), json!({"staff": true, "iat": iat})));
        assert_eq!(refusal(answer), Refusal::NotAdopted);
        assert_eq!(log.take_shapes(), ["SELECT"]);
    }
    assert_eq!(people::all(database), before);
}

fn a_row_that_a_token_made_is_its_persons_where_rows_are_not_adopted(database: &Database) {
    people::create(database);
    let store = strict(database);
    visit(&store, with(ada(), json!({"iat": NOW - 2}))).unwrap();
    let renewed = visit(&store, with(ada(), json!({"iat": NOW - 1, "staff": true}))).unwrap();
    assert!(renewed.staff);
    // Without an iat it may still read.
    let read = visit(&store, with(ada(), json!({"iat": null}))).unwrap();
    assert_eq!(read, renewed);
}

fn a_token_without_iat_makes_no_row_where_rows_are_not_adopted(database: &Database) {
    people::create(database);
    let answer = visit(&strict(database), with(ada(), json!({"iat": null})));
    assert_eq!(refusal(answer), Refusal::MissingClaim("iat"));
    assert_eq!(people::all(database), []);
}

fn a_row_whose_watermark_was_taken_away_is_not_adopted_again(database: &Database) {
    people::create(database);
    let store = strict(database);
    visit(&store, ada()).unwrap();
    run(database, "UPDATE people SET token_iat = NULL");
    assert_eq!(refusal(visit(&store, ada())), Refusal::NotAdopted);
}

fn strict(database: &Database) -> Store<Person> {
    store::<Person>(database).adopt_existing(AdoptExisting::No)
}
