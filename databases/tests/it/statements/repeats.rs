//! One token, shown again and again.

use std::env;

use super::logged_store;
use crate::database::{Database, on_each_database};
use crate::people::{self, Person};
use crate::tokens::{ada, show, verified, visit};

on_each_database!(the_same_token_again_and_again_writes_nothing);

/// By default fewer on the servers, where a round trip is a round trip: `JWT_AUTH_REPEATS` sets another number.
fn the_same_token_again_and_again_writes_nothing(database: &Database) {
    let repeats = env::var("JWT_AUTH_REPEATS").map_or_else(
        |_| database.kind().pick(100_000, 5_000, 5_000),
        |repeats| repeats.parse().unwrap(),
    );
    people::create(database);
    let (store, log) = logged_store::<Person>(database);
    visit(&store, ada()).unwrap();
    let before = people::all(database);
    log.take();
    let token = verified::<Person>(ada()).unwrap();
    for _ in 0..repeats {
        show(&store, &token).unwrap();
    }
    let statements = log.take();
    assert_eq!(statements.len(), repeats);
    let other = statements.iter().find(|sql| !sql.starts_with("SELECT"));
    assert_eq!(other, None);
    assert_eq!(people::all(database), before);
}
