use diesel::prelude::*;
use jwt_auth_actix::JwtUser;
use serde::Serialize;

use crate::connection::AnyConnection;
use crate::only_on_creation::{now, unusable_password};
use crate::schema::auth_user;

/// Django's table as it is. Without a watermark an older token that is still valid brings its state back.
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
}
