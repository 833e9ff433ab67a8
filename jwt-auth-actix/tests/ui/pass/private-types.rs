//! A public user may keep a field private, its type too.

#![deny(warnings, missing_docs, missing_debug_implementations, unreachable_pub)]
#![deny(unused_qualifications, private_interfaces, unnameable_types)]

use accounts::{Named, Unnamed};
use jwt_auth_actix::JwtUser;

/// Reachable from everywhere.
pub mod accounts {
    use jwt_auth_actix::JwtUser;

    #[derive(Debug, Clone, PartialEq)]
    struct Level(u8);

    fn level(number: u8) -> Result<Level, &'static str> {
        if number < 10 { Ok(Level(number)) } else { Err("no such level") }
    }

    /// Its claims struct has a name.
    #[derive(Debug, JwtUser)]
    #[jwt(claims = NamedClaims)]
    pub struct Named {
        /// Who it is.
        #[jwt(key, claim = "sub")]
        pub subject: String,
        #[jwt(claim = "level", with = level)]
        level: Level,
        #[jwt(claim = "locale", optional)]
        locale: String,
    }

    impl Named {
        /// Whether the token says the same.
        pub fn agrees(&self, other: &NamedClaims) -> bool {
            self.level == other.level && Some(&self.locale) == other.locale.as_ref()
        }
    }

    /// Its claims struct has none.
    #[derive(Debug, JwtUser)]
    pub struct Unnamed {
        /// Who it is.
        #[jwt(key, claim = "sub")]
        pub subject: String,
        #[jwt(claim = "level", with = level)]
        level: Level,
    }

    impl Unnamed {
        /// Whether nothing is allowed.
        pub fn is_lowest(&self) -> bool {
            self.level == Level(0)
        }
    }
}

fn main() {
    let _ = (Named::agrees, Unnamed::is_lowest);
    assert_eq!(Named::COLUMNS, ["level", "locale"]);
    assert_eq!(Unnamed::COLUMNS, ["level"]);
}
