//! The one place that names a cryptographic back end.
//!
//! `jsonwebtoken`'s process-wide provider panics at first use when two crates of a binary switch on different back
//! ends, so it is never asked: the provider is named here, whatever else the binary contains.

use std::ops::RangeInclusive;

use jsonwebtoken::DecodingKey;
use jsonwebtoken::crypto::CryptoProvider;

use crate::Algorithm;

#[cfg(not(any(feature = "aws-lc-rs", feature = "rust-crypto")))]
compile_error!("jwt-auth-core needs the feature `aws-lc-rs` or `rust-crypto`");

#[cfg(feature = "aws-lc-rs")]
use aws_lc as back_end;
#[cfg(not(feature = "aws-lc-rs"))]
use pure_rust as back_end;

#[cfg(feature = "aws-lc-rs")]
mod aws_lc {
    use aws_lc_rs::signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, ParsedPublicKey,
    };

    use super::{Algorithm, CryptoProvider, RangeInclusive};

    pub(super) const RSA_BITS: RangeInclusive<usize> = 2_048..=8_192;
    pub(super) static PROVIDER: &CryptoProvider = &jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;

    pub(super) fn is_point(algorithm: Algorithm, point: &[u8]) -> bool {
        match algorithm {
            Algorithm::ES256 => ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).is_ok(),
            Algorithm::ES384 => ParsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point).is_ok(),
            Algorithm::EdDSA => ParsedPublicKey::new(&ED25519, point).is_ok(),
            _ => false,
        }
    }
}

#[cfg(all(feature = "rust-crypto", not(feature = "aws-lc-rs")))]
mod pure_rust {
    use super::{Algorithm, CryptoProvider, RangeInclusive};

    /// The `rsa` crate verifies nothing under larger keys.
    pub(super) const RSA_BITS: RangeInclusive<usize> = 2_048..=4_096;
    pub(super) static PROVIDER: &CryptoProvider =
        &jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER;

    pub(super) fn is_point(algorithm: Algorithm, point: &[u8]) -> bool {
        match algorithm {
            Algorithm::ES256 => p256::PublicKey::from_sec1_bytes(point).is_ok(),
            Algorithm::ES384 => p384::PublicKey::from_sec1_bytes(point).is_ok(),
            Algorithm::EdDSA => point
                .try_into()
                .is_ok_and(|point| ed25519_dalek::VerifyingKey::from_bytes(point).is_ok()),
            _ => false,
        }
    }
}

/// The sizes of RSA keys that the back end can use. RFC 7518 section 3.3 sets the floor; above the ceiling, verifying one
/// token takes too long.
pub(super) const RSA_BITS: RangeInclusive<usize> = back_end::RSA_BITS;

pub(crate) fn provider() -> &'static CryptoProvider {
    back_end::PROVIDER
}

/// Whether `point` is a public key on the algorithm's curve.
pub(super) fn is_point(algorithm: Algorithm, point: &[u8]) -> bool {
    back_end::is_point(algorithm, point)
}

/// Whether `signature` is the signature of `signed` under `key`. Anything that goes wrong is "no".
pub(super) fn signature_is_good(
    algorithm: Algorithm,
    key: &DecodingKey,
    signed: &[u8],
    signature: &Vec<u8>,
) -> bool {
    (provider().verifier_factory)(&algorithm.engine(), key)
        .is_ok_and(|verifier| verifier.verify(signed, signature).is_ok())
}
