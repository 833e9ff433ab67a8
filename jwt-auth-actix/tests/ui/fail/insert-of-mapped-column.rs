#[path = "../schema.rs"]
mod schema;

use diesel::prelude::*;
use jwt_auth_actix::{DieselUserStore, JwtUser};
use schema::users;

#[derive(Queryable, Selectable, JwtUser)]
#[diesel(table_name = users)]
#[jwt(connection = SqliteConnection, claims = UserClaims)]
#[jwt(insert(password = unusable_password, email = any_email))]
struct User {
    #[jwt(key, claim = "user_uuid")]
    username: String,
    #[jwt(claim = "user_email")]
    email: String,
}

fn unusable_password(_: &UserClaims) -> String {
    "!".to_owned()
}

fn any_email(claims: &UserClaims) -> String {
    format!("{}@example.org", claims.username)
}

fn main() {
    let _ = DieselUserStore::<User, SqliteConnection>::connect("service.db");
}
