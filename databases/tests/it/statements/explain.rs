//! The look-up goes through the unique index on the key, whatever the table's size.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};
use jwt_auth_actix::{DieselUser, JwtUser};
use serde_json::{Value, json};

use super::logged_store;
use crate::database::{AnyConnection, Database, on_each_database};
use crate::people::{self, Person};
use crate::tables::{define, run_on};
use crate::tokens::{person, visit, with};

on_each_database!(
    a_look_up_goes_through_the_index_on_the_key,
    so_does_one_by_issuer_and_subject,
    without_an_index_the_plan_says_so,
);

const INDEX: &str = "people_by_key";

fn a_look_up_goes_through_the_index_on_the_key(database: &Database) {
    create(database);
    define(
        database,
        &format!("CREATE UNIQUE INDEX {INDEX} ON people (sub)"),
    );
    let plan = plan_for_people(database);
    assert!(plan.contains(INDEX), "{plan}");
}

diesel::table! {
    accounts {
        id -> Integer,
        iss -> Text,
        sub -> Text,
    }
}

#[derive(Debug, Queryable, Selectable, JwtUser)]
#[diesel(table_name = accounts)]
#[jwt(connection = AnyConnection)]
#[allow(dead_code, reason = "only its statements are looked at")]
struct Account {
    id: i32,
    #[jwt(key, claim = "iss")]
    iss: String,
    #[jwt(key, claim = "sub")]
    sub: String,
}

fn so_does_one_by_issuer_and_subject(database: &Database) {
    define(
        database,
        &format!(
            "CREATE TABLE accounts (id {{id}}, iss {{key}} NOT NULL, sub {{key}} NOT NULL); \
             CREATE UNIQUE INDEX {INDEX} ON accounts (iss, sub)"
        ),
    );
    // Neither column alone tells one person from many.
    let rows: Vec<_> = (0..2_000)
        .map(|n| format!("('https://{}.example', 'person{}')", n % 40, n / 40))
        .collect();
    define(
        database,
        &format!("INSERT INTO accounts (iss, sub) VALUES {}", rows.join(", ")),
    );
    let claims = with(person("person15"), json!({"iss": "https://7.example"}));
    let key = ["https://7.example", "person15"];
    let plan = plan::<Account>(database, "accounts", claims, &key);
    assert!(plan.contains(INDEX), "{plan}");
}

fn without_an_index_the_plan_says_so(database: &Database) {
    create(database);
    let plan = plan_for_people(database);
    assert!(!plan.contains(INDEX), "{plan}");
    let reads_all = database.kind().pick(
        "SCAN people",
        "Seq Scan on people",
        r#""access_type": "ALL""#,
    );
    assert!(plan.contains(reads_all), "{plan}");
}

fn plan_for_people(database: &Database) -> String {
    plan::<Person>(database, "people", person("person1500"), &["person1500"])
}

/// What the database says it does with the store's own statement.
fn plan<U: DieselUser<AnyConnection>>(
    database: &Database,
    table: &str,
    claims: Value,
    key: &[&str],
) -> String {
    let (store, log) = logged_store::<U>(database);
    assert!(visit(&store, claims).is_ok());
    let mut look_up = log.take().swap_remove(0);
    assert!(look_up.starts_with("SELECT"), "{look_up}");
    for (number, text) in (1..).zip(key) {
        let numbered = format!("${number}");
        let parameter = database.kind().pick("?", numbered.as_str(), "?");
        assert!(look_up.contains(parameter), "{look_up}");
        look_up = look_up.replacen(parameter, &format!("'{text}'"), 1);
    }
    let mut conn = database.connect();
    let analyze = database.kind().pick("ANALYZE", "ANALYZE", "ANALYZE TABLE");
    run_on(&mut conn, &format!("{analyze} {table}"));
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
