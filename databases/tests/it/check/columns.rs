use diesel::prelude::*;
use jwt_auth_actix::{JwtUser, SchemaFault};

use super::{create_with, faults, faults_of, one};
use crate::database::{AnyConnection, Database, on_each_database};
use crate::tables::define;
use crate::tokens::{ada, store, visit};

on_each_database!(
    a_table_that_is_not_there_is_all_that_is_reported,
    each_column_that_is_not_there_is_reported,
    a_column_that_nobody_fills_is_reported,
    a_column_that_insert_fills_is_no_fault,
    a_key_column_that_is_shorter_than_keys_may_be_is_reported,
    a_key_column_of_the_length_that_the_model_lets_through_is_no_fault,
);

fn a_table_that_is_not_there_is_all_that_is_reported(database: &Database) {
    define(database, "CREATE TABLE others (id {id})");
    assert_eq!(faults(database), one("", SchemaFault::NoTable));
}

fn each_column_that_is_not_there_is_reported(database: &Database) {
    create_with(
        database,
        "token_iat BIGINT, not_before BIGINT, note VARCHAR(150) NOT NULL DEFAULT ''",
        "other BIGINT",
    );
    assert_eq!(
        faults(database),
        ["not_before", "note", "token_iat"]
            .map(|column| (column.to_owned(), SchemaFault::NoColumn))
    );
}

fn a_column_that_nobody_fills_is_reported(database: &Database) {
    create_with(
        database,
        "token_iat BIGINT",
        "token_iat BIGINT, tenant VARCHAR(20) NOT NULL",
    );
    assert_eq!(faults(database), one("tenant", SchemaFault::Unfilled));
    assert!(
        visit(&store::<crate::people::Person>(database), ada()).is_err(),
        "nobody new can sign in"
    );
}

diesel::table! {
    people {
        id -> Integer,
        sub -> Text,
        tenant -> Text,
    }
}

#[derive(Debug, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = AnyConnection, claims = TenantClaims, insert(tenant = tenant))]
struct OfTenant {
    #[jwt(key, claim = "sub", max_len = 36)]
    sub: String,
}

fn tenant(claims: &TenantClaims) -> String {
    format!("tenant of {}", claims.sub)
}

fn a_column_that_insert_fills_is_no_fault(database: &Database) {
    define(
        database,
        "CREATE TABLE people (id {id}, sub {key} NOT NULL UNIQUE, tenant VARCHAR(20) NOT NULL)",
    );
    let store = store::<OfTenant>(database);
    assert_eq!(faults_of(&store), []);
    assert_eq!(visit(&store, ada()).unwrap().sub, "ada");
    assert_eq!(crate::tables::column(database, "tenant"), ["tenant of ada"]);
}

fn a_key_column_that_is_shorter_than_keys_may_be_is_reported(database: &Database) {
    create_with(database, "sub {key}", &short_key(database, 149));
    let fault = SchemaFault::TooShort { chars: 149 };
    // SQLite does not look at the length.
    let expected = database.kind().pick(false, true, true);
    assert_eq!(
        faults(database),
        if expected { one("sub", fault) } else { vec![] }
    );
}

fn a_key_column_of_the_length_that_the_model_lets_through_is_no_fault(database: &Database) {
    let key = short_key(database, 36);
    define(
        database,
        &format!("CREATE TABLE people (id {{id}}, {key} NOT NULL UNIQUE, tenant VARCHAR(20))"),
    );
    assert_eq!(faults_of(&store::<OfTenant>(database)), []);
}

fn short_key(database: &Database, length: usize) -> String {
    let collation = database.kind().pick(
        "",
        r#"COLLATE "C""#,
        "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
    );
    format!("sub VARCHAR({length}) {collation}")
}
