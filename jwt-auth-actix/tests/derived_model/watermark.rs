use diesel::prelude::*;
use jwt_auth_actix::JwtUser;
use serde_json::{Value, json};

use crate::service::{NOW, Service};

diesel::table! {
    people (uuid) {
        uuid -> Text,
        is_staff -> Bool,
        first_name -> Text,
        token_iat -> Nullable<BigInt>,
    }
}

const CREATE: &str = "CREATE TABLE people (
    uuid TEXT NOT NULL PRIMARY KEY, is_staff BOOLEAN NOT NULL, first_name TEXT NOT NULL, token_iat BIGINT)";

#[derive(Debug, Clone, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = SqliteConnection)]
struct Person {
    #[jwt(key, claim = "user_uuid")]
    uuid: String,
    #[jwt(claim = "user_is_staff", staff)]
    is_staff: bool,
    #[jwt(claim = "user_first_name")]
    first_name: String,
    #[jwt(issued_at)]
    token_iat: Option<i64>,
}

/// The same table for a service that does not remember who wrote last.
#[derive(Debug, Clone, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = SqliteConnection)]
struct Forgetful {
    #[jwt(key, claim = "user_uuid")]
    uuid: String,
    #[jwt(claim = "user_is_staff", staff)]
    is_staff: bool,
    #[jwt(claim = "user_first_name")]
    first_name: String,
}

fn claims(is_staff: bool, first_name: &str) -> Value {
    json!({"user_uuid": "6f1c", "user_is_staff": is_staff, "user_first_name": first_name})
}

fn issued_at(iat: i64, is_staff: bool, first_name: &str) -> Value {
    let mut claims = claims(is_staff, first_name);
    claims["iat"] = json!(iat);
    claims
}

impl Service<Person> {
    fn with_person(token_iat: Option<i64>) -> Self {
        let service = Self::with_table(CREATE);
        let token_iat = token_iat.map_or("NULL".to_owned(), |iat| iat.to_string());
        service.execute(&format!(
            "INSERT INTO people VALUES ('6f1c', FALSE, 'Ada', {token_iat})"
        ));
        service.watch("people", &["is_staff", "first_name", "token_iat"]);
        service
    }

    fn stored_iat(&self) -> Option<i64> {
        self.value("token_iat", "people")
            .map(|iat| iat.parse().unwrap())
    }
}

#[tokio::test]
async fn creation_stores_when_the_token_was_issued() {
    let service = Service::<Person>::with_table(CREATE);
    let person = service
        .sign_in(issued_at(NOW - 60, true, "Ada"))
        .await
        .unwrap();
    assert_eq!(person.token_iat, Some(NOW - 60));
    assert_eq!(service.stored_iat(), Some(NOW - 60));
}

#[tokio::test]
async fn the_same_token_again_writes_nothing() {
    let service = Service::with_person(Some(NOW));
    let person = service.sign_in(issued_at(NOW, false, "Ada")).await.unwrap();
    assert_eq!(person.token_iat, Some(NOW));
    assert!(service.updated().is_empty());
}

#[tokio::test]
async fn a_newer_token_that_says_the_same_advances_the_watermark_and_nothing_else() {
    let service = Service::with_person(Some(NOW - 300));
    let person = service.sign_in(issued_at(NOW, false, "Ada")).await.unwrap();
    assert_eq!(person.token_iat, Some(NOW));
    assert_eq!(service.stored_iat(), Some(NOW));
    assert_eq!(service.updated(), ["token_iat"]);
}

#[tokio::test]
async fn a_newer_token_writes_only_what_differs() {
    let service = Service::with_person(Some(NOW - 300));
    let person = service.sign_in(issued_at(NOW, true, "Ada")).await.unwrap();
    assert!(person.is_staff());
    assert_eq!(service.value("is_staff", "people").unwrap(), "1");
    assert_eq!(service.updated(), ["is_staff", "token_iat"]);
}

#[tokio::test]
async fn an_older_token_may_read_and_never_overwrites() {
    let service = Service::with_person(Some(NOW));
    let person = service
        .sign_in(issued_at(NOW - 1, true, "Augusta"))
        .await
        .unwrap();
    assert!(!person.is_staff(), "a demoted person is not promoted again");
    assert_eq!(
        (person.first_name.as_str(), person.token_iat),
        ("Ada", Some(NOW))
    );
    assert!(service.updated().is_empty());
}

#[tokio::test]
async fn of_tokens_issued_in_the_same_second_the_last_one_wins() {
    let service = Service::with_person(Some(NOW));
    for (is_staff, first_name) in [(true, "Augusta"), (false, "Ada"), (true, "Augusta")] {
        let person = service
            .sign_in(issued_at(NOW, is_staff, first_name))
            .await
            .unwrap();
        assert_eq!(
            (person.is_staff, person.first_name.as_str()),
            (is_staff, first_name)
        );
        assert_eq!(service.value("first_name", "people").unwrap(), first_name);
    }
    assert_eq!(service.stored_iat(), Some(NOW));
}

#[tokio::test]
async fn a_row_without_a_watermark_takes_any_token_and_gets_one() {
    let service = Service::with_person(None);
    let person = service
        .sign_in(issued_at(NOW - 3_600, true, "Ada"))
        .await
        .unwrap();
    assert_eq!(
        (person.is_staff, person.token_iat),
        (true, Some(NOW - 3_600))
    );
    assert_eq!(service.stored_iat(), Some(NOW - 3_600));
}

#[tokio::test]
async fn a_token_without_iat_writes_only_while_the_row_has_no_watermark() {
    let service = Service::with_person(None);
    let person = service
        .sign_in_without_iat(claims(true, "Augusta"))
        .await
        .unwrap();
    assert_eq!((person.is_staff, person.token_iat), (true, None));
    assert_eq!(service.stored_iat(), None);

    let service = Service::with_person(Some(NOW - 300));
    let person = service
        .sign_in_without_iat(claims(true, "Augusta"))
        .await
        .unwrap();
    assert_eq!(
        (person.is_staff, person.first_name.as_str()),
        (false, "Ada")
    );
    assert!(service.updated().is_empty());
}

#[tokio::test]
async fn a_token_without_iat_creates_a_row_without_a_watermark() {
    let service = Service::<Person>::with_table(CREATE);
    let person = service
        .sign_in_without_iat(claims(true, "Ada"))
        .await
        .unwrap();
    assert_eq!((person.is_staff, person.token_iat), (true, None));
    assert_eq!(service.stored_iat(), None);
}

/// No verifier with a leeway of 10 s could have accepted such a token: somebody or some clock was wrong.
#[tokio::test]
async fn a_watermark_beyond_now_and_leeway_counts_as_none() {
    let service = Service::with_person(Some(NOW + 11));
    let person = service
        .sign_in(issued_at(NOW, true, "Augusta"))
        .await
        .unwrap();
    assert_eq!((person.is_staff, person.token_iat), (true, Some(NOW)));
    assert_eq!(service.stored_iat(), Some(NOW));
    assert_eq!(service.value("first_name", "people").unwrap(), "Augusta");
}

#[tokio::test]
async fn a_watermark_within_the_leeway_counts() {
    let service = Service::with_person(Some(NOW + 10));
    let person = service
        .sign_in(issued_at(NOW, true, "Augusta"))
        .await
        .unwrap();
    assert_eq!(
        (person.is_staff, person.first_name.as_str()),
        (false, "Ada")
    );
    assert!(service.updated().is_empty());
}

#[tokio::test]
async fn without_a_watermark_in_the_model_the_last_token_wins_however_old() {
    let service = Service::<Forgetful>::with_table(CREATE);
    service.sign_in(issued_at(NOW, false, "Ada")).await.unwrap();
    let person = service
        .sign_in(issued_at(NOW - 1, true, "Augusta"))
        .await
        .unwrap();
    assert!(person.is_staff());
    assert_eq!(person.first_name, "Augusta");
    assert_eq!(service.value("token_iat", "people"), None);
}
