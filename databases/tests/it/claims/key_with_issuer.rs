//! Two issuers that each have a person of the same name.

use std::sync::Arc;

use diesel::prelude::*;
use jwt_auth_actix::{JwtUser, TestClock, TestIssuer, Verifier};
use serde_json::json;

use crate::database::{AnyConnection, Database, on_each_database};
use crate::tables::{column, define};
use crate::tokens::{NOW, check, show, store};

on_each_database!(the_same_subject_of_two_issuers_is_two_people);

diesel::table! {
    people {
        id -> Integer,
        issuer -> Text,
        subject -> Text,
        staff -> Bool,
        token_iat -> Nullable<BigInt>,
    }
}

#[derive(Debug, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = AnyConnection, claims = PersonClaims)]
struct Person {
    id: i32,
    #[jwt(key, claim = "iss")]
    issuer: String,
    #[jwt(key, claim = "sub")]
    subject: String,
    #[jwt(claim = "staff", staff)]
    staff: bool,
    #[jwt(issued_at)]
    token_iat: Option<i64>,
}

const ISSUERS: [&str; 2] = ["https://one.example.org", "https://two.example.org"];

fn the_same_subject_of_two_issuers_is_two_people(database: &Database) {
    define(
        database,
        "CREATE TABLE people (id {id}, issuer {key} NOT NULL, subject {key} NOT NULL, staff BOOLEAN NOT NULL, \
         token_iat BIGINT, UNIQUE (issuer, subject))",
    );
    let store = store::<Person>(database);
    assert_eq!(check(&store).unwrap(), []);
    let clock = TestClock::at(NOW.unsigned_abs());
    let auth_service = TestIssuer::hs512().clock(clock.clone());
    let verifier = Verifier::simple_jwt(auth_service.verifying_key())
        .accept_any_issuer()
        .clock(clock)
        .build()
        .unwrap();
    let shown = |issuer: &str, staff: bool, iat: i64| {
        let claims = json!({"iss": issuer, "sub": "ada", "staff": staff, "iat": iat});
        let token = auth_service.access_token(&claims);
        show(&store, &Arc::new(verifier.verify(&token).unwrap())).unwrap()
    };
    let first = shown(ISSUERS[0], false, NOW - 5);
    let second = shown(ISSUERS[1], true, NOW - 5);
    assert_ne!(first.id, second.id);
    assert!(!shown(ISSUERS[0], false, NOW - 4).staff);
    let renewed = shown(ISSUERS[1], false, NOW - 3);
    assert_eq!((renewed.id, renewed.token_iat), (second.id, Some(NOW - 3)));
    assert_eq!(column(database, "issuer"), ISSUERS);
    assert_eq!(column(database, "subject"), ["ada", "ada"]);
    assert_eq!(
        column(database, "token_iat"),
        [NOW - 4, NOW - 3].map(|second| second.to_string())
    );
}
