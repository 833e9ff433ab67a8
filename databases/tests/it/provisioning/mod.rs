//! What an attacker with a good token of their own may try against somebody else's row, row by row of the threat model's
//! group P, on every database and through the real store. `ROWS` says which test is which row.

mod emails;
mod folding_columns;
mod keys;
mod local_columns;
mod order;
mod races;
mod raw_keys;
mod rows;
mod sources;
mod two_issuers;
mod upserts;
#[cfg(feature = "postgres")]
mod uuid_keys;
mod victim;
