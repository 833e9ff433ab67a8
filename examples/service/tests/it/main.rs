//! The service as its operator sees it: its environment, its probes, and its answers as a process on loopback.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod client;
mod database;
mod database_outage;
mod database_urls;
mod environment;
mod explain;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod frozen;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod gate;
mod hangup;
#[cfg(target_os = "linux")]
mod hostile_clients;
mod http;
mod jwks;
mod key_environment;
mod key_outage;
mod live;
mod on_each_database;
mod pages;
mod previous_secret;
mod probes;
mod process;
mod remedies;
mod rules;
mod settings;
mod shutdown;
mod start_log;
mod storms;
mod weak_secrets;
