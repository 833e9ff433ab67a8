//! One subject of two issuers.

use diesel::prelude::*;
use jwt_auth_actix::{JwtUser, Refusal};
use serde_json::json;

use crate::database::{AnyConnection, Database, on_each_database};
use crate::tables::define;
use crate::tokens::{person, refusal, store, visit, with};

on_each_database!(
    one_subject_of_two_issuers_is_two_people,
    a_token_without_an_issuer_is_nobodys
);

diesel::table! {
    accounts {
        id -> Integer,
        iss -> Text,
        sub -> Text,
        staff -> Bool,
    }
}

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, JwtUser)]
#[diesel(table_name = accounts)]
#[jwt(connection = AnyConnection)]
struct Account {
    id: i32,
    #[jwt(key, claim = "iss")]
    iss: String,
    #[jwt(key, claim = "sub")]
    sub: String,
    #[jwt(claim = "staff", staff)]
    staff: bool,
}

fn create(database: &Database) {
    define(
        database,
        "CREATE TABLE accounts (id {id}, iss {key} NOT NULL, sub {key} NOT NULL, staff BOOLEAN NOT NULL, UNIQUE (iss, sub))",
    );
}

/// P38.
fn one_subject_of_two_issuers_is_two_people(database: &Database) {
    create(database);
    let store = store::<Account>(database);
    let of =
        |issuer: &str, staff: bool| with(person("ada"), json!({"iss": issuer, "staff": staff}));
    let victim = visit(&store, of("https://one.example", true)).unwrap();
    for issuer in [
        "https://two.example",
        "https://ONE.example",
        "https://one.example/",
    ] {
        let other = visit(&store, of(issuer, false)).unwrap();
        assert_eq!((other.iss.as_str(), other.staff), (issuer, false));
        assert_ne!(other.id, victim.id);
    }
    let rows: Vec<Account> = accounts::table
        .select(Account::as_select())
        .order(accounts::id)
        .load(&mut database.connect())
        .unwrap();
    assert_eq!((rows.len(), &rows[0]), (4, &victim));
}

/// P38.
fn a_token_without_an_issuer_is_nobodys(database: &Database) {
    create(database);
    let answer = visit(&store::<Account>(database), person("ada"));
    assert_eq!(refusal(answer), Refusal::MissingClaim("iss"));
}
