use std::convert::Infallible;

use diesel::prelude::*;
use jwt_auth_actix::{JwtUser, Refusal};
use serde_json::{Value, json};

use crate::service::Service;

diesel::table! {
    people (uuid) {
        uuid -> Text,
        is_superuser -> Bool,
        level -> Integer,
        birthday -> Nullable<Text>,
        nickname -> Text,
        city -> Text,
    }
}

const CREATE: &str = "CREATE TABLE people (
    uuid TEXT NOT NULL PRIMARY KEY, is_superuser BOOLEAN NOT NULL, level INTEGER NOT NULL, birthday TEXT,
    nickname TEXT NOT NULL, city TEXT NOT NULL)";

#[derive(Debug, Clone, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = SqliteConnection)]
struct Person {
    #[jwt(key, claim = "user_uuid")]
    uuid: String,
    #[jwt(claim = "groups", with = administrates, superuser)]
    is_superuser: bool,
    #[jwt(claim = "level", with = str::parse::<i32>)]
    level: i32,
    #[jwt(claim = "birthday", with = date)]
    birthday: Option<String>,
    #[jwt(claim = "nickname", optional, with = tidy)]
    nickname: String,
    #[jwt(claim = "address", default = "nowhere".to_owned(), with = city)]
    city: String,
}

fn administrates(groups: Vec<String>) -> Result<bool, Infallible> {
    Ok(groups.iter().any(|group| group == "administrators"))
}

/// Some Auth services send an empty text for "not told".
fn date(text: String) -> Result<Option<String>, &'static str> {
    match text.len() {
        0 => Ok(None),
        10 => Ok(Some(text)),
        _ => Err("not a date"),
    }
}

fn tidy(text: String) -> Result<String, Infallible> {
    Ok(text.trim().to_owned())
}

fn city(mut address: serde_json::Map<String, Value>) -> Result<String, &'static str> {
    match address.remove("locality") {
        Some(Value::String(city)) => Ok(city),
        _ => Err("no locality"),
    }
}

fn ada(name: &str, value: Value) -> Value {
    let mut claims = json!({
        "user_uuid": "6f1c", "groups": ["users"], "level": "3", "birthday": "1815-12-10", "nickname": "ada",
        "address": {"locality": "London"},
    });
    claims[name] = value;
    claims
}

#[tokio::test]
async fn with_turns_the_claim_into_the_field() {
    let service = Service::<Person>::with_table(CREATE);
    let claims = ada("groups", json!(["users", "administrators"]));
    let person = service.sign_in(claims).await.unwrap();
    assert!(person.is_superuser());
    assert_eq!(person.level, 3);
    assert_eq!(person.birthday.as_deref(), Some("1815-12-10"));
    assert_eq!(person.city, "London");
}

#[tokio::test]
async fn what_is_kept_in_step_is_the_functions_result() {
    let service = Service::<Person>::with_table(CREATE);
    service
        .sign_in(ada("nickname", json!("ada")))
        .await
        .unwrap();
    let columns = ["is_superuser", "level", "birthday", "nickname", "city"];
    service.watch("people", &columns);
    service
        .sign_in(ada("nickname", json!("  ada ")))
        .await
        .unwrap();
    service.sign_in(ada("level", json!("+3"))).await.unwrap();
    assert!(service.updated().is_empty(), "{:?}", service.updated());

    let groups = json!(["administrators"]);
    assert!(
        service
            .sign_in(ada("groups", groups))
            .await
            .unwrap()
            .is_superuser
    );
    assert_eq!(service.updated(), ["is_superuser"]);
}

#[tokio::test]
async fn an_error_of_the_function_refuses_the_token() {
    let service = Service::<Person>::with_table(CREATE);
    for (name, value) in [
        ("level", json!("three")),
        ("birthday", json!("yesterday")),
        ("address", json!({"country": "UK"})),
    ] {
        let refused = service.sign_in(ada(name, value)).await;
        assert_eq!(refused.unwrap_err(), Refusal::InvalidClaim(name));
    }
    assert_eq!(service.value("count(*)", "people").unwrap(), "0");
}

#[tokio::test]
async fn a_claim_that_is_not_what_the_function_takes_is_refused() {
    let service = Service::<Person>::with_table(CREATE);
    for (name, value) in [
        ("groups", json!("administrators")),
        ("groups", json!([1])),
        ("level", json!(3)),
        ("birthday", json!(18_151_210)),
        ("nickname", json!(false)),
        ("address", json!("London")),
    ] {
        let refused = service.sign_in(ada(name, value)).await;
        assert_eq!(refused.unwrap_err(), Refusal::InvalidClaim(name));
    }
}

#[tokio::test]
async fn the_function_takes_over_the_checks_of_text() {
    let service = Service::<Person>::with_table(CREATE);
    let nickname = format!("{}\n{0}", "a".repeat(1_000));
    let person = service.sign_in(ada("nickname", json!(nickname))).await;
    assert_eq!(person.unwrap().nickname, nickname);
}

#[tokio::test]
async fn a_missing_or_null_claim_never_reaches_the_function() {
    let service = Service::<Person>::with_table(CREATE);
    for name in ["groups", "level"] {
        let refused = service.sign_in(ada(name, Value::Null)).await;
        assert_eq!(refused.unwrap_err(), Refusal::MissingClaim(name));
    }
    let mut claims = ada("nickname", json!("countess"));
    service.sign_in(claims.clone()).await.unwrap();
    for name in ["birthday", "nickname", "address"] {
        claims.as_object_mut().unwrap().remove(name);
    }
    let person = service.sign_in(claims).await.unwrap();
    assert_eq!(person.nickname, "countess", "optional: kept");
    assert_eq!(person.city, "nowhere", "default: replaced");
    assert_eq!(person.birthday, None, "an option: null");
    assert_eq!(service.value("birthday", "people"), None);
}

#[tokio::test]
async fn the_function_of_an_option_may_itself_decide_for_null() {
    let service = Service::<Person>::with_table(CREATE);
    service
        .sign_in(ada("birthday", json!("1815-12-10")))
        .await
        .unwrap();
    let person = service.sign_in(ada("birthday", json!(""))).await.unwrap();
    assert_eq!(person.birthday, None);
    assert_eq!(service.value("birthday", "people"), None);
}
