//! Proves the verification of tokens row by row: ids such as `T11` are those of `reference/security.md` section (d).
#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod auth;
mod foreign;
mod jwk;
mod table;

mod compact_form;
mod tampering;

mod algorithms;
mod published_vectors;

mod header_algorithm;
mod header_json;
mod header_parameters;

mod key_choice;
#[cfg(feature = "aws-lc-rs")]
mod large_rsa_key;

mod claim_boundaries;
mod claim_dates;
mod claim_json;
mod claim_kind;
mod claim_parties;
mod claim_text;
mod person_claims;

mod jwk_keys;
mod jwk_material;
mod jwk_sets;
mod pem_keys;
mod secret_keys;

mod limits;
mod secrecy;
