//! What people, programs and attackers see of a service behind `JwtAuth`, on real SQLite with real tokens.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod at_once;
mod bad_tokens;
mod bearer;
mod builder;
#[path = "../caches/mod.rs"]
mod caches;
mod caching;
mod cookies;
mod cross_origin;
mod cross_origin_protection;
mod jwks_answers;
mod jwks_outages;
mod jwks_rotations;
#[path = "../../../jwt-auth-core/tests/remote/server.rs"]
#[allow(dead_code)]
mod jwks_server;
mod jwks_service;
mod kept_rows;
mod lazy;
mod local_rules;
mod login_redirect;
mod login_required;
mod next_url;
mod overload;
mod own_urls;
mod panics;
mod privileges;
mod reasons;
mod redirect_loop;
mod refusals;
mod report;
mod resources;
mod responder;
mod service;
mod statements;
mod store_failures;
mod test_kit;
mod token_expiry;
mod token_sources;
#[path = "../../../jwt-auth-core/tests/trace/mod.rs"]
mod trace;
