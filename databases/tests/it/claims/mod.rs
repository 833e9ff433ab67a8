//! Keys of every type, and claims on their way into columns of other types.

mod columns;
mod integer_key;
mod key_with_issuer;
#[cfg(feature = "postgres")]
mod uuid_key;
