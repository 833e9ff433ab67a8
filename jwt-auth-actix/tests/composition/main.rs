//! `JwtAuth` and its guards among the middleware that other crates bring: outside of them, between them and inside.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod answer;
mod any_order;
#[path = "../caches/mod.rs"]
mod caches;
mod compress;
mod cors;
mod directory;
mod error_handlers;
mod every_way_to_ask;
mod layers;
mod logger;
mod look_ups;
mod nested;
mod normalize_path;
mod privileges;
mod session;
mod stack;
#[path = "../../../jwt-auth-core/tests/trace/mod.rs"]
mod trace;
