//! The SQLite migrations go up, down and up again, and leave nothing behind.
#![allow(missing_docs, clippy::unwrap_used)]

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_migrations::MigrationHarness as _;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct Kept {
    #[diesel(sql_type = Text)]
    username: String,
}

fn users_tables(conn: &mut SqliteConnection) -> i64 {
    diesel::sql_query("SELECT count(*) AS count FROM sqlite_master WHERE name = 'users'")
        .get_result::<Count>(conn)
        .unwrap()
        .count
}

#[test]
fn up_down_and_up_again() {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    conn.run_pending_migrations(jwt_auth_migrations::SQLITE)
        .unwrap();
    assert_eq!(users_tables(&mut conn), 1);
    conn.revert_all_migrations(jwt_auth_migrations::SQLITE)
        .unwrap();
    assert_eq!(users_tables(&mut conn), 0);
    conn.run_pending_migrations(jwt_auth_migrations::SQLITE)
        .unwrap();
    assert_eq!(users_tables(&mut conn), 1);
    assert!(
        !conn
            .has_pending_migration(jwt_auth_migrations::SQLITE)
            .unwrap()
    );
}

#[test]
fn the_key_is_unique_byte_for_byte() {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    conn.run_pending_migrations(jwt_auth_migrations::SQLITE)
        .unwrap();
    let mut insert = |username: &str| {
        diesel::sql_query("INSERT INTO users (username, email) VALUES (?, '')")
            .bind::<Text, _>(username)
            .execute(&mut conn)
    };
    for different in ["ada", "Ada", "ada ", "\u{e1}da"] {
        assert_eq!(insert(different), Ok(1), "{different:?}");
    }
    assert!(insert("ada").is_err());
    let found: Vec<Kept> = diesel::sql_query("SELECT username FROM users WHERE username = 'ada'")
        .load(&mut conn)
        .unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].username, "ada");
}
