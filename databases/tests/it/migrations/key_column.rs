//! Whoever compares keys in any other way than byte for byte takes two people for one.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel_migrations::MigrationHarness;

use super::schema::run;
use super::{additive_folder, embedded};
use crate::database::{AnyConnection, Database, on_each_database};

on_each_database!(
    a_new_table_tells_all_keys_apart,
    a_key_column_that_was_added_tells_all_keys_apart,
);

const LOOK_ALIKES: [&str; 13] = [
    "ada",
    "ada ",
    "ada  ",
    " ada",
    "ada\t",
    "ada\u{a0}",
    "ada\u{200b}",
    "Ada",
    "ADA",
    "\u{e1}da",
    "a\u{301}da",
    "\u{ff41}da",
    "ad\u{430}",
];

diesel::table! {
    users {
        id -> Integer,
        username -> Text,
        email -> Text,
    }
}

diesel::table! {
    #[sql_name = "users"]
    users_with_uuid (id) {
        id -> Integer,
        user_uuid -> Nullable<Text>,
    }
}

fn a_new_table_tells_all_keys_apart(database: &Database) {
    let mut conn = database.connect();
    conn.run_pending_migrations(embedded(database.kind()))
        .unwrap();
    let mut insert = |key: &str| {
        diesel::insert_into(users::table)
            .values((users::username.eq(key), users::email.eq("")))
            .execute(&mut conn)
    };
    refuses_only_the_same_bytes(&mut insert);
    let mut find = |key: &str| -> Vec<String> {
        users::table
            .filter(users::username.eq(key))
            .select(users::username)
            .load(&mut conn)
            .unwrap()
    };
    finds_only_the_same_bytes(&mut find);
}

fn a_key_column_that_was_added_tells_all_keys_apart(database: &Database) {
    let mut conn = database.connect();
    run(
        &mut conn,
        database.kind().pick(
            "CREATE TABLE users (id INTEGER PRIMARY KEY)",
            "CREATE TABLE users (id SERIAL PRIMARY KEY)",
            "CREATE TABLE users (id INTEGER AUTO_INCREMENT PRIMARY KEY)",
        ),
    );
    conn.run_pending_migrations(additive_folder(database.kind()))
        .unwrap();
    let mut insert = |key: &str| insert_uuid(&mut conn, Some(key));
    refuses_only_the_same_bytes(&mut insert);
    let mut find = |key: &str| -> Vec<String> {
        users_with_uuid::table
            .filter(users_with_uuid::user_uuid.eq(key))
            .select(users_with_uuid::user_uuid.assume_not_null())
            .load(&mut conn)
            .unwrap()
    };
    finds_only_the_same_bytes(&mut find);
    for _ in 0..2 {
        assert_eq!(
            insert_uuid(&mut conn, None),
            Ok(1),
            "any number of rows may have no key"
        );
    }
}

fn insert_uuid(conn: &mut AnyConnection, key: Option<&str>) -> QueryResult<usize> {
    diesel::insert_into(users_with_uuid::table)
        .values(users_with_uuid::user_uuid.eq(key))
        .execute(conn)
}

fn refuses_only_the_same_bytes(insert: &mut dyn FnMut(&str) -> QueryResult<usize>) {
    for key in LOOK_ALIKES {
        assert_eq!(insert(key), Ok(1), "{key:?}");
    }
    for key in LOOK_ALIKES {
        let again = insert(key);
        assert!(
            matches!(
                again,
                Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _))
            ),
            "{key:?}: {again:?}"
        );
    }
}

fn finds_only_the_same_bytes(find: &mut dyn FnMut(&str) -> Vec<String>) {
    for key in LOOK_ALIKES {
        assert_eq!(find(key), [key]);
    }
}
