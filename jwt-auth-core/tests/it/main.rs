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
mod oauth;
mod table;
#[path = "../trace/mod.rs"]
mod trace;

mod compact_form;
mod tampering;

mod algorithms;
mod published_vectors;

mod header_algorithm;
mod header_json;
mod header_parameters;
mod header_pointers;

mod key_choice;
#[cfg(feature = "aws-lc-rs")]
mod large_rsa_key;

mod any_issuer;
mod at_jwt_profile;

mod claim_boundaries;
mod claim_dates;
mod claim_json;
mod claim_kind;
mod claim_leeway;
mod claim_parties;
mod claim_text;
mod person_claims;

mod der_bytes;
mod der_keys;
mod factorable_rsa;
mod jwk_algorithms;
mod jwk_keys;
mod jwk_material;
mod jwk_set_file;
mod jwk_sets;
mod key_mismatch;
mod pem_keys;
mod replaced_keys;

mod known_secrets;
mod secret_keys;
mod secret_text;
mod strong_secrets;

mod limits;
mod secrecy;
mod secrecy_of_keys;
mod several_issuers;
mod several_rules;
