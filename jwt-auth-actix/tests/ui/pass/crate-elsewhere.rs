//! `#[jwt(crate = …)]`: under another name, behind a module, and the core crate alone.

use jwt_auth_actix as sign_in;

mod deps {
    pub use jwt_auth_actix as auth;
}

#[derive(sign_in::JwtUser)]
#[jwt(crate = crate::sign_in)]
struct Renamed {
    #[jwt(key, claim = "sub")]
    subject: String,
}

#[derive(deps::auth::JwtUser)]
#[jwt(crate = deps::auth)]
struct Moved {
    #[jwt(key, claim = "sub")]
    subject: String,
}

#[derive(sign_in::JwtUser)]
#[jwt(crate = ::jwt_auth_core)]
struct Bare {
    #[jwt(key, claim = "sub")]
    subject: String,
}

fn is_user<U: jwt_auth_core::ClaimsUser>(subject: impl FnOnce(U) -> String) {
    let _ = subject;
}

fn main() {
    is_user(|user: Renamed| user.subject);
    is_user(|user: Moved| user.subject);
    is_user(|user: Bare| user.subject);
}
