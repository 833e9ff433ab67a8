//! What a request costs in memory, which is the same on every machine, as time is not.
#![allow(missing_docs, clippy::unwrap_used)]

mod cookies;
mod hits;
mod memory;
mod service;
