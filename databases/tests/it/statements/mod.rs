//! What each kind of request costs the database.

mod counts;
mod explain;
mod log;
mod one_hop;
mod repeats;

pub(crate) use log::{Log, logged_store};
