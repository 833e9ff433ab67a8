#[path = "../schema.rs"]
mod schema;

use diesel::prelude::*;
use jwt_auth_actix::{DieselUserStore, JwtUser};
use schema::users;

#[derive(Queryable, Selectable, JwtUser)]
#[diesel(table_name = users)]
#[jwt(connection = SqliteConnection)]
struct User {
    #[jwt(key, claim = "user_uuid", optional_on_conflict)]
    username: String,
}

fn main() {
    let _ = DieselUserStore::<User, SqliteConnection>::connect("service.db");
}
