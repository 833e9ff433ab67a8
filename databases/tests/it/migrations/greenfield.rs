use diesel::prelude::*;
use diesel_migrations::MigrationHarness;

use super::schema::{columns_of_users, names_of_users, run};
use super::{embedded, greenfield_folder};
use crate::database::{Database, on_each_database};

on_each_database!(
    up_makes_the_table_and_down_leaves_nothing_of_it,
    redo_makes_the_same_table_again,
    what_is_embedded_and_what_is_in_the_folder_are_the_same,
    a_row_without_a_watermark_has_none,
    a_watermark_holds_seconds_beyond_32_bits,
);

diesel::table! {
    users {
        id -> Integer,
        token_iat -> Nullable<BigInt>,
        not_before -> Nullable<BigInt>,
    }
}

fn up_makes_the_table_and_down_leaves_nothing_of_it(database: &Database) {
    let (kind, mut conn) = (database.kind(), database.connect());
    conn.run_pending_migrations(embedded(kind)).unwrap();
    assert_eq!(
        names_of_users(database),
        [
            "id",
            "username",
            "email",
            "is_staff",
            "is_superuser",
            "first_name",
            "last_name",
            "is_active",
            "token_iat",
            "not_before"
        ]
    );
    assert!(!conn.has_pending_migration(embedded(kind)).unwrap());
    conn.revert_all_migrations(embedded(kind)).unwrap();
    assert_eq!(names_of_users(database), [""; 0]);
    assert!(conn.has_pending_migration(embedded(kind)).unwrap());
}

fn redo_makes_the_same_table_again(database: &Database) {
    let (kind, mut conn) = (database.kind(), database.connect());
    conn.run_pending_migrations(embedded(kind)).unwrap();
    let first = columns_of_users(database);
    conn.revert_last_migration(embedded(kind)).unwrap();
    conn.run_next_migration(embedded(kind)).unwrap();
    assert_eq!(columns_of_users(database), first);
}

fn what_is_embedded_and_what_is_in_the_folder_are_the_same(database: &Database) {
    let (kind, mut conn) = (database.kind(), database.connect());
    conn.run_pending_migrations(embedded(kind)).unwrap();
    let from_embedded = columns_of_users(database);
    conn.revert_all_migrations(greenfield_folder(kind)).unwrap();
    conn.run_pending_migrations(greenfield_folder(kind))
        .unwrap();
    assert_eq!(columns_of_users(database), from_embedded);
    conn.revert_all_migrations(embedded(kind)).unwrap();
    assert_eq!(names_of_users(database), [""; 0]);
}

fn a_row_without_a_watermark_has_none(database: &Database) {
    let mut conn = database.connect();
    conn.run_pending_migrations(embedded(database.kind()))
        .unwrap();
    run(
        &mut conn,
        "INSERT INTO users (username, email) VALUES ('ada', '')",
    );
    let marks: (Option<i64>, Option<i64>) = users::table
        .select((users::token_iat, users::not_before))
        .get_result(&mut conn)
        .unwrap();
    assert_eq!(marks, (None, None));
}

fn a_watermark_holds_seconds_beyond_32_bits(database: &Database) {
    let mut conn = database.connect();
    conn.run_pending_migrations(embedded(database.kind()))
        .unwrap();
    let in_the_year_2300 = 10_413_792_000;
    run(
        &mut conn,
        "INSERT INTO users (username, email, token_iat, not_before) VALUES ('ada', '', 10413792000, 10413792000)",
    );
    let marks: (Option<i64>, Option<i64>) = users::table
        .select((users::token_iat, users::not_before))
        .get_result(&mut conn)
        .unwrap();
    assert_eq!(marks, (Some(in_the_year_2300), Some(in_the_year_2300)));
}
