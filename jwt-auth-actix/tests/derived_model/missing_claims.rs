use diesel::prelude::*;
use jwt_auth_actix::{JwtUser, Refusal};
use serde_json::{Value, json};

use crate::service::Service;

diesel::table! {
    people (uuid) {
        uuid -> Text,
        email -> Text,
        first_name -> Text,
        level -> Integer,
        nickname -> Nullable<Text>,
        is_staff -> Bool,
        locale -> Text,
        phone -> Nullable<Text>,
    }
}

const CREATE: &str = "CREATE TABLE people (
    uuid TEXT NOT NULL PRIMARY KEY, email TEXT NOT NULL, first_name TEXT NOT NULL DEFAULT 'nobody',
    level INTEGER NOT NULL DEFAULT 7, nickname TEXT DEFAULT 'nick', is_staff BOOLEAN NOT NULL DEFAULT TRUE,
    locale TEXT NOT NULL DEFAULT 'fr', phone TEXT DEFAULT 'none')";

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = SqliteConnection)]
struct Person {
    #[jwt(key, claim = "user_uuid")]
    uuid: String,
    #[jwt(claim = "user_email")]
    email: String,
    #[jwt(claim = "user_first_name", optional)]
    first_name: String,
    #[jwt(claim = "level", optional)]
    level: i32,
    #[jwt(claim = "nickname", optional)]
    nickname: Option<String>,
    #[jwt(claim = "user_is_staff", staff, default = false)]
    is_staff: bool,
    #[jwt(claim = "locale", default = "en".to_owned())]
    locale: String,
    #[jwt(claim = "phone")]
    phone: Option<String>,
}

/// The claims of one person, with some of them replaced.
fn ada(claims: Value) -> Value {
    let mut all = json!({"user_uuid": "6f1c", "user_email": "ada@example.org"});
    let claims = claims.as_object().unwrap().clone();
    all.as_object_mut().unwrap().extend(claims);
    all
}

fn full() -> Value {
    ada(json!({
        "user_first_name": "Ada", "level": 3, "nickname": "countess", "user_is_staff": true, "locale": "it",
        "phone": "+44 1",
    }))
}

fn nulls() -> Value {
    ada(json!({
        "user_first_name": null, "level": null, "nickname": null, "user_is_staff": null, "locale": null,
        "phone": null,
    }))
}

#[tokio::test]
async fn a_plain_claim_must_be_there_and_not_null() {
    let service = Service::<Person>::with_table(CREATE);
    for claims in [
        json!({"user_uuid": "6f1c"}),
        ada(json!({"user_email": null})),
    ] {
        let refused = service.sign_in(claims).await;
        assert_eq!(refused.unwrap_err(), Refusal::MissingClaim("user_email"));
    }
    assert_eq!(service.value("count(*)", "people").unwrap(), "0");
}

#[tokio::test]
async fn false_and_empty_text_are_there() {
    let service = Service::<Person>::with_table(CREATE);
    let claims = ada(json!({"user_email": "", "user_is_staff": false, "user_first_name": ""}));
    let person = service.sign_in(claims).await.unwrap();
    assert_eq!((person.email.as_str(), person.is_staff), ("", false));
}

#[tokio::test]
async fn a_claim_of_the_wrong_type_is_refused_and_never_taken_for_missing() {
    let service = Service::<Person>::with_table(CREATE);
    for (name, value) in [
        ("user_first_name", json!(5)),
        ("level", json!("3")),
        ("nickname", json!(["countess"])),
        ("user_is_staff", json!("false")),
        ("user_is_staff", json!(1)),
        ("locale", json!({})),
        ("phone", json!(44)),
    ] {
        let refused = service.sign_in(ada(json!({name: value}))).await;
        assert_eq!(refused.unwrap_err(), Refusal::InvalidClaim(name));
    }
}

#[tokio::test]
async fn on_creation_a_missing_optional_text_is_empty_and_anything_else_gets_the_columns_default() {
    for claims in [ada(json!({})), nulls()] {
        let service = Service::<Person>::with_table(CREATE);
        let person = service.sign_in(claims).await.unwrap();
        assert_eq!(person.first_name, "");
        assert_eq!(person.level, 7);
        assert_eq!(person.nickname.as_deref(), Some("nick"));
    }
}

#[tokio::test]
async fn a_missing_or_null_optional_claim_keeps_the_stored_value() {
    let service = Service::<Person>::with_table(CREATE);
    service.sign_in(full()).await.unwrap();
    service.watch("people", &["first_name", "level", "nickname"]);
    for claims in [ada(json!({})), nulls()] {
        let person = service.sign_in(claims).await.unwrap();
        assert_eq!(person.first_name, "Ada");
        assert_eq!(person.level, 3);
        assert_eq!(person.nickname.as_deref(), Some("countess"));
    }
    assert!(service.updated().is_empty());
}

#[tokio::test]
async fn an_optional_claim_that_is_there_is_kept_in_step_even_when_empty() {
    let service = Service::<Person>::with_table(CREATE);
    service.sign_in(full()).await.unwrap();
    let claims = ada(json!({"user_first_name": "", "level": 0, "nickname": "ada"}));
    let person = service.sign_in(claims).await.unwrap();
    assert_eq!((person.first_name.as_str(), person.level), ("", 0));
    assert_eq!(service.value("first_name", "people").unwrap(), "");
    assert_eq!(service.value("level", "people").unwrap(), "0");
    assert_eq!(service.value("nickname", "people").unwrap(), "ada");
}

#[tokio::test]
async fn a_default_stands_for_a_missing_or_null_claim_on_creation() {
    for claims in [ada(json!({})), nulls()] {
        let service = Service::<Person>::with_table(CREATE);
        let person = service.sign_in(claims).await.unwrap();
        assert_eq!((person.locale.as_str(), person.is_staff), ("en", false));
    }
}

#[tokio::test]
async fn a_default_replaces_the_stored_value_so_that_a_privilege_is_withdrawn() {
    for claims in [ada(json!({})), nulls()] {
        let service = Service::<Person>::with_table(CREATE);
        assert!(service.sign_in(full()).await.unwrap().is_staff());
        let person = service.sign_in(claims).await.unwrap();
        assert!(!person.is_staff());
        assert_eq!(service.value("is_staff", "people").unwrap(), "0");
        assert_eq!(service.value("locale", "people").unwrap(), "en");
    }
}

#[tokio::test]
async fn a_missing_or_null_claim_of_an_option_is_written_as_null() {
    for claims in [ada(json!({})), nulls()] {
        let service = Service::<Person>::with_table(CREATE);
        assert_eq!(service.sign_in(claims.clone()).await.unwrap().phone, None);
        assert_eq!(service.value("phone", "people"), None, "on creation");

        service.sign_in(full()).await.unwrap();
        assert_eq!(service.value("phone", "people").unwrap(), "+44 1");
        assert_eq!(service.sign_in(claims).await.unwrap().phone, None);
        assert_eq!(service.value("phone", "people"), None, "on update");
    }
}
