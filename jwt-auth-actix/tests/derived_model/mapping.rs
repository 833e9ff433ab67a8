use diesel::prelude::*;
use jwt_auth_actix::{JwtUser, Verified};
use serde_json::{Value, json};

use crate::service::Service;

diesel::table! {
    people (id) {
        id -> BigInt,
        person -> Text,
        contact -> Text,
        given_name -> Text,
        #[sql_name = "type"]
        type_ -> Text,
        is_staff -> Bool,
        is_superuser -> Bool,
        is_helper -> Bool,
        seen -> Nullable<BigInt>,
    }
}

const CREATE: &str = "CREATE TABLE people (
    id INTEGER NOT NULL PRIMARY KEY, person TEXT NOT NULL UNIQUE, contact TEXT NOT NULL, given_name TEXT NOT NULL,
    type TEXT NOT NULL, is_staff BOOLEAN NOT NULL, is_superuser BOOLEAN NOT NULL,
    is_helper BOOLEAN NOT NULL DEFAULT FALSE, seen BIGINT)";

/// Fields that are called otherwise than their columns, once by name and once by text.
#[derive(Debug, Clone, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = SqliteConnection, connection = any_connection::AnyConnection)]
#[jwt(claims = PersonClaims)]
struct Person {
    #[jwt(key, claim = "user_uuid")]
    #[diesel(column_name = person)]
    uuid: String,
    #[jwt(claim = "user_email")]
    #[diesel(column_name = "contact")]
    email: String,
    #[jwt(claim = "user_first_name", optional)]
    #[diesel(column_name = given_name)]
    first_name: String,
    #[jwt(claim = "type")]
    #[diesel(column_name = type_)]
    r#type: String,
    #[jwt(claim = "user_is_staff", staff)]
    is_staff: bool,
    #[jwt(claim = "user_is_superuser", superuser)]
    is_superuser: bool,
    #[jwt(issued_at)]
    #[diesel(column_name = seen)]
    token_iat: Option<i64>,
}

/// Staff by the service's own decision; no superusers at all.
#[derive(Debug, Clone, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = SqliteConnection, insert(contact = nothing, given_name = nothing, type_ = nothing))]
#[jwt(insert(is_staff = no, is_superuser = no))]
struct Helper {
    #[jwt(key, claim = "user_uuid")]
    person: String,
    #[jwt(staff)]
    is_helper: bool,
}

mod any_connection {
    #[derive(diesel::MultiConnection)]
    pub(super) enum AnyConnection {
        Sqlite(diesel::SqliteConnection),
    }
}

fn nothing<C>(_: &C) -> &'static str {
    ""
}

fn no<C>(_: &C) -> bool {
    false
}

fn ada(is_staff: bool, is_superuser: bool) -> Value {
    json!({
        "user_uuid": "6f1c", "user_email": "ada@example.org", "user_first_name": "Ada", "type": "countess",
        "user_is_staff": is_staff, "user_is_superuser": is_superuser, "is_helper": true,
    })
}

#[tokio::test]
async fn a_field_is_written_to_the_column_that_diesel_gives_it() {
    let service = Service::<Person>::with_table_anywhere(CREATE);
    service.sign_in(ada(false, false)).await.unwrap();
    let value = |column| service.value(column, "people").unwrap();
    assert_eq!(value("person"), "6f1c");
    assert_eq!(value("contact"), "ada@example.org");
    assert_eq!(value("given_name"), "Ada");
    assert_eq!(value("type"), "countess");
    assert_eq!(value("seen"), crate::service::NOW.to_string());
}

#[tokio::test]
async fn a_column_is_kept_in_step_under_its_own_name() {
    let service = Service::<Person>::with_table_anywhere(CREATE);
    service.sign_in(ada(false, false)).await.unwrap();
    service.watch(
        "people",
        &["person", "contact", "given_name", "type", "seen"],
    );
    let mut claims = ada(false, false);
    claims["user_email"] = json!("new@example.org");
    claims["type"] = json!("queen");
    let person = service.sign_in(claims).await.unwrap();
    assert_eq!(
        (person.email.as_str(), person.r#type.as_str()),
        ("new@example.org", "queen")
    );
    assert_eq!(
        service.value("contact", "people").unwrap(),
        "new@example.org"
    );
    assert_eq!(service.updated(), ["contact", "seen", "type"]);
    assert_eq!(
        Person::COLUMNS,
        ["contact", "given_name", "type_", "is_staff", "is_superuser"]
    );
}

#[tokio::test]
async fn the_claims_struct_has_the_fields_of_the_model() {
    let claims = PersonClaims {
        uuid: "6f1c".to_owned(),
        email: String::new(),
        first_name: None,
        r#type: String::new(),
        is_staff: true,
        is_superuser: false,
    };
    let _: Option<Verified<PersonClaims>> = None;
    assert!(claims.is_staff && !claims.is_superuser);
}

#[tokio::test]
async fn staff_and_superuser_are_told_apart_and_follow_every_token() {
    let service = Service::<Person>::with_table_anywhere(CREATE);
    for (is_staff, is_superuser) in [
        (false, false),
        (true, false),
        (false, true),
        (true, true),
        (false, false),
    ] {
        let person = service.sign_in(ada(is_staff, is_superuser)).await.unwrap();
        assert_eq!(
            (person.is_staff(), person.is_superuser()),
            (is_staff, is_superuser)
        );
        let stored = service
            .value("is_staff + 2 * is_superuser", "people")
            .unwrap();
        assert_eq!(
            stored,
            (i32::from(is_staff) + 2 * i32::from(is_superuser)).to_string()
        );
    }
}

#[tokio::test]
async fn a_local_column_may_make_staff_and_no_token_changes_it() {
    let service = Service::<Helper>::with_table(CREATE);
    assert!(!service.sign_in(ada(true, true)).await.unwrap().is_staff());
    service.execute("UPDATE people SET is_helper = TRUE");
    let helper = service.sign_in(ada(false, true)).await.unwrap();
    assert!(helper.is_staff());
    assert!(
        !helper.is_superuser(),
        "a model without the attribute has no superusers"
    );
    assert!(Helper::COLUMNS.is_empty());
}

#[tokio::test]
async fn a_model_serves_each_connection_that_it_names() {
    let service = Service::<Person, any_connection::AnyConnection>::with_table_anywhere(CREATE);
    service.sign_in(ada(false, false)).await.unwrap();
    let person = service.sign_in(ada(true, false)).await.unwrap();
    assert!(person.is_staff());
    assert_eq!(service.value("is_staff", "people").unwrap(), "1");
}
