//! Every option at once, on two connections, in a crate that allows no warning.

#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub)]
#![deny(elided_lifetimes_in_paths, private_interfaces)]

use any_connection::AnyConnection;
use diesel::prelude::*;
use jwt_auth_actix::{CurrentUser, DieselUserStore, JwtUser, VerifiedClaims};
use schema::members;
// Brings a struct into scope for every column, `claims` and `conn` included.
#[allow(unused_imports)]
use schema::members::dsl::*;

mod schema {
    diesel::table! {
        members (id) {
            id -> BigInt,
            person -> Text,
            password -> Text,
            tenant_id -> Integer,
            email -> Text,
            is_staff -> Bool,
            is_superuser -> Bool,
            given_name -> Text,
            level -> Integer,
            phone -> Nullable<Text>,
            birthday -> Nullable<Text>,
            nickname -> Text,
            invited_by -> Nullable<Text>,
            kind -> Text,
            claims -> Text,
            conn -> Text,
            deleted_at -> Nullable<BigInt>,
            seen -> Nullable<BigInt>,
            issuer -> Text,
            department -> Nullable<Text>,
            signed_out_at -> Nullable<Text>,
        }
    }
}

mod any_connection {
    use diesel::SqliteConnection;

    /// Several databases in one type, were there more than one.
    #[derive(diesel::MultiConnection)]
    pub(crate) enum AnyConnection {
        Sqlite(SqliteConnection),
    }
}

/// A person, as this service keeps them.
#[derive(Debug, Clone, Queryable, Selectable, JwtUser)]
#[diesel(table_name = members)]
#[jwt(connection = SqliteConnection, connection = AnyConnection)]
#[jwt(claims = MemberClaims, insert(password = unusable_password, tenant_id = first_tenant))]
#[jwt(filter = schema::members::kind.ne("robot"))]
#[jwt(crate = jwt_auth_actix)]
pub(crate) struct Member {
    id: i64,
    #[jwt(key, claim = "user_id", max_len = 36)]
    #[diesel(column_name = person)]
    uuid: String,
    #[jwt(claim = "user_email", max_len = 254)]
    email: String,
    #[jwt(claim = "user_is_staff", staff, default = false)]
    is_staff: bool,
    #[jwt(claim = "groups", with = may_administrate, superuser)]
    is_superuser: bool,
    #[jwt(claim = "user_first_name", optional)]
    #[diesel(column_name = "given_name")]
    first_name: String,
    #[jwt(claim = "level", optional, optional_on_conflict)]
    level: i32,
    #[jwt(claim = "phone", optional_on_conflict)]
    phone: Option<String>,
    #[jwt(claim = "birthday", with = date)]
    birthday: Option<String>,
    #[jwt(claim = "nickname", optional, with = tidy)]
    nickname: String,
    #[jwt(claim = "invited_by", on_create)]
    invited_by: Option<String>,
    #[jwt(claim = "type", on_create, default = String::from("guest"))]
    #[diesel(column_name = kind)]
    r#type: String,
    #[jwt(claim = "claims")]
    claims: String,
    #[jwt(claim = "conn", optional)]
    conn: String,
    #[jwt(active, with = Option::is_none)]
    deleted_at: Option<i64>,
    #[jwt(issued_at)]
    #[diesel(column_name = seen)]
    token_iat: Option<i64>,
    #[jwt(key, claim = "iss")]
    issuer: String,
    #[jwt(path = "organisation.department")]
    department: Option<String>,
    #[jwt(not_before, with = seconds)]
    signed_out_at: Option<String>,
}

fn seconds(date: &Option<String>) -> Option<i64> {
    date.as_ref()?.parse().ok()
}

fn unusable_password(_: &MemberClaims) -> String {
    "!".to_owned()
}

fn first_tenant(new: &MemberClaims) -> i32 {
    if new.email.ends_with("@example.org") { 1 } else { 2 }
}

fn may_administrate(groups: Vec<String>) -> Result<bool, std::convert::Infallible> {
    Ok(groups.iter().any(|group| group == "administrators"))
}

fn date(text: String) -> Result<Option<String>, &'static str> {
    match text.len() {
        0 => Ok(None),
        10 => Ok(Some(text)),
        _ => Err("not a date"),
    }
}

/// As `diesel_async::RunQueryDsl`, and whatever else a module may import beside Diesel's own traits.
mod other {
    pub(crate) trait Other: Sized {
        fn get_result<C>(self, _: C) {}
        fn execute<C>(self, _: C) {}
        fn optional(self) {}
        fn filter<P>(self, _: P) {}
        fn select<S>(self, _: S) {}
        fn eq<V>(self, _: V) {}
        fn or<V>(self, _: V) {}
        fn is_null(self) {}
    }

    impl<T> Other for T {}
}
#[allow(unused_imports)]
use other::Other as _;

fn tidy(text: &str) -> Result<String, std::convert::Infallible> {
    Ok(text.trim().to_owned())
}

async fn home(user: CurrentUser<Member>, from_token: VerifiedClaims<MemberClaims>) -> String {
    format!("{} {}", user.id, from_token.uuid)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    DieselUserStore::<Member, SqliteConnection>::connect("service.db")?;
    let _ = home;
    assert!(Member::COLUMNS.contains(&"given_name") && !Member::COLUMNS.contains(&"kind"));
    fn is_stored<C>()
    where
        Member: jwt_auth_actix::DieselUser<C>,
    {
    }
    is_stored::<AnyConnection>();
    Ok(())
}
