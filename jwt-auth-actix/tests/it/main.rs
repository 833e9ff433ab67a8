//! What people, programs and attackers see of a service behind `JwtAuth`, on real SQLite with real tokens.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod bad_tokens;
mod bearer;
mod builder;
mod caching;
mod cookies;
mod cross_origin;
mod jwks_answers;
mod jwks_outages;
mod jwks_rotations;
#[path = "../../../jwt-auth-core/tests/remote/server.rs"]
#[allow(dead_code)]
mod jwks_server;
mod jwks_service;
mod lazy;
mod local_rules;
mod login_redirect;
mod login_required;
mod next_url;
mod privileges;
mod redirect_loop;
mod refusals;
mod service;
mod statements;
mod store_failures;
