use diesel::prelude::*;
use jwt_auth_actix::{JwtUser, SchemaFault};

use super::{create_with, faults, faults_of, one};
use crate::database::{AnyConnection, Database, on_each_database};
use crate::people::Person;
use crate::tables::define;
use crate::tokens::store;

on_each_database!(
    a_key_without_an_index_is_reported,
    an_index_that_is_not_unique_is_none,
    an_index_on_more_than_the_key_is_none,
    an_index_on_a_part_of_the_rows_or_of_the_key_is_none,
    an_index_on_what_a_function_makes_of_the_key_is_none,
    an_index_on_the_rows_that_count_is_enough_where_rows_are_filtered,
    a_key_of_two_columns_needs_one_index_on_both,
);

fn a_key_without_an_index_is_reported(database: &Database) {
    create_without_index(database);
    assert_eq!(faults(database), one("sub", SchemaFault::NotUnique));
}

fn an_index_that_is_not_unique_is_none(database: &Database) {
    create_without_index(database);
    define(database, "CREATE INDEX one ON people (sub)");
    assert_eq!(faults(database), one("sub", SchemaFault::NotUnique));
}

fn an_index_on_more_than_the_key_is_none(database: &Database) {
    create_without_index(database);
    define(database, "CREATE UNIQUE INDEX one ON people (sub, email)");
    define(database, "CREATE UNIQUE INDEX two ON people (email)");
    assert_eq!(faults(database), one("sub", SchemaFault::NotUnique));
}

fn an_index_on_a_part_of_the_rows_or_of_the_key_is_none(database: &Database) {
    create_without_index(database);
    define(
        database,
        database.kind().pick(
            "CREATE UNIQUE INDEX one ON people (sub) WHERE not_before IS NULL",
            "CREATE UNIQUE INDEX one ON people (sub) WHERE not_before IS NULL",
            "CREATE UNIQUE INDEX one ON people (sub(10))",
        ),
    );
    assert_eq!(faults(database), one("sub", SchemaFault::NotUnique));
}

fn an_index_on_what_a_function_makes_of_the_key_is_none(database: &Database) {
    create_without_index(database);
    define(
        database,
        database.kind().pick(
            "CREATE UNIQUE INDEX one ON people (lower(sub))",
            "CREATE UNIQUE INDEX one ON people (lower(sub))",
            "ALTER TABLE people ADD low VARCHAR(150) AS (lower(sub)) STORED, ADD UNIQUE (low)",
        ),
    );
    assert_eq!(faults(database), one("sub", SchemaFault::NotUnique));
}

diesel::table! {
    people {
        id -> Integer,
        sub -> Text,
        iss -> Text,
        not_before -> Nullable<BigInt>,
    }
}

#[derive(Debug, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = AnyConnection, filter = people::not_before.is_null())]
struct Filtered {
    #[jwt(key, claim = "sub")]
    sub: String,
    #[jwt(claim = "name")]
    iss: String,
}

#[derive(Debug, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = AnyConnection)]
struct OfIssuer {
    #[jwt(key, claim = "iss")]
    iss: String,
    #[jwt(key, claim = "sub")]
    sub: String,
}

const TABLE_OF_TWO: &str =
    "CREATE TABLE people (id {id}, sub {key} NOT NULL, iss {key} NOT NULL, not_before BIGINT)";

fn an_index_on_the_rows_that_count_is_enough_where_rows_are_filtered(database: &Database) {
    define(database, TABLE_OF_TWO);
    let store = store::<Filtered>(database);
    assert_eq!(faults_of(&store), one("sub", SchemaFault::NotUnique));
    define(
        database,
        database.kind().pick(
            "CREATE UNIQUE INDEX one ON people (sub) WHERE not_before IS NULL",
            "CREATE UNIQUE INDEX one ON people (sub) WHERE not_before IS NULL",
            "CREATE UNIQUE INDEX one ON people (sub)",
        ),
    );
    assert_eq!(faults_of(&store), []);
}

fn a_key_of_two_columns_needs_one_index_on_both(database: &Database) {
    define(database, TABLE_OF_TWO);
    let store = store::<OfIssuer>(database);
    assert_eq!(faults_of(&store), one("iss, sub", SchemaFault::NotUnique));
    define(database, "CREATE UNIQUE INDEX one ON people (sub, iss)");
    assert_eq!(faults_of(&store), []);
    define(
        database,
        database.kind().pick(
            "DROP INDEX one",
            "DROP INDEX one",
            "DROP INDEX one ON people",
        ),
    );
    define(database, "CREATE UNIQUE INDEX two ON people (sub)");
    assert_eq!(
        faults_of(&store),
        one("iss, sub", SchemaFault::NotUnique),
        "the second issuer's person would be refused"
    );
}

fn create_without_index(database: &Database) {
    create_with(database, "sub {key} NOT NULL UNIQUE", "sub {key} NOT NULL");
    assert_eq!(faults_of(&store::<Person>(database)).len(), 1);
}
