//! The Auth service: people register, sign in and sign out here, and all services of the domain read its cookies.
//!
//! It is the counterpart of a Django application: two tokens in two cookies, an access token of five minutes and a refresh
//! token of five days. They are signed with an Ed25519 key pair, whose public half services fetch at
//! `/.well-known/jwks.json`, or, as in the article, with a secret that all services have (`JWT_SIGNING_KEY`).
//!
//! A service sends people without a good access token to `GET /login?next=…`; with a good refresh token they come straight
//! back with two new tokens, and never notice. Unlike the article's, a refresh token is good once: its successor takes its
//! place, and signing out ends both.
//!
//! At `/account` people change their names, e-mail addresses and passwords; a new password ends all their other sign-ins. At
//! `/admin` superusers give and take rights, and make accounts inactive, which ends all their sign-ins. Both take the password.
//!
//! What neither this nor signing out ends are access tokens that are out already, for their five minutes. One may even come
//! into the browser just after: when another tab was renewing at that moment, and its answer arrives last.
//!
//! - [`Config`] reads the environment,
//! - [`serve`] runs the service,
//! - [`rotate_keys`] replaces the signing key without anybody noticing,
//! - [`Config::for_development`] and [`mint`] sign everybody in as anybody, on this machine only,
//! - [`create_account`] makes an account from code: the only way to make the first superuser, who makes others at `/admin`.

mod accounts;
mod client_address;
mod clock;
mod config;
mod connection;
mod cookie_settings;
mod cookies;
mod create_account;
mod database;
mod database_url;
mod dev;
mod failure;
mod families;
mod for_services;
mod form;
mod keys;
mod migration;
mod pages;
mod passwords;
mod problems;
mod registration;
mod routes;
mod secret;
mod security_headers;
mod server;
#[cfg(feature = "postgres")]
mod server_url;
mod session;
mod signer;
mod throttle;
mod tokens;

pub use config::{Config, ConfigError};
pub use create_account::{CreateAccountError, create_account};
pub use dev::{ClaimChanges, Person, mint};
pub use keys::{RotatedKeys, Rotation, rotate_keys};
pub use registration::NewAccount;
pub use server::{StartError, serve, server_without_signals};
