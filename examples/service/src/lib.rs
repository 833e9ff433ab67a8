//! A protected service, configured by its environment: the smallest complete use of `jwt-auth-actix`.

mod auth;
mod config;
mod connection;
mod database;
mod departure;
mod live;
mod migration;
mod model;
mod pages;
mod probes;
mod renewal;
mod routes;
mod server;
mod shutdown;
mod signals;

pub use config::{Config, ConfigError};
pub use server::{StartError, serve};
