//! Key sets that are fetched, from servers that work, fail, lie and attack: `F06` and `K11` are rows of
//! `reference/security.md`. The time by which keys grow old is a clock that the tests set.
#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![cfg(feature = "jwks")]

#[path = "../counted/mod.rs"]
mod counted;
mod issuer;
mod server;
mod tls_server;
#[path = "../trace/mod.rs"]
mod trace;

mod bad_answers;
mod broken_keys;
mod discovery;
mod drops;
mod floods;
mod kept_tokens;
mod new_keys;
mod outages;
mod redirects;
mod rotations;
mod settings;
mod tls;
mod withdrawals;
