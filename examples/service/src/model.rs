use diesel::prelude::*;
use jwt_auth_actix::JwtUser;
use serde::Serialize;

use crate::connection::AnyConnection;

diesel::table! {
    users (id) {
        id -> Integer,
        username -> Text,
        email -> Text,
        is_staff -> Bool,
        is_superuser -> Bool,
        first_name -> Text,
        last_name -> Text,
        is_active -> Bool,
        token_iat -> Nullable<BigInt>,
        not_before -> Nullable<BigInt>,
    }
}

/// A person, as this service keeps them.
#[derive(Debug, Clone, Serialize, Queryable, Selectable, JwtUser)]
#[diesel(table_name = users)]
#[jwt(connection = AnyConnection)]
pub(crate) struct User {
    #[serde(skip)]
    #[allow(dead_code)]
    pub(crate) id: i32,
    #[jwt(key, claim = "user_uuid")]
    pub(crate) username: String,
    #[jwt(claim = "user_email")]
    pub(crate) email: String,
    #[jwt(claim = "user_is_staff", staff)]
    pub(crate) is_staff: bool,
    #[jwt(claim = "user_is_superuser", superuser)]
    pub(crate) is_superuser: bool,
    #[jwt(claim = "user_first_name", optional)]
    pub(crate) first_name: String,
    #[jwt(claim = "user_last_name", optional)]
    pub(crate) last_name: String,
    #[serde(skip)]
    #[jwt(active)]
    pub(crate) is_active: bool,
    #[serde(skip)]
    #[jwt(issued_at)]
    pub(crate) token_iat: Option<i64>,
    #[serde(skip)]
    #[jwt(not_before)]
    pub(crate) not_before: Option<i64>,
}

impl User {
    /// The name to show: usernames are random ids.
    pub(crate) fn display_name(&self) -> &str {
        if self.first_name.is_empty() {
            &self.email
        } else {
            &self.first_name
        }
    }
}
