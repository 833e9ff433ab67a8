//! An e-mail that belongs to somebody else may stay behind.

use diesel::prelude::*;
use jwt_auth_actix::{JwtUser, Refusal};
use serde_json::{Value, json};

use crate::database::{AnyConnection, Database, on_each_database};
use crate::events::Events;
use crate::statements::logged_store;
use crate::tables::{column, define, run};
use crate::tokens::{NOW, person, refusal, store, visit, with};

on_each_database!(
    a_new_person_comes_in_without_the_e_mail_of_somebody_else,
    a_known_person_keeps_their_e_mail_and_gets_the_rest,
    the_same_token_again_writes_nothing,
    a_token_without_anything_else_to_write_still_advances_the_watermark,
    an_e_mail_that_is_free_again_comes_with_the_next_token,
    an_e_mail_that_differs_by_case_alone_is_somebody_elses_where_the_column_says_so,
    an_e_mail_that_may_not_be_null_refuses_a_new_person,
    an_e_mail_that_may_not_be_null_stays_behind_in_a_row_that_exists,
    each_time_it_stays_behind_is_reported,
);

diesel::table! {
    people {
        id -> Integer,
        sub -> Text,
        email -> Nullable<Text>,
        name -> Text,
        token_iat -> Nullable<BigInt>,
    }
}

diesel::table! {
    #[sql_name = "people"]
    people_with_email (id) {
        id -> Integer,
        sub -> Text,
        email -> Text,
        name -> Text,
        token_iat -> Nullable<BigInt>,
    }
}

#[derive(Debug, PartialEq, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = AnyConnection)]
struct Person {
    #[jwt(key, claim = "sub")]
    sub: String,
    #[jwt(claim = "email", optional_on_conflict)]
    email: Option<String>,
    #[jwt(claim = "name")]
    name: String,
    #[jwt(issued_at)]
    token_iat: Option<i64>,
}

#[derive(Debug, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people_with_email)]
#[jwt(connection = AnyConnection)]
struct PersonWithEmail {
    #[jwt(key, claim = "sub")]
    sub: String,
    #[jwt(claim = "email", optional_on_conflict)]
    email: String,
    #[jwt(claim = "name")]
    name: String,
    #[jwt(issued_at)]
    token_iat: Option<i64>,
}

fn a_new_person_comes_in_without_the_e_mail_of_somebody_else(database: &Database) {
    create(database, "email {key} UNIQUE");
    let store = store::<Person>(database);
    let victim = visit(&store, person("victim")).unwrap();
    let impostor = visit(&store, impostor()).unwrap();
    assert_eq!((impostor.sub.as_str(), impostor.email), ("impostor", None));
    assert_eq!(visit(&store, person("victim")).unwrap(), victim);
    assert_eq!(column(database, "email"), ["victim@example.org", "-"]);
}

fn a_known_person_keeps_their_e_mail_and_gets_the_rest(database: &Database) {
    create(database, "email {key} UNIQUE");
    let store = store::<Person>(database);
    visit(&store, person("victim")).unwrap();
    visit(&store, with(person("impostor"), json!({"iat": NOW - 9}))).unwrap();
    let synced = visit(&store, with(impostor(), json!({"name": "new"}))).unwrap();
    assert_eq!(
        (
            synced.email.as_deref(),
            synced.name.as_str(),
            synced.token_iat
        ),
        (Some("impostor@example.org"), "new", Some(NOW - 5))
    );
    assert_eq!(
        column(database, "email"),
        ["victim@example.org", "impostor@example.org"]
    );
    assert_eq!(column(database, "name"), ["victim", "new"]);
}

fn the_same_token_again_writes_nothing(database: &Database) {
    create(database, "email {key} UNIQUE");
    let (store, log) = logged_store::<Person>(database);
    visit(&store, person("victim")).unwrap();
    visit(&store, impostor()).unwrap();
    log.take();
    for _ in 0..3 {
        visit(&store, impostor()).unwrap();
        assert_eq!(log.take_shapes(), ["SELECT"]);
    }
}

fn a_token_without_anything_else_to_write_still_advances_the_watermark(database: &Database) {
    create(database, "email {key} UNIQUE");
    let (store, log) = logged_store::<Person>(database);
    visit(&store, person("victim")).unwrap();
    visit(&store, with(person("impostor"), json!({"iat": NOW - 9}))).unwrap();
    log.take();
    let synced = visit(&store, with(impostor(), json!({"name": "impostor"}))).unwrap();
    assert_eq!(synced.token_iat, Some(NOW - 5));
    assert_eq!(
        log.take_shapes(),
        ["SELECT", "UPDATE email token_iat", "UPDATE token_iat"]
    );
}

fn an_e_mail_that_is_free_again_comes_with_the_next_token(database: &Database) {
    create(database, "email {key} UNIQUE");
    let store = store::<Person>(database);
    visit(&store, person("victim")).unwrap();
    visit(&store, impostor()).unwrap();
    run(
        database,
        "UPDATE people SET email = 'other@example.org' WHERE sub = 'victim'",
    );
    let next = visit(&store, with(impostor(), json!({"iat": NOW - 4}))).unwrap();
    assert_eq!(next.email.as_deref(), Some("victim@example.org"));
}

fn an_e_mail_that_differs_by_case_alone_is_somebody_elses_where_the_column_says_so(
    database: &Database,
) {
    let (email, index) = database.kind().pick(
        ("email TEXT COLLATE NOCASE UNIQUE", "SELECT 1"),
        (
            "email VARCHAR(150)",
            "CREATE UNIQUE INDEX one ON people (lower(email))",
        ),
        (
            "email VARCHAR(150) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci UNIQUE",
            "SELECT 1",
        ),
    );
    create(database, email);
    if index != "SELECT 1" {
        define(database, index);
    }
    let store = store::<Person>(database);
    visit(&store, person("victim")).unwrap();
    let impostor = with(impostor(), json!({"email": "VICTIM@example.org"}));
    assert_eq!(visit(&store, impostor).unwrap().email, None);
    assert_eq!(column(database, "email"), ["victim@example.org", "-"]);
}

fn an_e_mail_that_may_not_be_null_refuses_a_new_person(database: &Database) {
    create(database, "email {key} NOT NULL UNIQUE");
    let store = store::<PersonWithEmail>(database);
    visit(&store, person("victim")).unwrap();
    assert_eq!(refusal(visit(&store, impostor())), Refusal::RowConflict);
    assert_eq!(column(database, "sub"), ["victim"]);
    assert_eq!(column(database, "email"), ["victim@example.org"]);
}

fn an_e_mail_that_may_not_be_null_stays_behind_in_a_row_that_exists(database: &Database) {
    create(database, "email {key} NOT NULL UNIQUE");
    let store = store::<PersonWithEmail>(database);
    visit(&store, person("victim")).unwrap();
    visit(&store, with(person("impostor"), json!({"iat": NOW - 9}))).unwrap();
    let synced = visit(&store, with(impostor(), json!({"name": "new"}))).unwrap();
    assert_eq!(synced.name, "new");
    assert_eq!(
        column(database, "email"),
        ["victim@example.org", "impostor@example.org"]
    );
}

fn each_time_it_stays_behind_is_reported(database: &Database) {
    create(database, "email {key} UNIQUE");
    let events = Events::watch();
    let store = store::<Person>(database);
    let reported = [r#"event="conflict_left_out" columns=["email"]"#];
    events.visit(&store, person("victim")).unwrap();
    assert_eq!(events.take("conflict_left_out"), [""; 0]);
    events.visit(&store, impostor()).unwrap();
    assert_eq!(events.take("conflict_left_out"), reported);
    events.visit(&store, impostor()).unwrap();
    assert_eq!(events.take("conflict_left_out"), [""; 0]);
    events
        .visit(&store, with(impostor(), json!({"iat": NOW - 4})))
        .unwrap();
    assert_eq!(events.take("conflict_left_out"), reported);
}

/// Somebody else's address.
fn impostor() -> Value {
    json!({"sub": "impostor", "email": "victim@example.org", "name": "impostor", "iat": NOW - 5})
}

fn create(database: &Database, email: &str) {
    define(
        database,
        &format!(
            "CREATE TABLE people (id {{id}}, sub {{key}} NOT NULL UNIQUE, {email}, name VARCHAR(150) NOT NULL, \
             token_iat BIGINT)"
        ),
    );
}
