use diesel::prelude::*;
use jwt_auth_actix::JwtUser;
use serde::Serialize;

use crate::connection::AnyConnection;
use crate::only_on_creation::{now, unusable_password};
use crate::schema::auth_user;

/// People who chose their usernames here, before the shared sign-in: the key has a column of its own,
/// `migrations/additive/*/*_jwt_auth_add_key`.
#[derive(Debug, Clone, Serialize, Queryable, Selectable, JwtUser)]
#[diesel(table_name = auth_user)]
#[jwt(connection = AnyConnection, claims = UserClaims)]
#[jwt(insert(username = key, password = unusable_password, date_joined = now))]
pub(crate) struct User {
    pub(crate) id: i32,
    #[jwt(key, claim = "user_uuid", max_len = 150)]
    pub(crate) user_uuid: Option<String>,
    pub(crate) username: String,
    /// The Auth service puts only addresses into this claim that it has verified.
    #[jwt(claim = "user_verified_email", optional, max_len = 254)]
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

fn key(claims: &UserClaims) -> String {
    claims.user_uuid.clone().unwrap_or_default()
}

/// The row with the address, if it is nobody's yet. An address that several rows share names none of them.
pub(crate) fn by_verified_email(
    conn: &mut AnyConnection,
    claims: &UserClaims,
) -> QueryResult<Option<User>> {
    let Some(email) = claims.email.as_deref().filter(|email| !email.is_empty()) else {
        return Ok(None);
    };
    let mut rows: Vec<User> = auth_user::table
        .filter(auth_user::email.eq(email))
        .select(User::as_select())
        .limit(2)
        .load(conn)?;
    let only = rows.pop().filter(|_| rows.is_empty());
    // The database may take another address for this one.
    Ok(only.filter(|row| row.user_uuid.is_none() && row.email == email))
}
