use diesel::prelude::*;
use diesel_migrations::MigrationHarness as _;
use jwt_auth_actix::JwtUser;

use super::{TABLE, create_with, faults, faults_of};
use crate::database::{AnyConnection, Database, Kind, on_each_database};
use crate::tables::define;
use crate::tokens::store;

on_each_database!(
    nothing_is_wrong_with_the_table_of_the_migrations,
    nothing_is_wrong_with_a_table_that_fits_the_model,
    the_key_may_be_the_primary_key,
    a_second_index_on_the_key_is_no_fault,
    columns_that_the_database_fills_are_no_fault,
    columns_that_may_be_null_are_no_fault,
);

diesel::table! {
    users {
        id -> Integer,
        username -> Text,
        email -> Text,
        is_staff -> Bool,
        is_superuser -> Bool,
        first_name -> Text,
        last_name -> Text,
        is_active -> Bool,
        token_iat -> Nullable<BigInt>,
        not_before -> Nullable<BigInt>,
    }
}

#[derive(Debug, Queryable, Selectable, JwtUser)]
#[diesel(table_name = users)]
#[jwt(connection = AnyConnection)]
#[expect(dead_code, reason = "the model of the migrations, whole")]
struct User {
    id: i32,
    #[jwt(key, claim = "user_uuid")]
    username: String,
    #[jwt(claim = "user_email")]
    email: String,
    #[jwt(claim = "user_is_staff", staff)]
    is_staff: bool,
    #[jwt(claim = "user_is_superuser", superuser)]
    is_superuser: bool,
    #[jwt(claim = "user_first_name", optional)]
    first_name: String,
    #[jwt(claim = "user_last_name", optional)]
    last_name: String,
    #[jwt(active)]
    is_active: bool,
    #[jwt(issued_at)]
    token_iat: Option<i64>,
    #[jwt(not_before)]
    not_before: Option<i64>,
}

fn nothing_is_wrong_with_the_table_of_the_migrations(database: &Database) {
    let mut conn = database.connect();
    match database.kind() {
        Kind::Sqlite => conn.run_pending_migrations(jwt_auth_migrations::SQLITE),
        #[cfg(feature = "postgres")]
        Kind::Postgres => conn.run_pending_migrations(jwt_auth_migrations::POSTGRES),
        #[cfg(feature = "mysql")]
        Kind::Mysql => conn.run_pending_migrations(jwt_auth_migrations::MYSQL),
    }
    .unwrap();
    assert_eq!(faults_of(&store::<User>(database)), []);
}

fn nothing_is_wrong_with_a_table_that_fits_the_model(database: &Database) {
    define(database, TABLE);
    assert_eq!(faults(database), []);
}

fn the_key_may_be_the_primary_key(database: &Database) {
    let table = TABLE
        .replace("id {id}", "id INTEGER NOT NULL DEFAULT 0")
        .replace(
            "sub {key} NOT NULL UNIQUE",
            "sub {key} NOT NULL PRIMARY KEY",
        );
    define(database, &table);
    assert_eq!(faults(database), []);
}

fn a_second_index_on_the_key_is_no_fault(database: &Database) {
    define(database, TABLE);
    define(database, "CREATE INDEX second ON people (sub, email)");
    define(database, "CREATE UNIQUE INDEX third ON people (sub, name)");
    assert_eq!(faults(database), []);
}

fn columns_that_the_database_fills_are_no_fault(database: &Database) {
    let filled = database.kind().pick(
        "twice INTEGER NOT NULL GENERATED ALWAYS AS (id * 2) VIRTUAL, later TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP",
        "twice TEXT NOT NULL GENERATED ALWAYS AS (sub || sub) STORED, counter SERIAL NOT NULL, \
         always INTEGER NOT NULL GENERATED ALWAYS AS IDENTITY, later TIMESTAMP NOT NULL DEFAULT now()",
        "twice VARCHAR(300) AS (concat(sub, sub)) STORED, later DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP",
    );
    create_with(
        database,
        "token_iat BIGINT",
        &format!("token_iat BIGINT, {filled}"),
    );
    assert_eq!(faults(database), []);
}

fn columns_that_may_be_null_are_no_fault(database: &Database) {
    create_with(
        database,
        "token_iat BIGINT",
        "token_iat BIGINT, phone VARCHAR(20), born BIGINT DEFAULT NULL",
    );
    assert_eq!(faults(database), []);
}
