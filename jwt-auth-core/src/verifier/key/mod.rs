//! Keys, each bound to the one algorithm that it is for.

mod constructors;
mod der;
mod error;
mod pem;
mod rsa;
mod secret;

use std::fmt;

use jsonwebtoken::DecodingKey;

pub use error::KeyError;

use super::crypto;
use crate::Algorithm;

pub(crate) const MAX_KID_BYTES: usize = 256;

/// A key together with the one algorithm it is for (RFC 8725 section 3.1) and, optionally, its `kid`.
///
/// A mismatch of key and algorithm cannot be written: each constructor checks that the material fits. `Debug` shows
/// the algorithm and the `kid`, never the key; the material is zeroized when the last copy is dropped.
#[derive(Clone)]
pub struct VerifyingKey {
    algorithm: Algorithm,
    kid: Option<String>,
    material: DecodingKey,
    ready: Option<crypto::Ready>,
    weakness: Option<secret::Weakness>,
}

impl VerifyingKey {
    /// Names the key: it then verifies tokens with this `kid` or with none. Defaults to no name, which fits every token.
    ///
    /// # Errors
    /// [`KeyError::Kid`] unless it is 1 to 256 printable ASCII characters.
    pub fn with_kid(mut self, kid: impl Into<String>) -> Result<Self, KeyError> {
        let kid = kid.into();
        if kid.is_empty() || !is_plain_kid(&kid) {
            return Err(KeyError::Kid);
        }
        self.kid = Some(kid);
        Ok(self)
    }

    /// The one algorithm this key is for.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The key's name, where it has one.
    #[must_use]
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Whether the secret is shorter than RFC 7518 section 3.2 demands; worth a warning at start.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.weakness == Some(secret::Weakness::Short)
    }

    /// Whether the secret is one that others know or guess, accepted by
    /// [`from_insecure_secret`](Self::from_insecure_secret); worth a loud warning at start.
    #[must_use]
    pub fn is_insecure(&self) -> bool {
        self.weakness == Some(secret::Weakness::Known)
    }

    pub(super) fn rsa_components(
        algorithm: Algorithm,
        n: &[u8],
        e: &[u8],
    ) -> Result<Self, KeyError> {
        rsa::check(n, e)?;
        let material = DecodingKey::from_rsa_raw_components(n, e);
        Ok(Self {
            ready: crypto::Ready::rsa(algorithm, n, e),
            ..Self::unnamed(algorithm, material)
        })
    }

    pub(super) fn ec_point(algorithm: Algorithm, point: &[u8]) -> Result<Self, KeyError> {
        Self::checked(algorithm, DecodingKey::from_ec_der(point))
    }

    pub(super) fn ed25519_point(point: &[u8]) -> Result<Self, KeyError> {
        Self::checked(Algorithm::EdDSA, DecodingKey::from_ed_der(point))
    }

    pub(super) fn verifies(&self, signed: &[u8], signature: &Vec<u8>) -> bool {
        let ready = self.ready.as_ref();
        crypto::signature_is_good(self.algorithm, &self.material, ready, signed, signature)
    }

    /// The engine takes material of any length, and one of its back ends panics on a short Ed25519 key.
    fn checked(algorithm: Algorithm, material: DecodingKey) -> Result<Self, KeyError> {
        let bytes = material
            .try_get_as_bytes()
            .map_err(|_| KeyError::NotAKey(algorithm))?;
        let fits = match algorithm {
            Algorithm::ES256 => bytes.len() == 65 && crypto::is_point(algorithm, bytes),
            Algorithm::ES384 => bytes.len() == 97 && crypto::is_point(algorithm, bytes),
            Algorithm::EdDSA => bytes.len() == 32 && crypto::is_point(algorithm, bytes),
            _ => {
                let (n, e) = (crypto::provider()
                    .key_utils
                    .rsa_pub_components_from_public_key)(bytes)
                .map_err(|_| KeyError::NotAKey(algorithm))?;
                rsa::check(&n, &e)?;
                true
            }
        };
        if !fits {
            return Err(KeyError::NotAKey(algorithm));
        }
        Ok(Self::unnamed(algorithm, material))
    }

    fn unnamed(algorithm: Algorithm, material: DecodingKey) -> Self {
        let bytes = material.try_get_as_bytes().ok();
        Self {
            algorithm,
            kid: None,
            ready: bytes.and_then(|bytes| crypto::Ready::new(algorithm, bytes)),
            material,
            weakness: None,
        }
    }
}

/// For standard vectors: their content is no JWT and some of their secrets are short on purpose.
#[cfg(feature = "test-util")]
#[doc(hidden)]
impl VerifyingKey {
    #[must_use]
    pub fn from_secret_of_any_length(algorithm: Algorithm, secret: &[u8]) -> Self {
        Self::unnamed(algorithm, DecodingKey::from_secret(secret))
    }

    #[must_use]
    pub fn signature_is_good(&self, signed: &[u8], signature: &[u8]) -> bool {
        self.verifies(signed, &signature.to_vec())
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyingKey")
            .field("algorithm", &self.algorithm)
            .field("kid", &self.kid)
            .field("material", &"[redacted]")
            .finish()
    }
}

/// Whether a `kid` is one that a key could have.
pub(super) fn is_plain_kid(kid: &str) -> bool {
    kid.len() <= MAX_KID_BYTES && kid.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}
