//! The one place that names a cryptographic back end.
//!
//! `jsonwebtoken`'s process-wide provider panics at first use when two crates of a binary switch on different back
//! ends, so it is never asked: the provider is named here, whatever else the binary contains.

use jsonwebtoken::DecodingKey;
use jsonwebtoken::crypto::CryptoProvider;

use crate::Algorithm;

#[cfg(feature = "aws-lc-rs")]
pub(crate) fn provider() -> &'static CryptoProvider {
    &jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER
}

#[cfg(all(feature = "rust-crypto", not(feature = "aws-lc-rs")))]
pub(crate) fn provider() -> &'static CryptoProvider {
    &jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER
}

#[cfg(not(any(feature = "aws-lc-rs", feature = "rust-crypto")))]
compile_error!("jwt-auth-core needs the feature `aws-lc-rs` or `rust-crypto`");

/// Whether `signature` is the signature of `signed` under `key`. Anything that goes wrong is "no".
#[expect(
    clippy::ptr_arg,
    reason = "the engine's trait takes the vector itself, not a slice"
)]
pub(super) fn signature_is_good(
    algorithm: Algorithm,
    key: &DecodingKey,
    signed: &[u8],
    signature: &Vec<u8>,
) -> bool {
    (provider().verifier_factory)(&algorithm.engine(), key)
        .is_ok_and(|verifier| verifier.verify(signed, signature).is_ok())
}
