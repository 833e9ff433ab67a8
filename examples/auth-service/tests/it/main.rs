//! The Auth service as its clients see it: a real server on a free port of loopback, spoken to in raw HTTP.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod cross_origin;
mod dead_sessions;
mod hostile_input;
mod http;
mod log;
mod next;
mod planted_cookies;
mod refresh_rotation;
mod refused_sign_in;
mod register;
mod renewal;
mod rotation;
mod service;
mod sign_in;
mod sign_in_lifetime;
mod sign_out;
mod silent_renewal;
mod start_up;
mod stolen_tokens;
mod token;
mod tokens_without_family;
#[path = "../../../../jwt-auth-core/tests/trace/mod.rs"]
mod trace;
mod without_rotation;
