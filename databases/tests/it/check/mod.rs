//! `DieselUserStore::check`: what is wrong with a table, before the first person finds out.

use jwt_auth_actix::{DieselUser, SchemaFault};

use crate::database::{AnyConnection, Database};
use crate::people::Person;
use crate::tables::define;
use crate::tokens::{Store, check, store};

mod away;
mod clean;
mod columns;
mod folding;
mod index;
mod lenient;
mod messages;
mod names;

/// Nothing is wrong with it.
const TABLE: &str = "CREATE TABLE people (id {id}, sub {key} NOT NULL UNIQUE, email VARCHAR(150) NOT NULL, \
     staff BOOLEAN NOT NULL, name VARCHAR(150) NOT NULL, active BOOLEAN NOT NULL, token_iat BIGINT, not_before BIGINT, \
     note VARCHAR(150) NOT NULL DEFAULT '')";

/// The table with one thing changed.
fn create_with(database: &Database, part: &str, changed: &str) {
    assert_eq!(TABLE.matches(part).count(), 1, "{part}");
    define(database, &TABLE.replace(part, changed));
}

/// Each column with its fault.
fn faults(database: &Database) -> Vec<(String, SchemaFault)> {
    faults_of(&store::<Person>(database))
}

fn faults_of<U: DieselUser<AnyConnection>>(store: &Store<U>) -> Vec<(String, SchemaFault)> {
    let problems = check(store).unwrap();
    let found = problems.iter().map(|problem| {
        let column = problem.column().unwrap_or_default();
        (column.to_owned(), problem.fault().clone())
    });
    found.collect()
}

fn one(column: &str, fault: SchemaFault) -> Vec<(String, SchemaFault)> {
    vec![(column.to_owned(), fault)]
}
