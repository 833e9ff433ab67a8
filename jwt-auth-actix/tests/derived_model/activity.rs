use diesel::prelude::*;
use jwt_auth_actix::{JwtUser, Refusal};
use serde_json::{Value, json};

use crate::service::{NOW, Service};

diesel::table! {
    people (uuid) {
        uuid -> Text,
        email -> Text,
        is_active -> Bool,
        token_iat -> Nullable<BigInt>,
    }
}

diesel::table! {
    members (uuid) {
        uuid -> Text,
        email -> Text,
        deleted_at -> Nullable<BigInt>,
    }
}

const PEOPLE: &str = "CREATE TABLE people (
    uuid TEXT NOT NULL PRIMARY KEY, email TEXT NOT NULL, is_active BOOLEAN NOT NULL DEFAULT FALSE, token_iat BIGINT)";
const MEMBERS: &str =
    "CREATE TABLE members (uuid TEXT NOT NULL PRIMARY KEY, email TEXT NOT NULL, deleted_at BIGINT)";

#[derive(Debug, Clone, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = SqliteConnection)]
struct Person {
    #[jwt(key, claim = "user_uuid")]
    uuid: String,
    #[jwt(claim = "user_email")]
    email: String,
    #[jwt(active)]
    is_active: bool,
    #[jwt(issued_at)]
    token_iat: Option<i64>,
}

#[derive(Debug, Clone, Queryable, Selectable, JwtUser)]
#[diesel(table_name = members)]
#[jwt(connection = SqliteConnection)]
struct Member {
    #[jwt(key, claim = "user_uuid")]
    uuid: String,
    #[jwt(claim = "user_email")]
    email: String,
    #[jwt(active, with = Option::is_none)]
    deleted_at: Option<i64>,
}

fn ada(email: &str) -> Value {
    json!({"user_uuid": "6f1c", "user_email": email, "is_active": true, "deleted_at": null})
}

#[tokio::test]
async fn a_new_person_is_active_whatever_the_columns_default() {
    let service = Service::<Person>::with_table(PEOPLE);
    let person = service.sign_in(ada("ada@example.org")).await.unwrap();
    assert!(person.is_active);
    assert_eq!(service.value("is_active", "people").unwrap(), "1");
}

#[tokio::test]
async fn a_person_who_is_not_active_is_refused_and_not_written() {
    let service = Service::<Person>::with_table(PEOPLE);
    service.sign_in(ada("ada@example.org")).await.unwrap();
    service.execute("UPDATE people SET is_active = FALSE, token_iat = 1");
    service.watch("people", &["email", "is_active", "token_iat"]);
    let refused = service.sign_in(ada("countess@example.org")).await;
    assert_eq!(refused.unwrap_err(), Refusal::Inactive);
    assert!(service.updated().is_empty());
    assert_eq!(service.value("email", "people").unwrap(), "ada@example.org");
}

#[tokio::test]
async fn a_token_never_changes_whether_a_person_is_active() {
    let service = Service::<Person>::with_table(PEOPLE);
    let mut claims = ada("ada@example.org");
    claims["is_active"] = json!(false);
    assert!(service.sign_in(claims).await.unwrap().is_active);

    service.execute("UPDATE people SET is_active = FALSE");
    let refused = service.sign_in(ada("ada@example.org")).await;
    assert_eq!(refused.unwrap_err(), Refusal::Inactive);
    assert_eq!(service.value("is_active", "people").unwrap(), "0");
}

#[tokio::test]
async fn a_person_who_is_let_in_again_is_brought_in_step() {
    let service = Service::<Person>::with_table(PEOPLE);
    service.sign_in(ada("ada@example.org")).await.unwrap();
    service.execute("UPDATE people SET is_active = FALSE, token_iat = 1");
    assert!(service.sign_in(ada("new@example.org")).await.is_err());
    service.execute("UPDATE people SET is_active = TRUE");
    let person = service.sign_in(ada("new@example.org")).await.unwrap();
    assert_eq!(
        (person.email.as_str(), person.token_iat),
        ("new@example.org", Some(NOW))
    );
}

#[tokio::test]
async fn active_may_be_what_a_function_says_of_any_local_column() {
    let service = Service::<Member>::with_table(MEMBERS);
    let member = service.sign_in(ada("ada@example.org")).await.unwrap();
    assert_eq!(member.deleted_at, None, "the column's own default");

    service.execute("UPDATE members SET deleted_at = 1");
    service.watch("members", &["email", "deleted_at"]);
    let refused = service.sign_in(ada("new@example.org")).await;
    assert_eq!(refused.unwrap_err(), Refusal::Inactive);
    assert!(service.updated().is_empty());

    service.execute("UPDATE members SET deleted_at = NULL");
    let member = service.sign_in(ada("new@example.org")).await.unwrap();
    assert_eq!(member.email, "new@example.org");
    assert_eq!(
        service.updated(),
        ["deleted_at", "email"],
        "the first is the test's own"
    );
}

#[tokio::test]
async fn a_column_that_a_function_judges_is_left_to_the_database_on_creation() {
    let service = Service::<Member>::with_table(
        "CREATE TABLE members (uuid TEXT NOT NULL PRIMARY KEY, email TEXT NOT NULL, deleted_at BIGINT DEFAULT 5)",
    );
    let refused = service.sign_in(ada("ada@example.org")).await;
    assert_eq!(refused.unwrap_err(), Refusal::Inactive);
    assert_eq!(service.value("deleted_at", "members").unwrap(), "5");
}
