//! Other columns than a `bool` that say whether somebody may use the service.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::prelude::*;
use diesel::sql_types::Text;
use jwt_auth_actix::{JwtUser, Refusal};
use serde_json::json;

use crate::database::{AnyConnection, Database, on_each_database};
use crate::people;
use crate::statements::logged_store;
use crate::tables::{column, define, run};
use crate::tokens::{NOW, ada, refusal, visit, with};

on_each_database!(
    somebody_who_is_not_active_is_refused_and_not_written,
    a_token_cannot_make_somebody_active,
    a_time_of_deletion_can_say_who_is_active,
    a_status_can_say_who_is_active,
);

fn somebody_who_is_not_active_is_refused_and_not_written(database: &Database) {
    people::create(database);
    let (store, log) = logged_store::<people::Person>(database);
    visit(&store, with(ada(), json!({"iat": NOW - 1}))).unwrap();
    run(database, "UPDATE people SET active = FALSE");
    let before = people::all(database);
    log.take();
    let answer = visit(&store, with(ada(), json!({"staff": true})));
    assert_eq!(refusal(answer), Refusal::Inactive);
    assert_eq!(log.take_shapes(), ["SELECT"]);
    assert_eq!(people::all(database), before);
}

fn a_token_cannot_make_somebody_active(database: &Database) {
    people::create(database);
    let (store, _) = logged_store::<people::Person>(database);
    visit(&store, ada()).unwrap();
    run(database, "UPDATE people SET active = FALSE");
    let answer = visit(
        &store,
        with(ada(), json!({"active": true, "is_active": true})),
    );
    assert_eq!(refusal(answer), Refusal::Inactive);
    assert!(!people::all(database)[0].active);
}

diesel::table! {
    #[sql_name = "people"]
    states {
        id -> Integer,
        sub -> Text,
        email -> Text,
        deleted_at -> Nullable<BigInt>,
        status -> Text,
    }
}

#[derive(Debug, Queryable, Selectable, JwtUser)]
#[diesel(table_name = states)]
#[jwt(connection = AnyConnection)]
struct Deletable {
    #[jwt(key, claim = "sub")]
    sub: String,
    #[jwt(claim = "email")]
    email: String,
    #[jwt(active, with = Option::is_none)]
    deleted_at: Option<i64>,
}

#[derive(Debug, Queryable, Selectable, JwtUser)]
#[diesel(table_name = states)]
#[jwt(connection = AnyConnection)]
struct Member {
    #[jwt(key, claim = "sub")]
    sub: String,
    #[jwt(claim = "email")]
    email: String,
    #[jwt(active, with = Status::may_enter)]
    status: Status,
}

#[derive(Debug, PartialEq, FromSqlRow)]
#[diesel(sql_type = Text)]
enum Status {
    Invited,
    Member,
    Banned,
}

impl Status {
    fn may_enter(&self) -> bool {
        *self != Self::Banned
    }
}

impl<DB: Backend> FromSql<Text, DB> for Status
where
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        match String::from_sql(bytes)?.as_str() {
            "invited" => Ok(Self::Invited),
            "member" => Ok(Self::Member),
            "banned" => Ok(Self::Banned),
            other => Err(format!("{other} is no status").into()),
        }
    }
}

fn a_time_of_deletion_can_say_who_is_active(database: &Database) {
    create_states(database);
    let (store, log) = logged_store::<Deletable>(database);
    assert_eq!(visit(&store, ada()).unwrap().deleted_at, None);
    run(database, "UPDATE people SET deleted_at = 1");
    log.take();
    let changed = with(ada(), json!({"email": "new@example.org"}));
    assert_eq!(refusal(visit(&store, changed.clone())), Refusal::Inactive);
    assert_eq!(log.take_shapes(), ["SELECT"]);
    assert_eq!(column(database, "email"), ["ada@example.org"]);
    run(database, "UPDATE people SET deleted_at = NULL");
    assert_eq!(visit(&store, changed).unwrap().email, "new@example.org");
}

fn a_status_can_say_who_is_active(database: &Database) {
    create_states(database);
    let (store, _) = logged_store::<Member>(database);
    assert_eq!(visit(&store, ada()).unwrap().status, Status::Invited);
    for (status, may_enter) in [("member", true), ("banned", false), ("invited", true)] {
        run(database, &format!("UPDATE people SET status = '{status}'"));
        match visit(&store, ada()) {
            Ok(_) => assert!(may_enter, "{status}"),
            refused => {
                assert_eq!(refusal(refused), Refusal::Inactive);
                assert!(!may_enter, "{status}");
            }
        }
        assert_eq!(column(database, "status"), [status]);
    }
}

fn create_states(database: &Database) {
    define(
        database,
        "CREATE TABLE people (id {id}, sub {key} NOT NULL UNIQUE, email VARCHAR(150) NOT NULL, deleted_at BIGINT, \
         status VARCHAR(20) NOT NULL DEFAULT 'invited')",
    );
}
