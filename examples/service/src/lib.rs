//! A protected service, configured by its environment, whose pages show what `jwt-auth-actix` does for it.

mod auth;
mod config;
mod connection;
mod database;
mod departure;
mod explain;
mod later;
mod migration;
mod model;
mod pages;
mod renewal;
mod routes;
mod server;
mod shutdown;
mod signals;
mod statements;

pub use config::{Config, ConfigError};
pub use explain::{Explanation, Verdict, explain};
pub use server::{StartError, serve};
