#[path = "../schema.rs"]
mod schema;

use diesel::prelude::*;
use jwt_auth_actix::{DieselUserStore, JwtUser};
use schema::users;

#[derive(Queryable, Selectable, JwtUser)]
#[diesel(table_name = users)]
#[jwt(claims = UserClaims, insert(email = any_email))]
struct User {
    #[jwt(claim = "user_uuid")]
    username: String,
    #[jwt(claim = "user_email", optional, default = String::new())]
    email: String,
    #[jwt(claim = "user_is_staff", staff, on_create)]
    is_staff: bool,
    #[jwt(active, claim = "user_is_active")]
    is_active: bool,
    #[jwt(max_len = 3)]
    token_iat: Option<i64>,
}

fn any_email(claims: &UserClaims) -> String {
    format!("{}@example.org", claims.username)
}

async fn whoami(claims: jwt_auth_actix::VerifiedClaims<UserClaims>) -> String {
    claims.email.clone()
}

fn main() {
    let _ = DieselUserStore::<User, SqliteConnection>::connect("service.db");
    let _ = whoami;
}
