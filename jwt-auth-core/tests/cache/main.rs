//! The verification cache and kept rows, as an adapter uses them.
#![allow(clippy::unwrap_used, clippy::panic)]

mod bounds;
#[path = "../counted/mod.rs"]
mod counted;
mod kept_rows;
mod person;
mod single_flight;
#[path = "../trace/mod.rs"]
mod trace;
mod verified_tokens;
