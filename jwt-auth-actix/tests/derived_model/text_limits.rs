use diesel::prelude::*;
use jwt_auth_actix::{JwtUser, Refusal};
use serde_json::{Value, json};

use crate::service::Service;

diesel::table! {
    people (uuid) {
        uuid -> Text,
        email -> Text,
        about -> Nullable<Text>,
        level -> Integer,
    }
}

const CREATE: &str = "CREATE TABLE people (
    uuid TEXT NOT NULL PRIMARY KEY, email TEXT NOT NULL, about TEXT, level INTEGER NOT NULL DEFAULT 0)";

#[derive(Debug, Clone, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = SqliteConnection)]
struct Person {
    #[jwt(key, claim = "user_uuid")]
    uuid: String,
    #[jwt(claim = "user_email", max_len = 20)]
    email: String,
    #[jwt(claim = "about")]
    about: Option<String>,
    #[jwt(claim = "level", optional, max_len = 1)]
    level: i32,
}

fn claims(email: &str, about: &str) -> Value {
    json!({"user_uuid": "6f1c", "user_email": email, "about": about})
}

#[tokio::test]
async fn max_len_is_the_longest_text_in_characters_and_not_in_bytes() {
    let service = Service::<Person>::with_table(CREATE);
    let longest = "é".repeat(20);
    let person = service.sign_in(claims(&longest, "")).await.unwrap();
    assert_eq!(person.email, longest);

    let refused = service.sign_in(claims(&"e".repeat(21), "")).await;
    assert_eq!(refused.unwrap_err(), Refusal::InvalidClaim("user_email"));
}

#[tokio::test]
async fn longer_text_is_refused_and_never_cut_off() {
    let service = Service::<Person>::with_table(CREATE);
    service
        .sign_in(claims("ada@example.org", ""))
        .await
        .unwrap();
    let refused = service
        .sign_in(claims("ada.lovelace@example.org", "new"))
        .await;
    assert_eq!(refused.unwrap_err(), Refusal::InvalidClaim("user_email"));
    assert_eq!(service.value("email", "people").unwrap(), "ada@example.org");
    assert_eq!(service.value("about", "people").unwrap(), "");
}

#[tokio::test]
async fn without_max_len_text_has_at_most_a_thousand_characters() {
    let service = Service::<Person>::with_table(CREATE);
    let longest = "ü".repeat(1_000);
    let person = service.sign_in(claims("a@b.c", &longest)).await.unwrap();
    assert_eq!(person.about.as_ref().unwrap(), &longest);

    let refused = service.sign_in(claims("a@b.c", &"u".repeat(1_001))).await;
    assert_eq!(refused.unwrap_err(), Refusal::InvalidClaim("about"));
}

#[tokio::test]
async fn text_with_control_characters_is_refused() {
    let service = Service::<Person>::with_table(CREATE);
    for control in ['\0', '\n', '\t', '\u{1b}', '\u{7f}', '\u{85}'] {
        let refused = service
            .sign_in(claims("a@b.c", &format!("a{control}b")))
            .await;
        assert_eq!(
            refused.unwrap_err(),
            Refusal::InvalidClaim("about"),
            "{control:?}"
        );
    }
}

#[tokio::test]
async fn text_of_every_script_and_with_spaces_at_its_ends_is_kept_as_it_is() {
    let service = Service::<Person>::with_table(CREATE);
    let about = " Ада Лавлейс 👩‍💻 \"';-- ";
    service.sign_in(claims("a@b.c", about)).await.unwrap();
    assert_eq!(service.value("about", "people").unwrap(), about);
}

#[tokio::test]
async fn max_len_is_about_text_and_leaves_numbers_alone() {
    let service = Service::<Person>::with_table(CREATE);
    let mut claims = claims("a@b.c", "");
    claims["level"] = json!(12_345);
    assert_eq!(service.sign_in(claims).await.unwrap().level, 12_345);
}
