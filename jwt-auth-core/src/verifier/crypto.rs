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
    use std::sync::Arc;

    use aws_lc_rs::hmac;
    use aws_lc_rs::signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, ParsedPublicKey,
        RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
        RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512,
        RsaParameters, RsaPublicKeyComponents,
    };

    use super::{Algorithm, CryptoProvider, RangeInclusive};

    pub(super) const RSA_BITS: RangeInclusive<usize> = 2_048..=8_192;
    pub(super) static PROVIDER: &CryptoProvider = &jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;

    #[derive(Clone)]
    pub(crate) enum Ready {
        Secret(Arc<hmac::Key>),
        Public(ParsedPublicKey),
    }

    impl Ready {
        pub(crate) fn new(algorithm: Algorithm, material: &[u8]) -> Option<Self> {
            let secret = |of| Some(Self::Secret(Arc::new(hmac::Key::new(of, material))));
            let public = match algorithm {
                Algorithm::HS256 => return secret(hmac::HMAC_SHA256),
                Algorithm::HS384 => return secret(hmac::HMAC_SHA384),
                Algorithm::HS512 => return secret(hmac::HMAC_SHA512),
                Algorithm::ES256 => ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, material),
                Algorithm::ES384 => ParsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, material),
                Algorithm::EdDSA => ParsedPublicKey::new(&ED25519, material),
                rsa => ParsedPublicKey::new(parameters(rsa)?, material),
            };
            public.ok().map(Self::Public)
        }

        pub(crate) fn rsa(algorithm: Algorithm, n: &[u8], e: &[u8]) -> Option<Self> {
            let components = RsaPublicKeyComponents { n, e };
            let public = components.to_parsed_public_key(parameters(algorithm)?);
            public.ok().map(Self::Public)
        }

        pub(super) fn verifies(&self, signed: &[u8], signature: &[u8]) -> bool {
            match self {
                Self::Secret(key) => hmac::verify(key, signed, signature).is_ok(),
                Self::Public(key) => key.verify_sig(signed, signature).is_ok(),
            }
        }
    }

    fn parameters(rsa: Algorithm) -> Option<&'static RsaParameters> {
        match rsa {
            Algorithm::RS256 => Some(&RSA_PKCS1_2048_8192_SHA256),
            Algorithm::RS384 => Some(&RSA_PKCS1_2048_8192_SHA384),
            Algorithm::RS512 => Some(&RSA_PKCS1_2048_8192_SHA512),
            Algorithm::PS256 => Some(&RSA_PSS_2048_8192_SHA256),
            Algorithm::PS384 => Some(&RSA_PSS_2048_8192_SHA384),
            Algorithm::PS512 => Some(&RSA_PSS_2048_8192_SHA512),
            _ => None,
        }
    }

    pub(super) fn is_point(algorithm: Algorithm, point: &[u8]) -> bool {
        Ready::new(algorithm, point).is_some()
    }
}

#[cfg(all(feature = "rust-crypto", not(feature = "aws-lc-rs")))]
mod pure_rust {
    use super::{Algorithm, CryptoProvider, RangeInclusive};

    /// The `rsa` crate verifies nothing under larger keys.
    pub(super) const RSA_BITS: RangeInclusive<usize> = 2_048..=4_096;
    pub(super) static PROVIDER: &CryptoProvider =
        &jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER;

    /// This back end prepares nothing.
    #[derive(Clone)]
    pub(crate) enum Ready {}

    impl Ready {
        pub(crate) fn new(_: Algorithm, _: &[u8]) -> Option<Self> {
            None
        }

        pub(crate) fn rsa(_: Algorithm, _: &[u8], _: &[u8]) -> Option<Self> {
            None
        }

        pub(super) fn verifies(&self, _: &[u8], _: &[u8]) -> bool {
            match *self {}
        }
    }

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

/// A key with everything done that needs no signature: an HMAC key schedule, a parsed public key. Made by `new` from what
/// `DecodingKey::try_get_as_bytes` gives, or by `rsa` from modulus and exponent; `None` where the back end prepares nothing.
pub(super) use back_end::Ready;

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
    ready: Option<&Ready>,
    signed: &[u8],
    signature: &Vec<u8>,
) -> bool {
    if let Some(ready) = ready {
        return ready.verifies(signed, signature);
    }
    (provider().verifier_factory)(&algorithm.engine(), key)
        .is_ok_and(|verifier| verifier.verify(signed, signature).is_ok())
}
