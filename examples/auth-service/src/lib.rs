//! The Auth service: people register, sign in and sign out here, and all services of the domain read its cookies.
//!
//! It is the counterpart of a Django application: two HS512 tokens in two cookies, an access token of five
//! minutes and a refresh token of five days. A service sends people without a good access token to
//! `GET /login?next=…`; with a good refresh token they come straight back with two new tokens, and never notice. Unlike the
//! article's, a refresh token is good once: its successor takes its place, and signing out ends both.
//!
//! What signing out does not end are access tokens that are out already, for their five minutes. One may even come into the
//! browser just after: when another tab was renewing at that moment, and its answer arrives last.
//!
//! - [`Config`] reads the environment,
//! - [`serve`] runs the service,
//! - [`create_account`] makes an account from code: the only way to make staff and superusers.

mod accounts;
mod clock;
mod config;
mod cookies;
mod create_account;
mod database;
mod failure;
mod families;
mod form;
mod pages;
mod passwords;
mod registration;
mod routes;
mod secret;
mod server;
mod session;
mod throttle;
mod tokens;

pub use config::{Config, ConfigError};
pub use create_account::{CreateAccountError, create_account};
pub use registration::NewAccount;
pub use server::{StartError, serve, server_without_signals};
