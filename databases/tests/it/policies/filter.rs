//! Rows that are deleted softly.

use diesel::prelude::*;
use jwt_auth_actix::{JwtUser, Refusal};
use serde_json::json;

use crate::database::{AnyConnection, Database, on_each_database};
use crate::tables::{column, define, run};
use crate::tokens::{NOW, ada, refusal, store, visit, with};

on_each_database!(
    a_deleted_person_gets_a_new_row_where_only_rows_that_count_are_unique,
    a_deleted_person_is_refused_where_all_rows_are_unique,
    a_token_never_writes_a_deleted_row,
);

diesel::table! {
    people {
        id -> Integer,
        sub -> Text,
        email -> Text,
        deleted_at -> Nullable<BigInt>,
        token_iat -> Nullable<BigInt>,
    }
}

#[derive(Debug, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = AnyConnection, filter = people::deleted_at.is_null())]
struct Person {
    id: i32,
    #[jwt(key, claim = "sub")]
    sub: String,
    #[jwt(claim = "email")]
    email: String,
    #[jwt(issued_at)]
    token_iat: Option<i64>,
}

fn a_deleted_person_gets_a_new_row_where_only_rows_that_count_are_unique(database: &Database) {
    create(database);
    // MariaDB has no partial index; a column that is null for deleted rows does the same.
    define(
        database,
        database.kind().pick(
            "CREATE UNIQUE INDEX one ON people (sub) WHERE deleted_at IS NULL",
            "CREATE UNIQUE INDEX one ON people (sub) WHERE deleted_at IS NULL",
            "ALTER TABLE people ADD here TINYINT AS (IF(deleted_at IS NULL, 1, NULL)) STORED, ADD UNIQUE (sub, here)",
        ),
    );
    let store = store::<Person>(database);
    let first = visit(&store, ada()).unwrap();
    run(database, "UPDATE people SET deleted_at = 1");
    let second = visit(&store, with(ada(), json!({"email": "new@example.org"}))).unwrap();
    assert_ne!(first.id, second.id);
    assert_eq!(column(database, "sub"), ["ada", "ada"]);
    assert_eq!(
        column(database, "email"),
        ["ada@example.org", "new@example.org"]
    );
    assert_eq!(visit(&store, ada()).unwrap().id, second.id);
}

fn a_deleted_person_is_refused_where_all_rows_are_unique(database: &Database) {
    create(database);
    define(database, "CREATE UNIQUE INDEX one ON people (sub)");
    let store = store::<Person>(database);
    visit(&store, ada()).unwrap();
    run(database, "UPDATE people SET deleted_at = 1");
    let again = with(ada(), json!({"email": "new@example.org"}));
    assert_eq!(refusal(visit(&store, again)), Refusal::RowConflict);
    assert_eq!(column(database, "email"), ["ada@example.org"]);
}

fn a_token_never_writes_a_deleted_row(database: &Database) {
    create(database);
    let store = store::<Person>(database);
    visit(&store, with(ada(), json!({"iat": NOW - 1}))).unwrap();
    run(database, "UPDATE people SET deleted_at = 1");
    visit(&store, with(ada(), json!({"email": "a@example.org"}))).unwrap();
    visit(&store, with(ada(), json!({"email": "b@example.org"}))).unwrap();
    assert_eq!(
        column(database, "email"),
        ["ada@example.org", "b@example.org"]
    );
}

fn create(database: &Database) {
    define(
        database,
        "CREATE TABLE people (id {id}, sub {key} NOT NULL, email VARCHAR(150) NOT NULL, deleted_at BIGINT, token_iat BIGINT)",
    );
}
