//! actix
#![warn(missing_docs)]

mod builder;
mod cache_headers;
mod challenge;
mod client;
mod cross_origin;
mod error;
mod extract;
mod identity;
mod login_redirect;
mod login_required;
mod middleware;
mod next_url;
mod reason;
mod token_source;

pub use builder::{BuildError, JwtAuthBuilder};
pub use error::{AuthError, AuthErrorKind};
pub use extract::{CurrentUser, LazyUser, MaybeUser, StaffUser, SuperUser, VerifiedClaims};
pub use login_required::LoginRequired;
pub use middleware::JwtAuth;
pub use next_url::is_allowed_next;
pub use reason::AnonymousReason;

pub use jwt_auth_core;
pub use jwt_auth_core::*;
/// Generates everything a user needs; see [the macro](macro@JwtUser).
#[cfg(feature = "derive")]
pub use jwt_auth_derive::JwtUser;

#[doc(hidden)]
pub use jwt_auth_core::__private;
