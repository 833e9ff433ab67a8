//! The last line of defence: a key type of the application's own that lets everything through, so that only database and
//! store stand between an attacker and the victim.

use diesel::backend::Backend;
use diesel::deserialize::{FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::prelude::*;
use diesel::serialize::{Output, ToSql};
use diesel::sql_types::Text;
use jwt_auth_actix::{Category, Claim, JwtUser, Refusal, UserKey, UserStoreError};
use serde_json::json;

use super::victim::Victim;
use crate::database::{AnyConnection, Database, on_each_database};
use crate::people::people;
use crate::tokens::{person, refusal, store, visit, with};

on_each_database!(
    the_store_alone_keeps_keys_apart_that_the_usual_column_does_not,
    the_store_alone_keeps_keys_apart_in_a_byte_exact_column,
);

const TWINS: [&str; 6] = [
    "6f1c0001 ",
    "6f1c0001    ",
    "6F1C0001",
    "６f1c0001",
    " 6f1c0001",
    "6f1c0001\t",
];

#[derive(Debug, Clone, PartialEq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
struct RawKey(String);

impl UserKey for RawKey {
    fn from_claim(claim: Claim<'_>) -> Result<Self, Refusal> {
        claim.required_with(|text: String| Ok::<_, ()>(Self(text)))
    }

    fn text(&self) -> std::borrow::Cow<'_, str> {
        (&self.0).into()
    }
}

impl<DB: Backend> FromSql<Text, DB> for RawKey
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
        String::from_sql(bytes).map(Self)
    }
}

impl<DB: Backend> ToSql<Text, DB> for RawKey
where
    String: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> diesel::serialize::Result {
        self.0.to_sql(out)
    }
}

#[derive(Debug, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = AnyConnection)]
struct Unchecked {
    id: i32,
    #[jwt(key, claim = "sub")]
    sub: RawKey,
    #[jwt(claim = "email")]
    email: String,
    #[jwt(claim = "staff", staff)]
    staff: bool,
    #[jwt(claim = "name", optional)]
    name: String,
}

/// P01, P02, P04: PostgreSQL drops the space that is too much for `VARCHAR(8)`, MariaDB folds and pads.
fn the_store_alone_keeps_keys_apart_that_the_usual_column_does_not(database: &Database) {
    attack_in(database, "VARCHAR(8)");
}

/// P01, P02, P04.
fn the_store_alone_keeps_keys_apart_in_a_byte_exact_column(database: &Database) {
    attack_in(database, "{key}");
}

fn attack_in(database: &Database, column: &str) {
    let victim = Victim::in_columns(database, "6f1c0001", column, "{key}");
    let unchecked = store::<Unchecked>(database);
    for (place, key) in TWINS.iter().enumerate() {
        let email = format!("twin{place}@example.org");
        let claims = with(person(key), json!({"email": email, "name": "Twin"}));
        match visit(&unchecked, claims) {
            Ok(twin) => {
                assert_eq!(twin.sub.0, *key);
                assert_ne!(twin.id, victim.row.id);
                assert!(!twin.staff);
            }
            // PostgreSQL and MariaDB answer to some that they are too long, which is their fault and not the person's.
            Err(error @ UserStoreError::Unavailable(_)) => {
                assert!(key.chars().count() > 8, "{key:?}: {error:?}");
            }
            answer => assert_eq!(refusal(answer).category(), Category::Forbidden, "{key:?}"),
        }
        assert_eq!(victim.row_now(), victim.row);
    }
}
