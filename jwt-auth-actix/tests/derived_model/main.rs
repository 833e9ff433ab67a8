//! What each attribute of `#[derive(JwtUser)]` means: derived models, a real SQLite file, real tokens.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value
)]

mod activity;
#[path = "../caches/mod.rs"]
mod caches;
mod claims_only;
mod conversion;
mod creation;
mod keys;
mod mapping;
mod missing_claims;
mod service;
mod text_limits;
#[path = "../../../jwt-auth-core/tests/trace/mod.rs"]
mod trace;
mod watermark;
