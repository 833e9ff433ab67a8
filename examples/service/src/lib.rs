//! A protected service, configured by its environment: the smallest complete use of `jwt-auth-actix`.

mod config;
mod connection;
mod database;
mod migration;
mod model;
mod pages;
mod probes;
mod renewal;
mod routes;
mod server;

pub use config::{Config, ConfigError};
pub use server::{StartError, serve};

/// The README's code compiles.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
