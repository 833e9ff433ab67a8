use serde_json::json;

use super::{Log, logged_store};
use crate::database::{Database, on_each_database};
use crate::people::{self, Person};
use crate::tables::run;
use crate::tokens::{NOW, Store, ada, person, refusal, visit, with};

on_each_database!(
    a_first_visit_is_an_insert_between_two_looks_and_no_transaction,
    a_visit_that_finds_everything_in_step_is_one_look,
    a_renewed_token_writes_the_watermark_alone,
    a_changed_claim_writes_its_column_and_looks_again,
    a_token_of_the_same_second_writes_what_differs_and_then_nothing,
    an_older_token_is_one_look,
    a_token_without_iat_is_one_look_once_there_is_a_watermark,
    a_token_without_iat_writes_no_watermark_where_there_is_none,
    a_missing_optional_claim_is_no_difference,
    somebody_who_is_not_active_costs_one_look,
    a_conflict_is_found_out_by_a_second_insert_and_no_more,
    a_conflict_of_a_known_person_is_one_update,
    with_a_hook_a_first_visit_is_one_transaction,
    with_a_hook_a_change_is_one_transaction_and_everything_else_is_none,
    a_watermark_far_in_the_future_counts_as_none,
);

fn a_first_visit_is_an_insert_between_two_looks_and_no_transaction(database: &Database) {
    people::create(database);
    let (store, log) = logged_store::<Person>(database);
    visit(&store, ada()).unwrap();
    assert_eq!(log.take_shapes(), ["SELECT", "INSERT", "SELECT"]);
}

fn a_visit_that_finds_everything_in_step_is_one_look(database: &Database) {
    let (store, log) = known(database);
    visit(&store, issued(NOW - 5)).unwrap();
    assert_eq!(log.take_shapes(), ["SELECT"]);
}

fn a_renewed_token_writes_the_watermark_alone(database: &Database) {
    let (store, log) = known(database);
    let renewed = visit(&store, issued(NOW - 4)).unwrap();
    assert_eq!(log.take_shapes(), ["SELECT", "UPDATE token_iat"]);
    assert_eq!(renewed.token_iat, Some(NOW - 4));
    assert_eq!(people::all(database), [renewed]);
}

fn a_changed_claim_writes_its_column_and_looks_again(database: &Database) {
    let (store, log) = known(database);
    let changed = with(issued(NOW - 4), json!({"email": "new@example.org"}));
    visit(&store, changed.clone()).unwrap();
    assert_eq!(
        log.take_shapes(),
        ["SELECT", "UPDATE email token_iat", "SELECT"]
    );
    let both = with(
        changed,
        json!({"iat": NOW - 3, "staff": true, "name": "Ada"}),
    );
    visit(&store, both).unwrap();
    assert_eq!(
        log.take_shapes(),
        ["SELECT", "UPDATE staff name token_iat", "SELECT"]
    );
}

fn a_token_of_the_same_second_writes_what_differs_and_then_nothing(database: &Database) {
    let (store, log) = known(database);
    let changed = with(issued(NOW - 5), json!({"staff": true}));
    assert!(visit(&store, changed.clone()).unwrap().staff);
    assert_eq!(
        log.take_shapes(),
        ["SELECT", "UPDATE staff token_iat", "SELECT"]
    );
    visit(&store, changed).unwrap();
    assert_eq!(log.take_shapes(), ["SELECT"]);
}

fn an_older_token_is_one_look(database: &Database) {
    let (store, log) = known(database);
    let older = with(issued(NOW - 6), json!({"staff": true, "name": "old"}));
    assert!(!visit(&store, older).unwrap().staff);
    assert_eq!(log.take_shapes(), ["SELECT"]);
}

fn a_token_without_iat_is_one_look_once_there_is_a_watermark(database: &Database) {
    let (store, log) = known(database);
    let without = with(ada(), json!({"iat": null, "staff": true}));
    assert!(!visit(&store, without).unwrap().staff);
    assert_eq!(log.take_shapes(), ["SELECT"]);
}

fn a_token_without_iat_writes_no_watermark_where_there_is_none(database: &Database) {
    people::create(database);
    people::insert_local(database, "ada");
    let (store, log) = logged_store::<Person>(database);
    let without = with(ada(), json!({"iat": null}));
    visit(&store, without.clone()).unwrap();
    assert_eq!(log.take_shapes(), ["SELECT"]);
    let changed = visit(&store, with(without, json!({"staff": true}))).unwrap();
    assert_eq!((changed.staff, changed.token_iat), (true, None));
    assert_eq!(log.take_shapes(), ["SELECT", "UPDATE staff", "SELECT"]);
}

fn a_missing_optional_claim_is_no_difference(database: &Database) {
    let (store, log) = known(database);
    let without = with(issued(NOW - 5), json!({"name": null}));
    assert_eq!(visit(&store, without).unwrap().name, "ada");
    assert_eq!(log.take_shapes(), ["SELECT"]);
}

fn somebody_who_is_not_active_costs_one_look(database: &Database) {
    let (store, log) = known(database);
    run(database, "UPDATE people SET active = FALSE");
    refusal(visit(&store, with(issued(NOW), json!({"staff": true}))));
    assert_eq!(log.take_shapes(), ["SELECT"]);
}

fn a_conflict_is_found_out_by_a_second_insert_and_no_more(database: &Database) {
    let (store, log) = known(database);
    let other = with(person("eve"), json!({"email": "ada@example.org"}));
    refusal(visit(&store, other));
    assert_eq!(log.take_shapes(), ["SELECT", "INSERT", "SELECT", "INSERT"]);
}

fn a_conflict_of_a_known_person_is_one_update(database: &Database) {
    let (store, log) = known(database);
    visit(&store, with(person("eve"), json!({"iat": NOW - 5}))).unwrap();
    log.take();
    refusal(visit(
        &store,
        with(person("eve"), json!({"email": "ada@example.org"})),
    ));
    assert_eq!(log.take_shapes(), ["SELECT", "UPDATE email token_iat"]);
}

fn with_a_hook_a_first_visit_is_one_transaction(database: &Database) {
    people::create(database);
    let (store, log) = logged_store::<Person>(database);
    let store = store.on_created(|_, _, _| Ok(()));
    visit(&store, ada()).unwrap();
    assert_eq!(
        log.take_shapes(),
        [
            "SELECT",
            "BEGIN",
            "SAVEPOINT",
            "INSERT",
            "RELEASE",
            "SELECT",
            "COMMIT",
            "SELECT"
        ]
    );
}

fn with_a_hook_a_change_is_one_transaction_and_everything_else_is_none(database: &Database) {
    let (store, log) = known(database);
    let store = store.on_synced(|_, _, _| Ok(()));
    visit(&store, issued(NOW - 5)).unwrap();
    assert_eq!(log.take_shapes(), ["SELECT"]);
    visit(&store, issued(NOW - 4)).unwrap();
    assert_eq!(log.take_shapes(), ["SELECT", "UPDATE token_iat"]);
    visit(&store, with(issued(NOW - 3), json!({"staff": true}))).unwrap();
    assert_eq!(
        log.take_shapes(),
        [
            "SELECT",
            "BEGIN",
            "SAVEPOINT",
            "UPDATE staff token_iat",
            "RELEASE",
            "SELECT",
            "COMMIT",
            "SELECT"
        ]
    );
}

fn a_watermark_far_in_the_future_counts_as_none(database: &Database) {
    let (store, log) = known(database);
    run(
        database,
        &format!("UPDATE people SET token_iat = {}", NOW + 3_600),
    );
    let changed = visit(&store, with(issued(NOW), json!({"staff": true}))).unwrap();
    assert_eq!((changed.staff, changed.token_iat), (true, Some(NOW)));
    assert_eq!(
        log.take_shapes(),
        ["SELECT", "UPDATE staff token_iat", "SELECT"]
    );
}

/// Ada has signed in with a token of `NOW - 5`.
fn known(database: &Database) -> (Store<Person>, Log) {
    people::create(database);
    let (store, log) = logged_store::<Person>(database);
    visit(&store, issued(NOW - 5)).unwrap();
    log.take();
    (store, log)
}

fn issued(iat: i64) -> serde_json::Value {
    with(ada(), json!({"iat": iat}))
}
