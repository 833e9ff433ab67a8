//! The model of most tests.

use diesel::prelude::*;
use jwt_auth_actix::JwtUser;

use crate::database::{AnyConnection, Database};
use crate::tables::define;

diesel::table! {
    people {
        id -> Integer,
        sub -> Text,
        email -> Text,
        staff -> Bool,
        name -> Text,
        active -> Bool,
        token_iat -> Nullable<BigInt>,
        not_before -> Nullable<BigInt>,
        note -> Text,
    }
}

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = AnyConnection, claims = PersonClaims)]
pub(crate) struct Person {
    pub(crate) id: i32,
    #[jwt(key, claim = "sub")]
    pub(crate) sub: String,
    #[jwt(claim = "email")]
    pub(crate) email: String,
    #[jwt(claim = "staff", staff)]
    pub(crate) staff: bool,
    #[jwt(claim = "name", optional)]
    pub(crate) name: String,
    #[jwt(active)]
    pub(crate) active: bool,
    #[jwt(issued_at)]
    pub(crate) token_iat: Option<i64>,
    #[jwt(not_before)]
    pub(crate) not_before: Option<i64>,
    pub(crate) note: String,
}

/// E-mail addresses are unique, as in a table that existed before.
pub(crate) fn create(database: &Database) {
    define(
        database,
        "CREATE TABLE people (id {id}, sub {key} NOT NULL UNIQUE, email {key} NOT NULL UNIQUE, \
         staff BOOLEAN NOT NULL, name VARCHAR(150) NOT NULL, active BOOLEAN NOT NULL, token_iat BIGINT, not_before BIGINT, \
         note VARCHAR(150) NOT NULL DEFAULT '')",
    );
}

pub(crate) fn all(database: &Database) -> Vec<Person> {
    people::table
        .select(Person::as_select())
        .order(people::id)
        .load(&mut database.connect())
        .unwrap()
}

/// A row that no token made.
pub(crate) fn insert_local(database: &Database, key: &str) {
    let email = format!("{key}@example.org");
    diesel::insert_into(people::table)
        .values((
            people::sub.eq(key),
            people::email.eq(email),
            people::staff.eq(false),
            people::name.eq(key),
            people::active.eq(true),
            people::note.eq("made here"),
        ))
        .execute(&mut database.connect())
        .unwrap();
}
