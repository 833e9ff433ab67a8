//! Whom a store lets in, and whose rows it takes over.

mod active;
mod adopt_existing;
mod filter;
mod find_unlinked;
mod key_that_is_taken;
mod not_before;
mod optional_on_conflict;
mod unknown_user;
