use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};
use diesel_migrations::MigrationHarness;

use super::additive_folder;
use super::schema::{columns_of_users, names_of_users, run};
use crate::database::{AnyConnection, Database, on_each_database};

on_each_database!(
    up_keeps_the_rows_and_gives_them_no_watermark_and_no_key,
    down_takes_away_the_new_columns_and_nothing_else,
);

fn up_keeps_the_rows_and_gives_them_no_watermark_and_no_key(database: &Database) {
    let mut conn = table_with_rows(database);
    conn.run_pending_migrations(additive_folder(database.kind()))
        .unwrap();
    assert_eq!(
        names_of_users(database),
        [
            "id",
            "name",
            "email",
            "token_iat",
            "not_before",
            "user_uuid"
        ]
    );
    assert_eq!(rows(&mut conn), people());
    let new: Vec<(Option<i64>, Option<i64>, Option<String>)> =
        sql::<(Nullable<BigInt>, Nullable<BigInt>, Nullable<Text>)>(
            "SELECT token_iat, not_before, user_uuid FROM users",
        )
        .load(&mut conn)
        .unwrap();
    assert_eq!(new, [(None, None, None), (None, None, None)]);
}

fn down_takes_away_the_new_columns_and_nothing_else(database: &Database) {
    let mut conn = table_with_rows(database);
    let before = columns_of_users(database);
    let source = additive_folder(database.kind());
    for _ in 0..2 {
        conn.run_pending_migrations(source.clone()).unwrap();
        run(
            &mut conn,
            "UPDATE users SET token_iat = 1, not_before = 2, user_uuid = name",
        );
        conn.revert_all_migrations(source.clone()).unwrap();
        assert_eq!(columns_of_users(database), before);
        assert_eq!(rows(&mut conn), people());
    }
}

fn table_with_rows(database: &Database) -> AnyConnection {
    let mut conn = database.connect();
    run(
        &mut conn,
        "CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(150) NOT NULL UNIQUE, \
         email VARCHAR(254) UNIQUE)",
    );
    run(
        &mut conn,
        "INSERT INTO users (id, name, email) VALUES (1, 'ada', 'ada@example.org'), (7, 'grace', NULL)",
    );
    conn
}

fn people() -> Vec<(i32, String, Option<String>)> {
    vec![
        (1, "ada".to_owned(), Some("ada@example.org".to_owned())),
        (7, "grace".to_owned(), None),
    ]
}

fn rows(conn: &mut AnyConnection) -> Vec<(i32, String, Option<String>)> {
    sql::<(Integer, Text, Nullable<Text>)>("SELECT id, name, email FROM users ORDER BY id")
        .load(conn)
        .unwrap()
}
