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
//! | [`VerifiedClaims`], [`TokenExpiry`] | redirect or 401 | works | once per request | 0 |
//! | [`MaybeUser`] | anonymous, with the reason | 503 | once per request | 1 per request |
//! | [`CurrentUser`] | redirect or 401 | 503 | once per request | 1 per request |
//! | [`StaffUser`], [`SuperUser`], [`UserPassing`] | redirect or 401; 403 without the privilege | 503 | once per request | 1 per request |
//!
//! [`LoginRequired`] on an `App` or scope closes everything but the paths that it names; [`StaffRequired`],
//! [`SuperuserRequired`] and [`UserPassesTest`] do the same for fewer people. [`CrossOriginProtection`] is for routes that ask
//! for nobody, such as login forms.
//!
//! Do not write `Option<CurrentUser<U>>`: Actix turns every error into `None`, a database outage included. It is logged as
//! `outage_hidden` when that happens.
//!
//! # Among other middleware
//!
//! In Actix what is wrapped last runs first, so `JwtAuth` is wrapped after the guards. `actix-cors` goes outside of both, or a
//! script cannot read the 401. Refusals of guards and extractors are ordinary answers, which `Logger`, `Compress` and
//! `ErrorHandlers` around them see. `next` is the path as the guard sees it: normalized where `NormalizePath` is outside. What
//! else is outside sees only an error when a handler panicked.
//!
//! # The route of a request
//!
//! Each step is a file of that name, here or, where it says so, in `jwt-auth-core`. Nothing below the first line happens unless
//! somebody asks.
//!
//! | file | what it does |
//! |---|---|
//! | `middleware.rs` | [`JwtAuth`] attaches one lazy value to the request; it verifies nothing and refuses nothing |
//! | `extract/`, `guard/` | what a handler or a route asks for: [`CurrentUser`], [`LoginRequired`] and the others above |
//! | `current_identity.rs`, `identity.rs` | find that value again; each answer is worked out once per request and remembered there |
//! | `token_source.rs` | where a token may be: `bearer.rs` if [`allow_bearer`](JwtAuthBuilder::allow_bearer) is on, then the application's [`TokenSource`]s, then `cookie_scan.rs`, which compares the name of the access cookie byte for byte |
//! | `cross_origin.rs` | an unsafe request with a cookie needs same-origin proof ([`CrossOriginMode`]) |
//! | core's `verification_cache/` | [`VerificationCache`]: a token that was verified before is not verified again, and with a kept row nothing else happens |
//! | core's `verifier/` | [`Verifier`]: size, form, header, key, signature, registered claims; out comes a [`Verified`], the proof |
//! | core's `user_store/get_or_sync.rs` | behind a [`UserStore`]: find the row, compare, write only what differs |
//! | core's `user_store/diesel/` | [`DieselUserStore`]: the pool, the queue, further attempts; the statements are what the derive generated |
//! | `cache_headers.rs` | on the way back: `Vary` and `Cache-Control: private` on what depended on the person |
//!
//! Or, where the request is refused:
//!
//! | file | what it does |
//! |---|---|
//! | `absence.rs`, `reason.rs` | nobody is there ([`AnonymousReason`]), or nobody can tell: an outage stays an outage |
//! | `error.rs` | [`AuthError`]: the one place where causes become statuses |
//! | `client.rs` | which [`ClientKind`] asks |
//! | `sign_in.rs` | `WWW-Authenticate`, and where signing in starts so that it ends on the page that was wanted |
//! | `sites.rs`, `login_redirect.rs` | at which of the own addresses, and the way to the login page and back |
//! | `loop_breaker.rs` | counts the bounces of a page |
//! | `challenge.rs`, `refusal_body.rs` | [`Challenge`]: a redirect, a small page or problem details (RFC 9457), or what a [`RefusalResponder`] writes |
//!
//! Settings and their defaults stand in [`JwtAuthBuilder`] (`builder.rs`) and [`VerifierBuilder`] (core's `verifier/builder.rs`);
//! those of the cache in core's `verification_cache/settings.rs`, of the store in `user_store/diesel/mod.rs`, and of key sets
//! over HTTP in `verifier/jwks/builder.rs`.
//!
//! # Logs
//!
//! `tracing` events under the target `jwt_auth`. Their names and fields stay as they are here:
//!
//! | level | `event` | other fields | what happened |
//! |---|---|---|---|
//! | debug | `refused` | `reason` ([`AnonymousReason::code`], or `forbidden`), `member` (the claim) | strangers cause most of these |
//! | warn | `refused` | the same | two people in one request, or rows that clash |
//! | debug | `candidate_skipped` | `reason` | an access cookie was passed over because another one is good |
//! | debug | `redirect_loop` | `path` | the third bounce of a page was answered with an explanation |
//! | debug | `keys_unavailable` | | no key is at hand; whoever fetches them warns of it |
//! | error | `store_unavailable` | `cause`, in the database's own words | 503 |
//! | error | `store_busy` | | 503: nobody's turn came in time |
//! | error | `store_panicked`, `panicked` | | 500: code of the application panicked |
//! | error | `misconfigured` | `path`, and the remedy as message | 500 |
//! | error | `outage_hidden` | `path` | a handler answered without the user that it asked for, and not as an outage |
//! | warn | `public_replaced` | | a personal answer was marked `public` |
//! | info | `user_created`, `user_linked` | | a row was made, or given its key |
//! | info | `user_synced` | `columns` | what a token changed in a row |
//! | warn | `conflict_left_out` | `columns` | another row has the value of an `optional_on_conflict` column |
//! | warn | `not_converging` | `columns` | the database does not keep what was written |
//! | warn | `watermark_in_future` | | a stored `token_iat` lies ahead, and counts as none |
//! | warn | `watermark_not_written` | | a row was served although its `token_iat` could not be moved on |
//! | info, then debug | `jwks_fetched` | `source`, `keys` | keys over HTTP are here, for the first time or again |
//! | warn | `jwks_failed` | `source`, and the cause as message | they could not be fetched |
//! | error | `jwks_unusable` | the same | what was fetched has no key that can be used |
//! | warn | `jwk_skipped` | `source` or `path`, and the cause as message | one key of a set cannot be used |
//!
//! No token, key or password is logged. Where the application's own span around a request has the fields `user` and
//! `issuer` (`tracing::field::Empty`), they get the key of the verified token, and its issuer where that is a part of the key.
//! [`JwtAuth::refusals`] counts the reasons for a metrics endpoint.
//!
//! # More to read
//!
//! In the repository: `docs/tutorial.md` for a first service, `docs/settings.md` for every setting with its default and bounds,
//! `docs/browsers-and-programs.md` for scripts, HTMX, WebSockets, programs and proxies, `docs/testing-your-handlers.md` for the
//! feature `test-util`, `docs/reasons.md` for what each reason means and what to do, `docs/threat-model.md` for what is defended.
//!
//! # Features
//!
//! * `derive` (default): `#[derive(JwtUser)]`.
//! * `diesel` (default): [`DieselUserStore`]. Chooses no database: the application's own features of Diesel do.
//! * `aws-lc-rs` (default): Signatures by AWS-LC, which needs a C compiler. Preferred when both back ends are on.
//! * `rust-crypto`: Signatures in pure Rust.
//! * `jwks`: `RemoteJwkSet`: JWK sets over HTTPS, with TLS by rustls and AWS-LC.
//! * `uuid`: `uuid::Uuid` as a key.
//! * `test-util`: `login`, `TestIssuer`, `TestClock` and `conformance`, for the tests of an application.
//!
//! One of the two signature back ends has to be on.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod absence;
mod bearer;
mod build_error;
mod builder;
mod cache_headers;
mod challenge;
mod client;
mod cookie_scan;
mod cross_origin;
mod cross_origin_protection;
mod current_identity;
mod error;
mod extract;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod guard;
mod http_url;
mod identity;
mod login_redirect;
mod loop_breaker;
mod middleware;
mod next_url;
mod panics;
mod personal_error;
mod reason;
mod refusal_body;
mod refusal_counts;
mod report;
mod settings;
mod sign_in;
mod sites;
#[cfg(feature = "test-util")]
mod test_auth;
#[cfg(feature = "test-util")]
mod test_login;
mod token_source;

pub use build_error::BuildError;
pub use builder::JwtAuthBuilder;
pub use challenge::{Challenge, RefusalResponder};
pub use client::ClientKind;
pub use cross_origin::CrossOriginMode;
pub use cross_origin_protection::{CrossOriginProtection, CrossOriginProtectionBuilder};
pub use error::{AuthError, AuthErrorKind};
pub use extract::{
    CurrentUser, LazyUser, MaybeUser, StaffUser, SuperUser, TokenExpiry, UserPassing, UserTest,
    VerifiedClaims,
};
pub use guard::{LoginRequired, StaffRequired, SuperuserRequired, UserPassesTest};
pub use middleware::JwtAuth;
pub use next_url::is_allowed_next;
pub use reason::AnonymousReason;
pub use report::Report;
#[cfg(feature = "test-util")]
pub use test_login::{Login, login_header};
pub use token_source::TokenSource;

#[doc(inline)]
pub use jwt_auth_core::*;
#[cfg(feature = "derive")]
pub use jwt_auth_derive::JwtUser;

#[doc(hidden)]
pub use jwt_auth_core::__private;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
