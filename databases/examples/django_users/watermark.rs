use diesel::prelude::*;
use jwt_auth_actix::JwtUser;
use serde::Serialize;

use crate::connection::AnyConnection;
use crate::only_on_creation::{now, unusable_password};
use crate::schema::auth_user;

/// Django's table and the two columns of `migrations/additive/*/*_jwt_auth_add_columns`, which Django does not know of.
#[derive(Debug, Clone, Serialize, Queryable, Selectable, JwtUser)]
#[diesel(table_name = auth_user)]
#[jwt(connection = AnyConnection, insert(password = unusable_password, date_joined = now))]
pub(crate) struct User {
    pub(crate) id: i32,
    #[jwt(key, claim = "user_uuid", max_len = 150)]
    pub(crate) username: String,
    #[jwt(claim = "user_email", max_len = 254)]
    pub(crate) email: String,
    #[jwt(claim = "user_is_staff", staff)]
    pub(crate) is_staff: bool,
    #[jwt(claim = "user_is_superuser", superuser)]
    pub(crate) is_superuser: bool,
    #[jwt(claim = "user_first_name", optional, max_len = 150)]
    pub(crate) first_name: String,
    #[jwt(claim = "user_last_name", optional, max_len = 150)]
    pub(crate) last_name: String,
    #[jwt(active)]
    pub(crate) is_active: bool,
    #[jwt(issued_at)]
    pub(crate) token_iat: Option<i64>,
    #[jwt(not_before)]
    pub(crate) not_before: Option<i64>,
}
