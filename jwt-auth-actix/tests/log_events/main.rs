//! What operators read: the events that are promised, their fields, what is never in them, and the counters beside them.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod bodies;
#[path = "../caches/mod.rs"]
mod caches;
mod conflicts;
mod counts;
mod debug_texts;
mod documented;
mod escapes;
mod log;
mod misconfigured;
mod outages;
mod panics;
mod people;
mod public_answers;
mod public_types;
mod redirect_loop;
mod refused;
mod service;
mod skipped;
mod spans;
#[path = "../../../jwt-auth-core/tests/trace/mod.rs"]
mod trace;
