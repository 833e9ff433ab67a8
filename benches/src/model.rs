//! The user of the README.

use diesel::prelude::*;
use jwt_auth_actix::JwtUser;

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
    }
}

#[derive(Debug, Clone, Queryable, Selectable, JwtUser)]
#[diesel(table_name = users)]
#[jwt(connection = SqliteConnection, claims = UserClaims)]
#[cfg_attr(feature = "postgres", jwt(connection = PgConnection))]
#[allow(dead_code, reason = "a service would read them")]
pub(crate) struct User {
    id: i32,
    #[jwt(key, claim = "user_uuid")]
    pub(crate) username: String,
    #[jwt(claim = "user_email")]
    email: String,
    #[jwt(claim = "user_is_staff", staff)]
    is_staff: bool,
    #[jwt(claim = "user_is_superuser", superuser)]
    is_superuser: bool,
    #[jwt(claim = "user_first_name", optional)]
    first_name: String,
    #[jwt(claim = "user_last_name", optional)]
    last_name: String,
    #[jwt(active)]
    is_active: bool,
    #[jwt(issued_at)]
    token_iat: Option<i64>,
}
