//! The model of the design: a row, a handler, a store and the middleware.

#![deny(warnings, missing_debug_implementations, unreachable_pub)]
#![deny(unused_qualifications, elided_lifetimes_in_paths)]

use actix_web::get;
use diesel::prelude::*;
use jwt_auth_actix::{CurrentUser, DieselUserStore, JwtAuth, JwtUser, Verifier, VerifyingKey};

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
#[jwt(connection = SqliteConnection)]
struct User {
    id: i32,
    #[jwt(key, claim = "user_uuid")]
    username: String,
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

#[get("/home")]
async fn home(user: CurrentUser<User>) -> String {
    format!("Hello, {}, number {}", user.first_name, user.id)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let secret = "a secret of at least 64 bytes, as RFC 7518 demands it for HS512: 0123456789";
    let users = DieselUserStore::<User, SqliteConnection>::connect("service.db")?;
    let verifier = Verifier::simple_jwt(VerifyingKey::hs512(secret)?).build()?;
    JwtAuth::builder(verifier, users)
        .access_cookie("org.breakthesystem.jwt.access")
        .login_url("https://auth.breakthesystem.org/login")
        .own_url("https://someservice.breakthesystem.org")
        .build()?;
    let _ = home;
    assert_eq!(
        <User as JwtUser>::COLUMNS,
        ["email", "is_staff", "is_superuser", "first_name", "last_name"]
    );
    Ok(())
}
