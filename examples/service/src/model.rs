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

    /// The whole row, and where each of its values comes from.
    pub(crate) fn columns(&self) -> [Column; 10] {
        let number = |number: Option<i64>| number.map(|it| it.to_string()).unwrap_or_default();
        [
            Column::new("", "id", &self.id),
            Column::new("user_uuid", "username", &self.username),
            Column::new("user_email", "email", &self.email),
            Column::new("user_is_staff", "is_staff", &self.is_staff),
            Column::new("user_is_superuser", "is_superuser", &self.is_superuser),
            Column::new("user_first_name", "first_name", &self.first_name),
            Column::new("user_last_name", "last_name", &self.last_name),
            Column::new("", "is_active", &self.is_active),
            Column::new("iat", "token_iat", &number(self.token_iat)),
            Column::new("", "not_before", &number(self.not_before)),
        ]
    }
}

pub(crate) struct Column {
    /// Empty where no token ever writes the column.
    pub(crate) claim: &'static str,
    pub(crate) name: &'static str,
    /// Empty where there is none.
    pub(crate) value: String,
}

impl Column {
    fn new(claim: &'static str, name: &'static str, value: &dyn std::fmt::Display) -> Self {
        Self {
            claim,
            name,
            value: value.to_string(),
        }
    }
}
