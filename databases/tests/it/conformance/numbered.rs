//! `DieselUserStore` over a table whose keys are numbers.

use diesel::prelude::*;
use jwt_auth_actix::JwtUser;
use jwt_auth_actix::conformance::{Person, Row, StoreUnderTest};
use serde_json::{Value, json};

use super::conforms_without;
use crate::database::{AnyConnection, Database, on_each_database};
use crate::tables::define;
use crate::tokens::{Store, store};

on_each_database!(a_store_of_people_with_numbers_conforms);

diesel::table! {
    accounts {
        id -> Integer,
        number -> BigInt,
        email -> Text,
        staff -> Bool,
        superuser -> Bool,
        name -> Text,
        token_iat -> Nullable<BigInt>,
    }
}

#[derive(Debug, Queryable, Selectable, JwtUser)]
#[diesel(table_name = accounts)]
#[jwt(connection = AnyConnection)]
struct Account {
    #[jwt(key, claim = "user_id")]
    number: i64,
    #[jwt(claim = "email")]
    email: String,
    #[jwt(claim = "staff", staff)]
    staff: bool,
    #[jwt(claim = "superuser", superuser)]
    superuser: bool,
    #[jwt(claim = "name", optional)]
    name: String,
    #[jwt(issued_at)]
    token_iat: Option<i64>,
}

fn a_store_of_people_with_numbers_conforms(database: &Database) {
    define(
        database,
        "CREATE TABLE accounts (id {id}, number BIGINT NOT NULL UNIQUE, email VARCHAR(254) NOT NULL, staff BOOLEAN NOT NULL, \
         superuser BOOLEAN NOT NULL, name VARCHAR(150) NOT NULL, token_iat BIGINT)",
    );
    let numbered = Numbered {
        store: store(database),
        database,
    };
    conforms_without(
        &numbered,
        &[
            "a_local_column_is_left_alone",
            "an_email_of_somebody_else_touches_nobody_elses_row",
            "somebody_who_is_banned_is_refused_and_not_written",
            "tokens_from_before_a_sign_out_do_not_count",
            "keys_that_look_alike_are_never_one_row",
            "keys_beyond_ascii_are_kept_as_they_are",
            "the_longest_keys_are_kept_as_they_are",
        ],
    );
}

struct Numbered<'d> {
    store: Store<Account>,
    database: &'d Database,
}

impl StoreUnderTest for Numbered<'_> {
    type User = Account;
    type Store = Store<Account>;
    const KEYS_ARE_TEXT: bool = false;

    fn store(&self) -> &Store<Account> {
        &self.store
    }

    fn key(&self, number: u64) -> String {
        number.cast_signed().to_string()
    }

    fn claims(&self, person: &Person) -> Value {
        let number: i64 = person.key.parse().unwrap();
        json!({
            "user_id": number,
            "email": person.email,
            "staff": person.staff,
            "superuser": person.superuser,
            "name": person.first_name,
        })
    }

    fn person(&self, user: &Account) -> Person {
        Person {
            key: user.number.to_string(),
            email: user.email.clone(),
            staff: user.staff,
            superuser: user.superuser,
            first_name: Some(user.name.clone()),
        }
    }

    async fn rows(&self) -> Vec<Row> {
        let rows: Vec<Account> = accounts::table
            .select(Account::as_select())
            .load(&mut self.database.connect())
            .unwrap();
        let row = |row: &Account| Row {
            key: row.number.to_string(),
            columns: format!("{row:?}"),
        };
        rows.iter().map(row).collect()
    }
}
