//! A service without a table: neither Diesel nor a connection is named.

#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub)]
#![deny(unused_qualifications, elided_lifetimes_in_paths)]

use jwt_auth_actix::{ClaimsOnlyStore, JwtUser, SharedUserStore};

/// A person, as their token shows them.
#[derive(Debug, JwtUser)]
pub struct Visitor {
    /// Who it is.
    #[jwt(key, claim = "user_uuid")]
    pub uuid: String,
    /// Whether they are staff.
    #[jwt(claim = "user_is_staff", staff, default = false)]
    pub is_staff: bool,
    /// How they like to be called.
    #[jwt(claim = "user_first_name", optional)]
    pub first_name: String,
    /// The language they asked for.
    #[jwt(claim = "locale")]
    pub locale: Option<String>,
}

fn main() {
    let _ = SharedUserStore::<Visitor>::new(ClaimsOnlyStore);
    assert_eq!(Visitor::COLUMNS, ["is_staff", "first_name", "locale"]);
}
