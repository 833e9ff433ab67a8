use diesel::prelude::*;
use jwt_auth_actix::{JwtUser, UserStoreError};
use serde_json::{Value, json};

use crate::service::Service;

diesel::table! {
    people (id) {
        id -> BigInt,
        uuid -> Text,
        email -> Text,
        invited_by -> Nullable<Text>,
        kind -> Text,
        color -> Text,
        password -> Text,
        tenant_id -> Integer,
        visits -> Integer,
    }
}

const CREATE: &str = "CREATE TABLE people (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE, email TEXT NOT NULL, invited_by TEXT,
    kind TEXT NOT NULL, color TEXT NOT NULL, password TEXT NOT NULL, tenant_id INTEGER NOT NULL,
    visits INTEGER NOT NULL DEFAULT 1)";

#[derive(Debug, Clone, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = SqliteConnection, claims = PersonClaims)]
#[jwt(insert(password = unusable_password, tenant_id = tenant))]
struct Person {
    id: i64,
    #[jwt(key, claim = "user_uuid")]
    uuid: String,
    #[jwt(claim = "user_email")]
    email: String,
    #[jwt(claim = "invited_by", on_create)]
    invited_by: Option<String>,
    #[jwt(claim = "kind", on_create, default = "guest".to_owned())]
    kind: String,
    #[jwt(claim = "color", on_create, optional)]
    color: String,
    tenant_id: i32,
    visits: i32,
}

/// Django's mark of a password that no text matches.
fn unusable_password(claims: &PersonClaims) -> String {
    format!("!{}", claims.uuid)
}

fn tenant(claims: &PersonClaims) -> i32 {
    match claims.email.split_once('@') {
        Some((_, "example.org")) => 1,
        Some(_) => 2,
        None => panic!("an e-mail address has an @"),
    }
}

fn ada() -> Value {
    json!({
        "user_uuid": "6f1c", "user_email": "ada@example.org", "invited_by": "grace", "kind": "member", "color": "blue",
    })
}

fn changed() -> Value {
    json!({
        "user_uuid": "6f1c", "user_email": "ada@example.com", "invited_by": "mallory", "kind": "owner", "color": "red",
    })
}

#[tokio::test]
async fn on_create_is_written_when_the_row_is_created() {
    let service = Service::<Person>::with_table(CREATE);
    let person = service.sign_in(ada()).await.unwrap();
    assert_eq!(person.invited_by.as_deref(), Some("grace"));
    assert_eq!(
        (person.kind.as_str(), person.color.as_str()),
        ("member", "blue")
    );
}

#[tokio::test]
async fn on_create_goes_together_with_default_and_optional_and_option() {
    let service = Service::<Person>::with_table(CREATE);
    let claims = json!({"user_uuid": "6f1c", "user_email": "ada@example.org"});
    let person = service.sign_in(claims).await.unwrap();
    assert_eq!(person.invited_by, None);
    assert_eq!((person.kind.as_str(), person.color.as_str()), ("guest", ""));
}

#[tokio::test]
async fn on_create_is_never_synced() {
    let service = Service::<Person>::with_table(CREATE);
    service.sign_in(ada()).await.unwrap();
    service.watch("people", &["email", "invited_by", "kind", "color"]);
    let person = service.sign_in(changed()).await.unwrap();
    assert_eq!(person.invited_by.as_deref(), Some("grace"));
    assert_eq!(
        (person.kind.as_str(), person.color.as_str()),
        ("member", "blue")
    );
    assert_eq!(service.updated(), ["email"]);
    assert_eq!(Person::COLUMNS, ["email"]);
}

#[tokio::test]
async fn an_inserted_column_is_what_its_function_makes_of_the_claims() {
    let service = Service::<Person>::with_table(CREATE);
    let person = service.sign_in(ada()).await.unwrap();
    assert_eq!(person.tenant_id, 1);
    assert_eq!(service.value("password", "people").unwrap(), "!6f1c");
}

#[tokio::test]
async fn an_inserted_column_is_never_written_again() {
    let service = Service::<Person>::with_table(CREATE);
    service.sign_in(ada()).await.unwrap();
    service.execute("UPDATE people SET password = 'argon2', tenant_id = 9");
    service.watch("people", &["password", "tenant_id"]);
    assert_eq!(service.sign_in(changed()).await.unwrap().tenant_id, 9);
    assert_eq!(service.value("password", "people").unwrap(), "argon2");
    assert!(service.updated().is_empty());
}

#[tokio::test]
async fn a_local_column_gets_its_default_and_is_never_touched() {
    let service = Service::<Person>::with_table(CREATE);
    let person = service.sign_in(ada()).await.unwrap();
    assert_eq!((person.id, person.visits), (1, 1));

    service.execute("UPDATE people SET visits = 5");
    service.watch("people", &["id", "uuid", "visits"]);
    let mut claims = changed();
    claims["visits"] = json!(100);
    claims["id"] = json!(100);
    let person = service.sign_in(claims).await.unwrap();
    assert_eq!((person.id, person.visits), (1, 5));
    assert_eq!(person.email, "ada@example.com");
    assert!(service.updated().is_empty());
}

#[tokio::test]
async fn a_person_gets_one_row_however_often_they_come() {
    let service = Service::<Person>::with_table(CREATE);
    for claims in [ada(), changed(), ada()] {
        service.sign_in(claims).await.unwrap();
    }
    assert_eq!(service.value("count(*)", "people").unwrap(), "1");
}

#[tokio::test]
async fn a_panic_in_an_insert_function_is_the_models_own_error_and_leaves_no_row() {
    let service = Service::<Person>::with_table(CREATE);
    let mut claims = ada();
    claims["user_email"] = json!("nowhere");
    let error = service.store_error(claims).await;
    assert!(matches!(*error, UserStoreError::Panicked), "{error:?}");
    assert_eq!(service.value("count(*)", "people").unwrap(), "0");
    assert_eq!(service.sign_in(ada()).await.unwrap().id, 1);
}
