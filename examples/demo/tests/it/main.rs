//! The demo as a person starts, uses and ends it.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod arguments;
mod demo;
mod sign_in;
mod signals;
