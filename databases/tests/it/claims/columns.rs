use diesel::prelude::*;
use jwt_auth_actix::{JwtUser, NumericDate, Refusal};
use serde_json::{Value, json};

use crate::database::{AnyConnection, Database, on_each_database};
use crate::statements::logged_store;
use crate::tables::{column, define};
use crate::tokens::{NOW, refusal, store, visit, with};

on_each_database!(
    claims_of_every_type_come_into_columns_and_stay_in_step,
    the_same_values_are_no_difference,
    what_may_be_missing_becomes_null_again,
    a_nested_claim_is_found_by_its_path,
    a_function_may_refuse_a_claim_and_then_nothing_is_written,
    a_claim_that_is_set_at_creation_alone_stays,
    text_beyond_ascii_comes_back_as_it_was,
);

diesel::table! {
    people {
        id -> Integer,
        sub -> Text,
        small -> Nullable<SmallInt>,
        big -> Nullable<BigInt>,
        ratio -> Nullable<Double>,
        city -> Nullable<Text>,
        joined -> BigInt,
        admin -> Bool,
        plan -> Text,
        source -> Text,
        token_iat -> Nullable<BigInt>,
    }
}

#[derive(Debug, PartialEq, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = AnyConnection)]
struct Person {
    id: i32,
    #[jwt(key, claim = "sub")]
    sub: String,
    #[jwt(claim = "small")]
    small: Option<i16>,
    #[jwt(claim = "big")]
    big: Option<i64>,
    #[jwt(claim = "ratio")]
    ratio: Option<f64>,
    #[jwt(path = "address.city")]
    city: Option<String>,
    #[jwt(claim = "joined", with = seconds)]
    joined: i64,
    #[jwt(path = "realm_access.roles", with = is_admin, default = false)]
    admin: bool,
    #[jwt(claim = "plan", default = "free".to_owned())]
    plan: String,
    #[jwt(claim = "source", on_create)]
    source: String,
    #[jwt(issued_at)]
    token_iat: Option<i64>,
}

/// The service is younger than 2001.
fn seconds(date: NumericDate) -> Result<i64, &'static str> {
    Some(date.seconds())
        .filter(|second| *second >= 1_000_000_000)
        .ok_or("before there was such a service")
}

fn is_admin(roles: Vec<&str>) -> Result<bool, std::convert::Infallible> {
    Ok(roles.into_iter().any(|role| role == "admin"))
}

fn claims_of_every_type_come_into_columns_and_stay_in_step(database: &Database) {
    create(database);
    let store = store::<Person>(database);
    let made = visit(&store, with(full(), json!({"iat": NOW - 5}))).unwrap();
    assert_eq!(
        made,
        Person {
            id: made.id,
            sub: "ada".to_owned(),
            small: Some(-32_768),
            big: Some(i64::MAX),
            ratio: Some(0.1),
            city: Some("London".to_owned()),
            joined: 1_234_567_890,
            admin: true,
            plan: "gold".to_owned(),
            source: "invitation".to_owned(),
            token_iat: Some(NOW - 5),
        }
    );
    let changed = json!({
        "small": 32_767, "big": i64::MIN, "ratio": -1e300, "address": {"city": "Turin"}, "joined": 1_234_567_891,
        "realm_access": {"roles": []}, "plan": "silver",
    });
    let synced = visit(&store, with(full(), changed)).unwrap();
    assert_eq!(
        synced,
        Person {
            small: Some(32_767),
            big: Some(i64::MIN),
            ratio: Some(-1e300),
            city: Some("Turin".to_owned()),
            joined: 1_234_567_891,
            admin: false,
            plan: "silver".to_owned(),
            token_iat: Some(NOW),
            ..made
        }
    );
}

fn the_same_values_are_no_difference(database: &Database) {
    create(database);
    let (store, log) = logged_store::<Person>(database);
    visit(&store, full()).unwrap();
    log.take();
    // The fraction of a second is not in the column.
    for joined in [1_234_567_890.75, 1_234_567_890.25] {
        visit(&store, with(full(), json!({"joined": joined}))).unwrap();
        assert_eq!(log.take_shapes(), ["SELECT"]);
    }
}

fn what_may_be_missing_becomes_null_again(database: &Database) {
    create(database);
    let (store, log) = logged_store::<Person>(database);
    visit(&store, with(full(), json!({"iat": NOW - 5}))).unwrap();
    log.take();
    let nulls = json!({"small": null, "big": null, "ratio": null, "address": {}});
    let synced = visit(&store, with(full(), nulls)).unwrap();
    assert_eq!((synced.small, synced.big, synced.city), (None, None, None));
    assert_eq!(synced.ratio, None);
    assert_eq!(
        log.take_shapes(),
        ["SELECT", "UPDATE small big ratio city token_iat", "SELECT"]
    );
    for name in ["small", "big", "ratio", "city"] {
        assert_eq!(column(database, name), ["-"]);
    }
    assert_eq!(column(database, "plan"), ["gold"]);
}

fn a_nested_claim_is_found_by_its_path(database: &Database) {
    create(database);
    let store = store::<Person>(database);
    // The column is null and the default stands where anything on the way is missing or null.
    for (second, address) in [json!(null), json!({"city": null}), json!({"town": "x"})]
        .into_iter()
        .enumerate()
    {
        let iat = NOW - 9 + i64::try_from(second).unwrap();
        let token = json!({"address": address, "realm_access": null, "iat": iat});
        let person = visit(&store, with(full(), token)).unwrap();
        assert_eq!((person.city, person.admin), (None, false));
    }
    let wrong = with(full(), json!({"address": "London"}));
    assert_eq!(
        refusal(visit(&store, wrong)),
        Refusal::InvalidClaim("address.city")
    );
    let flat = with(full(), json!({"address": null, "address.city": "London"}));
    assert_eq!(visit(&store, flat).unwrap().city, None);
}

fn a_function_may_refuse_a_claim_and_then_nothing_is_written(database: &Database) {
    create(database);
    let (store, log) = logged_store::<Person>(database);
    for joined in [
        json!(999_999_999),
        json!("2009-02-13"),
        json!(-1),
        json!(true),
    ] {
        let answer = visit(&store, with(full(), json!({"joined": joined})));
        assert_eq!(refusal(answer), Refusal::InvalidClaim("joined"), "{joined}");
    }
    let missing = visit(&store, with(full(), json!({"joined": null})));
    assert_eq!(refusal(missing), Refusal::MissingClaim("joined"));
    assert_eq!(log.take(), [""; 0], "no statement at all");
}

fn a_claim_that_is_set_at_creation_alone_stays(database: &Database) {
    create(database);
    let (store, log) = logged_store::<Person>(database);
    visit(&store, full()).unwrap();
    log.take();
    let other = with(full(), json!({"source": "advertisement"}));
    assert_eq!(visit(&store, other).unwrap().source, "invitation");
    assert_eq!(log.take_shapes(), ["SELECT"]);
}

fn text_beyond_ascii_comes_back_as_it_was(database: &Database) {
    create(database);
    let (store, log) = logged_store::<Person>(database);
    for (second, city) in ["Zürich", "東京", "🏙️ 𝔘𝔯𝔟𝔰", "O'Fallon; --", "\\\"`%_"]
        .into_iter()
        .enumerate()
    {
        let iat = NOW - 9 + i64::try_from(second).unwrap();
        let token = with(full(), json!({"address": {"city": city}, "iat": iat}));
        assert_eq!(
            visit(&store, token.clone()).unwrap().city.as_deref(),
            Some(city)
        );
        log.take();
        visit(&store, token).unwrap();
        assert_eq!(log.take_shapes(), ["SELECT"], "{city}");
    }
}

fn full() -> Value {
    json!({
        "sub": "ada", "small": -32_768, "big": i64::MAX, "ratio": 0.1, "address": {"city": "London"},
        "joined": 1_234_567_890.75, "realm_access": {"roles": ["editor", "admin"]}, "plan": "gold", "source": "invitation",
    })
}

fn create(database: &Database) {
    define(
        database,
        database.kind().pick(
            "CREATE TABLE people (id {id}, sub {key} NOT NULL UNIQUE, small SMALLINT, big BIGINT, ratio DOUBLE, city TEXT, \
             joined BIGINT NOT NULL, admin BOOLEAN NOT NULL, plan TEXT NOT NULL, source TEXT NOT NULL, token_iat BIGINT)",
            "CREATE TABLE people (id {id}, sub {key} NOT NULL UNIQUE, small SMALLINT, big BIGINT, ratio DOUBLE PRECISION, \
             city TEXT, joined BIGINT NOT NULL, admin BOOLEAN NOT NULL, plan TEXT NOT NULL, source TEXT NOT NULL, \
             token_iat BIGINT)",
            "CREATE TABLE people (id {id}, sub {key} NOT NULL UNIQUE, small SMALLINT, big BIGINT, ratio DOUBLE, \
             city VARCHAR(150) CHARACTER SET utf8mb4, joined BIGINT NOT NULL, admin BOOLEAN NOT NULL, plan TEXT NOT NULL, \
             source TEXT NOT NULL, token_iat BIGINT)",
        ),
    );
}
