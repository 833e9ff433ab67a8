//! A protected service, configured by its environment: the smallest complete use of `jwt-auth-actix`.

mod auth;
mod config;
mod connection;
mod database;
mod departure;
mod expired;
mod explain;
mod form;
mod later;
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
mod statements;

pub use config::{Config, ConfigError};
pub use explain::{Explanation, Verdict, explain};
pub use server::{StartError, serve};
