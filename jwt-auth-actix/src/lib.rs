//! One sign-in for many Actix services.
//!
//! A separate Auth service puts a short-lived JWT access token into a cookie that all services of a domain read. This
//! crate verifies it locally, gets or creates the person's row, keeps the row in step with the token, and hands the
//! handler a typed user. Who is not signed in is sent to the Auth service's login page and comes back.
//!
//! # Three steps
//!
//! 1. **Derive [`JwtUser`](macro@JwtUser)** on the user struct: which claim fills which column.
//! 2. **Run the migrations** of `jwt-auth-migrations`, or add the columns to a table of yours.
//! 3. **Wrap the `App`** in a [`JwtAuth`], and ask for the user where it is needed.
//!
//! ```
//! use actix_web::{App, HttpResponse, web};
//! use jwt_auth_actix::{ClaimsOnlyStore, CurrentUser, JwtAuth, JwtUser, Verifier, VerifyingKey};
//!
//! /// A user without a table; with `#[diesel(table_name = …)]` it would be a row.
//! #[derive(JwtUser)]
//! struct User {
//!     #[jwt(key, claim = "user_uuid")]
//!     username: String,
//!     #[jwt(claim = "user_is_staff", staff)]
//!     is_staff: bool,
//! }
//!
//! async fn home(user: CurrentUser<User>) -> HttpResponse {
//!     HttpResponse::Ok().body(format!("{}, staff: {}", user.username, user.is_staff))
//! }
//!
//! let key = VerifyingKey::hs512("the secret of the Auth service, of at least sixty-four bytes, not in the source")?;
//! let auth = JwtAuth::<User>::builder(Verifier::simple_jwt(key).build()?, ClaimsOnlyStore)
//!     .access_cookie("org.breakthesystem.jwt.access")
//!     .login_url("https://auth.breakthesystem.org/login")
//!     .own_url("https://someservice.breakthesystem.org")
//!     .build()?;
//! let app = App::new().wrap(auth.clone()).route("/home", web::get().to(home));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Who asks for what
//!
//! [`JwtAuth`] attaches, it does not protect. What a handler asks for decides:
//!
//! | extractor | nobody signed in | store down | verifies | queries |
//! |---|---|---|---|---|
//! | [`LazyUser`] | hands out a handle | hands out a handle | when asked | when asked |
//! | [`VerifiedClaims`] | redirect or 401 | works | once per request | 0 |
//! | [`MaybeUser`] | anonymous, with the reason | 503 | once per request | 1 per request |
//! | [`CurrentUser`] | redirect or 401 | 503 | once per request | 1 per request |
//! | [`StaffUser`], [`SuperUser`] | redirect or 401; 403 without the privilege | 503 | once per request | 1 per request |
//!
//! [`LoginRequired`] on an `App` or scope closes everything but the paths that it names.
//!
//! Do not write `Option<CurrentUser<U>>`: Actix turns every error into `None`, a database outage included. It is logged as
//! `outage_hidden` when that happens.
//!
//! # The route of a request
//!
//! The middleware adds one lazy value. The first that asks makes it look for tokens (`Authorization: Bearer` if switched on,
//! else the access cookie, compared byte for byte), demand same-origin proof for unsafe requests with a cookie, verify
//! the token ([`Verifier`]) and look the person up ([`UserStore`]). The answer is remembered for the request. On the way
//! back, answers that depended on it get `Vary` and `Cache-Control: private`.
//!
//! # Logs
//!
//! `tracing` events under the target `jwt_auth`, with the fields `event`, `reason` ([`AnonymousReason::code`]) and `member`.
//! Refusals are logged at `debug`, because strangers cause most of them; two people in one request and rows that clash at
//! `warn`; failures of the service itself at `error`, with the database's own words. No token and no key is logged. What the
//! store did: `user_created`, `user_linked` and `user_synced` (with `columns`) at `info`; at `warn`, `conflict_left_out` (another
//! row has the value of an `optional_on_conflict` column), `not_converging` (the database does not keep what was written),
//! `watermark_in_future` and `watermark_not_written`.
//!
//! # Features
//!
//! * `derive` (default): `#[derive(JwtUser)]`.
//! * `diesel` (default): [`DieselUserStore`]. The crate never chooses a database; the application's own Diesel features do.
//! * `aws-lc-rs` (default) and `rust-crypto`: signature back ends. With both on, AWS-LC is used.
//! * `jwks`: `RemoteJwkSet`, JWK sets over HTTPS.
//! * `uuid`: `uuid::Uuid` as a key.
//! * `test-util`: `TestIssuer` and `TestClock`, for dev-dependencies.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod absence;
mod builder;
mod cache_headers;
mod challenge;
mod client;
mod cross_origin;
mod error;
mod extract;
mod http_url;
mod identity;
mod login_redirect;
mod login_required;
mod loop_breaker;
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

#[doc(inline)]
pub use jwt_auth_core::*;
#[cfg(feature = "derive")]
pub use jwt_auth_derive::JwtUser;

#[doc(hidden)]
pub use jwt_auth_core::__private;
