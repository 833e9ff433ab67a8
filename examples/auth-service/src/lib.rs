//! The Auth service: people register, sign in and sign out here, and all services of the domain read its cookies.
//!
//! It is the counterpart of a Django application: two HS512 tokens in two cookies, an access token of five
//! minutes and a refresh token of five days. A service sends people without a good access token to
//! `GET /login?next=…`; with a good refresh token they come straight back with a new access token, and never notice.
//!
//! - [`Config`] reads the environment,
//! - [`serve`] runs the service,
//! - [`create_account`] makes an account from code: the only way to make staff and superusers.

mod accounts;
mod config;
mod cookies;
mod create_account;
mod failure;
mod form;
mod pages;
mod passwords;
mod registration;
mod routes;
mod same_origin;
mod secret;
mod server;
mod session;
mod throttle;
mod tokens;

pub use config::{Config, ConfigError};
pub use create_account::{CreateAccountError, create_account};
pub use registration::NewAccount;
pub use server::{StartError, serve};
