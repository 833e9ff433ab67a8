//! The Auth service as its clients see it: a real server on a free port of loopback, spoken to in raw HTTP.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod account;
mod addresses;
mod admin;
mod client_addresses;
mod command_line;
mod cross_origin;
mod database;
mod database_urls;
mod dead_sessions;
mod development;
mod guessing;
mod hostile_input;
mod http;
mod key_file;
mod key_pair_cookies;
mod key_pair_service;
mod key_pairs;
mod log;
mod next;
mod planted_cookies;
mod postgres;
mod refresh_rotation;
mod refused_sign_in;
mod register;
mod renewal;
mod rotation;
mod security_headers;
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
