use diesel::prelude::*;
use jwt_auth_actix::{JwtUser, Refusal};
use serde_json::json;

use crate::database::{AnyConnection, Database, on_each_database};
use crate::tables::{column, define};
use crate::tokens::{NOW, refusal, store, visit};

on_each_database!(
    a_number_can_be_the_key,
    a_number_of_64_bits_can_be_the_key,
    what_is_no_such_number_is_nobody,
);

diesel::table! {
    people {
        id -> Integer,
        user_id -> Integer,
        big_id -> BigInt,
        name -> Text,
        token_iat -> Nullable<BigInt>,
    }
}

#[derive(Debug, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = AnyConnection)]
struct Person {
    id: i32,
    #[jwt(key, claim = "user_id")]
    user_id: i32,
    #[jwt(claim = "name")]
    name: String,
    #[jwt(issued_at)]
    token_iat: Option<i64>,
}

#[derive(Debug, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = AnyConnection)]
struct BigPerson {
    id: i32,
    #[jwt(key, claim = "user_id")]
    big_id: i64,
    #[jwt(claim = "name")]
    name: String,
}

fn a_number_can_be_the_key(database: &Database) {
    create(database);
    let store = store::<Person>(database);
    let first = visit(&store, json!({"user_id": 7, "name": "a", "iat": NOW - 1})).unwrap();
    visit(&store, json!({"user_id": -7, "name": "b"})).unwrap();
    let again = visit(&store, json!({"user_id": 7, "name": "c"})).unwrap();
    assert_eq!((again.id, again.user_id), (first.id, 7));
    assert_eq!((again.name.as_str(), again.token_iat), ("c", Some(NOW)));
    assert_eq!(column(database, "user_id"), ["7", "-7"]);
    assert_eq!(column(database, "name"), ["c", "b"]);
}

fn a_number_of_64_bits_can_be_the_key(database: &Database) {
    create(database);
    let store = store::<BigPerson>(database);
    for key in [i64::MAX, i64::MAX - 1, i64::MIN] {
        let made = visit(&store, json!({"user_id": key, "name": "a"})).unwrap();
        let found = visit(&store, json!({"user_id": key, "name": "b"})).unwrap();
        assert_eq!((found.id, found.big_id), (made.id, key));
        assert_eq!(found.name, "b");
    }
    assert_eq!(
        column(database, "big_id"),
        [i64::MAX, i64::MAX - 1, i64::MIN].map(|key| key.to_string())
    );
}

fn what_is_no_such_number_is_nobody(database: &Database) {
    create(database);
    let store = store::<Person>(database);
    visit(&store, json!({"user_id": 7, "name": "a"})).unwrap();
    for key in [
        json!("7"),
        json!(7.5),
        json!(7.0),
        json!(2_147_483_648_i64),
        json!(4_294_967_303_i64),
        json!(true),
        json!([7]),
    ] {
        let answer = visit(&store, json!({"user_id": key, "name": "b"}));
        assert_eq!(refusal(answer), Refusal::InvalidClaim("user_id"), "{key}");
    }
    let answer = visit(&store, json!({"user_id": null, "name": "b"}));
    assert_eq!(refusal(answer), Refusal::MissingClaim("user_id"));
    assert_eq!(column(database, "name"), ["a"]);
}

fn create(database: &Database) {
    define(
        database,
        "CREATE TABLE people (id {id}, user_id INTEGER NOT NULL DEFAULT 0, big_id BIGINT NOT NULL DEFAULT 0, \
         name VARCHAR(150) NOT NULL, token_iat BIGINT, UNIQUE (user_id, big_id))",
    );
}
