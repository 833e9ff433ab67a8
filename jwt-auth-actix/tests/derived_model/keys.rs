use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::prelude::*;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;
use diesel::sqlite::{Sqlite, SqliteValue};
use jwt_auth_actix::{Claim, JwtUser, Refusal, UserKey};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::service::Service;

diesel::table! {
    people (uuid) {
        uuid -> Text,
        email -> Text,
    }
}

diesel::table! {
    members (user_id) {
        user_id -> BigInt,
        email -> Text,
    }
}

const CREATE: &str = "CREATE TABLE people (uuid TEXT NOT NULL PRIMARY KEY, email TEXT NOT NULL)";

#[derive(Debug, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = SqliteConnection)]
struct Person {
    #[jwt(key, claim = "user_uuid")]
    uuid: String,
    #[jwt(claim = "user_email")]
    email: String,
}

#[derive(Debug, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = SqliteConnection)]
struct ShortKey {
    #[jwt(key, claim = "user_uuid", max_len = 36)]
    uuid: String,
}

/// SimpleJWT's own `user_id` is a number.
#[derive(Debug, Queryable, Selectable, JwtUser)]
#[diesel(table_name = members)]
#[jwt(connection = SqliteConnection)]
struct Member {
    #[jwt(key, claim = "user_id")]
    user_id: i64,
    #[jwt(claim = "user_email")]
    email: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
struct Uuid(String);

impl ToSql<Text, Sqlite> for Uuid {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        <String as ToSql<Text, Sqlite>>::to_sql(&self.0, out)
    }
}

impl FromSql<Text, Sqlite> for Uuid {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        <String as FromSql<Text, Sqlite>>::from_sql(value).map(Self)
    }
}

impl UserKey for Uuid {
    fn from_claim(claim: Claim<'_>) -> Result<Self, Refusal> {
        claim.required()
    }

    fn text(&self) -> std::borrow::Cow<'_, str> {
        (&self.0).into()
    }
}

#[derive(Debug, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = SqliteConnection)]
struct TypedKey {
    #[jwt(key, claim = "user_uuid")]
    uuid: Uuid,
    #[jwt(claim = "user_email")]
    email: String,
}

fn claims(uuid: impl Into<Value>) -> Value {
    json!({"user_uuid": uuid.into(), "user_email": "ada@example.org"})
}

#[tokio::test]
async fn a_key_is_found_again_and_another_key_is_another_person() {
    let service = Service::<Person>::with_table(CREATE);
    for uuid in ["6f1c", "6f1c", "6F1C", "6f1d"] {
        assert_eq!(service.sign_in(claims(uuid)).await.unwrap().uuid, uuid);
    }
    assert_eq!(service.value("count(*)", "people").unwrap(), "3");
}

#[tokio::test]
async fn a_key_that_the_database_folds_is_nobodys() {
    let service = Service::<Person>::with_table(
        "CREATE TABLE people (uuid TEXT NOT NULL COLLATE NOCASE PRIMARY KEY, email TEXT NOT NULL)",
    );
    service.sign_in(claims("ada")).await.unwrap();
    let refused = service.sign_in(claims("ADA")).await;
    assert_eq!(refused.unwrap_err(), Refusal::KeyCollision);
    assert_eq!(service.value("uuid", "people").unwrap(), "ada");
}

#[tokio::test]
async fn a_key_is_not_empty_and_has_no_space_at_its_ends_and_no_control_characters() {
    let service = Service::<Person>::with_table(CREATE);
    for uuid in [
        "",
        " ",
        " 6f1c",
        "6f1c ",
        "6f1c\u{a0}",
        "6f\u{0}1c",
        "6f\n1c",
    ] {
        let refused = service.sign_in(claims(uuid)).await;
        assert_eq!(
            refused.unwrap_err(),
            Refusal::InvalidClaim("user_uuid"),
            "{uuid:?}"
        );
    }
    assert_eq!(service.value("count(*)", "people").unwrap(), "0");
}

#[tokio::test]
async fn a_key_must_be_there_and_not_null() {
    let service = Service::<Person>::with_table(CREATE);
    for claims in [
        claims(Value::Null),
        json!({"user_email": "ada@example.org"}),
    ] {
        let refused = service.sign_in(claims).await;
        assert_eq!(refused.unwrap_err(), Refusal::MissingClaim("user_uuid"));
    }
}

#[tokio::test]
async fn a_key_has_at_most_150_characters_unless_max_len_says_otherwise() {
    let service = Service::<Person>::with_table(CREATE);
    assert!(service.sign_in(claims("é".repeat(150))).await.is_ok());
    let refused = service.sign_in(claims("e".repeat(151))).await;
    assert_eq!(refused.unwrap_err(), Refusal::InvalidClaim("user_uuid"));

    let service = Service::<ShortKey>::with_table(
        "CREATE TABLE people (uuid TEXT NOT NULL PRIMARY KEY, email TEXT NOT NULL DEFAULT '')",
    );
    let longest = "é".repeat(36);
    assert_eq!(
        service.sign_in(claims(longest.clone())).await.unwrap().uuid,
        longest
    );
    let refused = service.sign_in(claims("e".repeat(37))).await;
    assert_eq!(refused.unwrap_err(), Refusal::InvalidClaim("user_uuid"));
}

#[tokio::test]
async fn a_key_may_be_a_number() {
    let service = Service::<Member>::with_table(
        "CREATE TABLE members (user_id BIGINT NOT NULL PRIMARY KEY, email TEXT NOT NULL)",
    );
    for user_id in [1, i64::MAX, 1] {
        let claims = json!({"user_id": user_id, "user_email": "ada@example.org"});
        let member = service.sign_in(claims).await.unwrap();
        assert_eq!(
            (member.user_id, member.email.as_str()),
            (user_id, "ada@example.org")
        );
    }
    assert_eq!(service.value("count(*)", "members").unwrap(), "2");
}

#[tokio::test]
async fn a_number_as_key_is_never_made_of_text_or_of_a_fraction() {
    let service = Service::<Member>::with_table(
        "CREATE TABLE members (user_id BIGINT NOT NULL PRIMARY KEY, email TEXT NOT NULL)",
    );
    for user_id in [json!("1"), json!(1.5), json!(true), json!(u64::MAX)] {
        let refused = service
            .sign_in(json!({"user_id": user_id, "user_email": ""}))
            .await;
        assert_eq!(refused.unwrap_err(), Refusal::InvalidClaim("user_id"));
    }
}

#[tokio::test]
async fn a_key_may_be_a_type_of_ones_own_and_is_checked_as_text() {
    let service = Service::<TypedKey>::with_table(CREATE);
    for _ in 0..2 {
        let person = service.sign_in(claims("6f1c")).await.unwrap();
        assert_eq!(
            (person.uuid.clone(), person.email.as_str()),
            (Uuid("6f1c".into()), "ada@example.org")
        );
    }
    assert_eq!(service.value("count(*)", "people").unwrap(), "1");
    let refused = service.sign_in(claims("")).await;
    assert_eq!(refused.unwrap_err(), Refusal::InvalidClaim("user_uuid"));
}
