//! The look-up goes through the unique index on the key, whatever the table's size.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

use super::logged_store;
use crate::database::{Database, on_each_database};
use crate::people::{self, Person};
use crate::tables::{define, run_on};
use crate::tokens::{person, visit};

on_each_database!(
    a_look_up_goes_through_the_index_on_the_key,
    without_an_index_the_plan_says_so,
);

const INDEX: &str = "people_by_key";

fn a_look_up_goes_through_the_index_on_the_key(database: &Database) {
    create(database);
    define(
        database,
        &format!("CREATE UNIQUE INDEX {INDEX} ON people (sub)"),
    );
    let plan = plan(database);
    assert!(plan.contains(INDEX), "{plan}");
}

fn without_an_index_the_plan_says_so(database: &Database) {
    create(database);
    let plan = plan(database);
    assert!(!plan.contains(INDEX), "{plan}");
    let reads_all = database.kind().pick(
        "SCAN people",
        "Seq Scan on people",
        r#""access_type": "ALL""#,
    );
    assert!(plan.contains(reads_all), "{plan}");
}

/// What the database says it does with the store's own statement.
fn plan(database: &Database) -> String {
    let (store, log) = logged_store::<Person>(database);
    visit(&store, person("person1500")).unwrap();
    let look_up = log.take().swap_remove(0);
    assert!(look_up.starts_with("SELECT"), "{look_up}");
    let parameter = database.kind().pick("?", "$1", "?");
    assert_eq!(look_up.matches(parameter).count(), 1, "{look_up}");
    let look_up = look_up.replace(parameter, "'person1500'");
    let mut conn = database.connect();
    run_on(
        &mut conn,
        database
            .kind()
            .pick("ANALYZE", "ANALYZE people", "ANALYZE TABLE people"),
    );
    let lines: Vec<String> = if database.kind().pick(true, false, false) {
        let plan = format!("EXPLAIN QUERY PLAN {look_up}");
        sql::<(Integer, Integer, Integer, Text)>(&plan)
            .load::<(i32, i32, i32, String)>(&mut conn)
            .unwrap()
            .into_iter()
            .map(|(_, _, _, detail)| detail)
            .collect()
    } else {
        let explain = database.kind().pick("", "EXPLAIN", "EXPLAIN FORMAT=JSON");
        sql::<Text>(&format!("{explain} {look_up}"))
            .load(&mut conn)
            .unwrap()
    };
    lines.join("\n")
}

fn create(database: &Database) {
    people::create(database);
    define(
        database,
        "DROP TABLE people; \
         CREATE TABLE people (id {id}, sub {key} NOT NULL, email VARCHAR(150) NOT NULL, staff BOOLEAN NOT NULL, \
         name VARCHAR(150) NOT NULL, active BOOLEAN NOT NULL, token_iat BIGINT, not_before BIGINT, \
         note VARCHAR(150) NOT NULL DEFAULT '')",
    );
    let rows: Vec<_> = (0..2_000)
        .map(|n| format!("('person{n}', 'person{n}@example.org', FALSE, 'person{n}', TRUE)"))
        .collect();
    let insert = "INSERT INTO people (sub, email, staff, name, active) VALUES";
    define(database, &format!("{insert} {}", rows.join(", ")));
}
