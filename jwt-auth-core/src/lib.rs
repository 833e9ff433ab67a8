//! Strict verification of JWT access tokens, and user rows that stay in step with them: the half of
//! [`jwt-auth-actix`](https://docs.rs/jwt-auth-actix) that knows nothing of HTTP.
//!
//! A service of Actix depends on that crate, which re-exports this one. Use this one directly to verify tokens
//! elsewhere, or to write a [`UserStore`].
//!
//! # Tokens
//!
//! A [`Verifier`] judges a token by keys that are each bound to one algorithm. Only it can make a [`Verified`], so
//! whoever receives one holds the proof that signature, header and registered claims were found good.
//!
//! ```
//! // TestIssuer is behind the feature test-util, for dev-dependencies.
//! use jwt_auth_core::{TestIssuer, Verifier};
//! use serde::Deserialize;
//! use serde_json::json;
//!
//! #[derive(Deserialize)]
//! struct Claims {
//!     user_email: String,
//! }
//!
//! let auth_service = TestIssuer::ed25519();
//! let verifier = Verifier::simple_jwt(auth_service.verifying_key()).build()?;
//!
//! let token = auth_service.access_token(&json!({"user_email": "ada@example.org"}));
//! let verified = verifier.verify::<Claims>(&token)?;
//! assert_eq!(verified.claims().user_email, "ada@example.org");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`Verifier::simple_jwt`] has the rules of SimpleJWT, [`Verifier::at_jwt`] those of RFC 9068, [`Verifier::builder`] those
//! that you give it, and [`Verifier::for_issuers`] makes one of several. Keys come from secrets, PEM, DER and JWKs
//! ([`VerifyingKey`]), from JWK sets ([`JwkSet`], [`JwkSetFile`], `RemoteJwkSet`) or from wherever you keep them
//! ([`KeySet`]).
//!
//! What is refused, besides bad signatures and times: more than 8,192 bytes, base64url that is not canonical, JSON with
//! duplicate members at any level, `crit`, `b64`, `zip` and `enc` in the header, claims of the wrong JSON type, and other
//! kinds of token such as refresh tokens. A [`Refusal`] says which, and never quotes the token.
//!
//! # Users
//!
//! A [`JwtUser`] is a type that `#[derive(JwtUser)]` can fill from claims. A [`UserStore`] gets or creates the user that a
//! [`Verified`] names and keeps the row in step: `DieselUserStore` in a table, [`ClaimsOnlyStore`] without one, or one of your
//! own, which the suite `conformance` tests.
//!
//! # Features
//!
//! * `aws-lc-rs` (default): signatures by AWS-LC, which needs a C compiler. Preferred when both back ends are on.
//! * `rust-crypto`: signatures in pure Rust.
//! * `uuid`: `uuid::Uuid` as a key.
//! * `diesel`: `DieselUserStore` and the trait behind the derive's statements. Chooses no database.
//! * `jwks`: `RemoteJwkSet`, JWK sets over HTTPS, with TLS by rustls and AWS-LC.
//! * `test-util`: `TestIssuer`, which mints good and bad tokens, `TestClock`, and `conformance`, a suite for every
//!   [`UserStore`].

#![cfg_attr(docsrs, feature(doc_cfg))]

mod algorithm;
mod claims;
mod clock;
mod json;
mod refusal;
#[cfg(feature = "test-util")]
mod test_util;
mod token;
mod user;
mod user_store;
mod verification_cache;
mod verifier;

pub use algorithm::{Algorithm, UnknownAlgorithm};
pub use claims::{Claim, ClaimSet, FromClaims, NumericDate, RegisteredClaims, UserKey};
pub use clock::{Clock, SystemClock};
pub use refusal::{Category, Refusal};
#[cfg(feature = "test-util")]
pub use test_util::{TestClock, TestIssuer, conformance};
pub use user::{Changes, ClaimsUser, JwtUser};
#[cfg(feature = "diesel")]
pub use user_store::{
    AdoptExisting, CatalogRow, ConnectError, DieselUser, DieselUserStore, Layout, SchemaFault,
    SchemaProblem, UnknownUser, Write,
};
pub use user_store::{ClaimsOnlyStore, SharedUserStore, UserStore, UserStoreError};
pub use verification_cache::{CacheSettings, CachedToken, VerificationCache};
pub use verifier::{
    JwkSet, JwkSetError, JwkSetFile, JwkSetFileError, KeyError, KeySet, KeySource, SkipReason,
    SkippedKey, Verified, Verifier, VerifierBuildError, VerifierBuilder, VerifyingKey,
};
#[cfg(feature = "jwks")]
pub use verifier::{RemoteJwkSet, RemoteJwkSetBuildError, RemoteJwkSetBuilder};

/// What generated code names. Not part of the public API.
#[doc(hidden)]
pub mod __private {
    pub use crate::claims::MAX_KEY_CHARS;
    #[cfg(feature = "diesel")]
    pub use crate::user_store::TableName;
    #[cfg(feature = "diesel")]
    pub use crate::{CatalogRow, DieselUser, Layout, Write};
    pub use crate::{Changes, ClaimSet, ClaimsUser, FromClaims, JwtUser, Refusal, UserKey};
}
