//! What an application runs beside the store's own statements.

mod contention;
mod converging;
mod created;
mod panicking;
mod synced;

use diesel::prelude::*;

use crate::database::{AnyConnection, Database};
use crate::tables::{define, texts};

diesel::table! {
    diary (entry) {
        entry -> Text,
    }
}

/// A second table that hooks write.
fn create_diary(database: &Database) {
    define(
        database,
        "CREATE TABLE diary (entry VARCHAR(200) NOT NULL PRIMARY KEY)",
    );
}

fn write_diary(conn: &mut AnyConnection, entry: &str) -> QueryResult<()> {
    diesel::insert_into(diary::table)
        .values(diary::entry.eq(entry))
        .execute(conn)
        .map(drop)
}

fn read_diary(database: &Database) -> Vec<String> {
    texts(database, "SELECT entry FROM diary ORDER BY entry")
}
