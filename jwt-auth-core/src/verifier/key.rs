use std::fmt;

use jsonwebtoken::DecodingKey;

use super::crypto;
use crate::Algorithm;
use crate::algorithm::Family;

/// The shortest HMAC secret that even the `…_short` constructors take.
const SHORT_SECRET_BYTES: usize = 32;
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
    short: bool,
}

impl VerifyingKey {
    /// An HMAC-SHA-256 secret of at least 32 bytes, taken as they are: never base64-decoded.
    ///
    /// # Errors
    /// [`KeyError::SecretTooShort`], [`KeyError::PemAsSecret`].
    pub fn hs256(secret: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::from_secret(Algorithm::HS256, secret)
    }

    /// An HMAC-SHA-384 secret of at least 48 bytes.
    ///
    /// # Errors
    /// [`KeyError::SecretTooShort`], [`KeyError::PemAsSecret`].
    pub fn hs384(secret: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::from_secret(Algorithm::HS384, secret)
    }

    /// An HMAC-SHA-512 secret of at least 64 bytes, the article's kind of key.
    ///
    /// # Errors
    /// [`KeyError::SecretTooShort`], [`KeyError::PemAsSecret`].
    pub fn hs512(secret: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::from_secret(Algorithm::HS512, secret)
    }

    /// An HMAC-SHA-512 secret of 32 bytes or more, below what RFC 7518 section 3.2 demands.
    ///
    /// For an Auth service whose secret cannot be changed today: a Django `SECRET_KEY` has 50 characters.
    ///
    /// # Errors
    /// [`KeyError::SecretTooShort`], [`KeyError::PemAsSecret`].
    pub fn hs512_short(secret: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::from_short_secret(Algorithm::HS512, secret)
    }

    /// An RSA public key of 2048 to 8192 bits (4096 with `rust-crypto` alone) in PEM (`PUBLIC KEY` or `RSA PUBLIC KEY`),
    /// for `RS256`.
    ///
    /// # Errors
    /// [`KeyError::NotAKey`], [`KeyError::PrivateKey`], [`KeyError::RsaSize`].
    pub fn rs256_pem(pem: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::from_pem(Algorithm::RS256, pem)
    }

    /// A P-256 public key in PEM (`PUBLIC KEY`), for `ES256`.
    ///
    /// # Errors
    /// [`KeyError::NotAKey`], [`KeyError::PrivateKey`].
    pub fn es256_pem(pem: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::from_pem(Algorithm::ES256, pem)
    }

    /// An Ed25519 public key in PEM (`PUBLIC KEY`), for `EdDSA`.
    ///
    /// # Errors
    /// [`KeyError::NotAKey`], [`KeyError::PrivateKey`].
    pub fn ed25519_pem(pem: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::from_pem(Algorithm::EdDSA, pem)
    }

    /// A secret for an HMAC algorithm that is known only at run time, at least as long as its hash.
    ///
    /// # Errors
    /// [`KeyError::WrongKind`] unless the algorithm is HS256, HS384 or HS512; else as [`hs512`](Self::hs512).
    pub fn from_secret(algorithm: Algorithm, secret: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::hmac(algorithm, secret.as_ref(), algorithm.hash_bytes())
    }

    /// As [`from_secret`](Self::from_secret), with [`hs512_short`](Self::hs512_short)'s waiver.
    ///
    /// # Errors
    /// As [`from_secret`](Self::from_secret), with a floor of 32 bytes.
    pub fn from_short_secret(
        algorithm: Algorithm,
        secret: impl AsRef<[u8]>,
    ) -> Result<Self, KeyError> {
        Self::hmac(algorithm, secret.as_ref(), SHORT_SECRET_BYTES)
    }

    /// A public key in PEM for an asymmetric algorithm that is known only at run time.
    ///
    /// # Errors
    /// [`KeyError::WrongKind`] for an HMAC algorithm; else as [`rs256_pem`](Self::rs256_pem).
    pub fn from_pem(algorithm: Algorithm, pem: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        let pem = pem.as_ref();
        if holds(pem, b"PRIVATE KEY-----") {
            return Err(KeyError::PrivateKey);
        }
        let material = match algorithm.family() {
            Family::Hmac => return Err(KeyError::WrongKind(algorithm)),
            Family::Rsa => DecodingKey::from_rsa_pem(pem),
            Family::Ec => DecodingKey::from_ec_pem(pem),
            Family::Ed => DecodingKey::from_ed_pem(pem),
        };
        Self::checked(
            algorithm,
            material.map_err(|_| KeyError::NotAKey(algorithm))?,
        )
    }

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
        self.short
    }

    pub(super) fn hmac(
        algorithm: Algorithm,
        secret: &[u8],
        least: usize,
    ) -> Result<Self, KeyError> {
        if algorithm.family() != Family::Hmac {
            return Err(KeyError::WrongKind(algorithm));
        }
        if holds(secret, b"-----BEGIN ") {
            return Err(KeyError::PemAsSecret);
        }
        if secret.len() < least {
            return Err(KeyError::SecretTooShort { algorithm, least });
        }
        Ok(Self {
            algorithm,
            kid: None,
            material: DecodingKey::from_secret(secret),
            short: secret.len() < algorithm.hash_bytes(),
        })
    }

    pub(super) fn rsa_components(
        algorithm: Algorithm,
        n: &[u8],
        e: &[u8],
    ) -> Result<Self, KeyError> {
        check_rsa(n, e)?;
        Ok(Self::unnamed(
            algorithm,
            DecodingKey::from_rsa_raw_components(n, e),
        ))
    }

    pub(super) fn ec_point(algorithm: Algorithm, point: &[u8]) -> Result<Self, KeyError> {
        Self::checked(algorithm, DecodingKey::from_ec_der(point))
    }

    pub(super) fn ed25519_point(point: &[u8]) -> Result<Self, KeyError> {
        Self::checked(Algorithm::EdDSA, DecodingKey::from_ed_der(point))
    }

    pub(super) fn verifies(&self, signed: &[u8], signature: &Vec<u8>) -> bool {
        crypto::signature_is_good(self.algorithm, &self.material, signed, signature)
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
                check_rsa(&n, &e)?;
                true
            }
        };
        if !fits {
            return Err(KeyError::NotAKey(algorithm));
        }
        Ok(Self::unnamed(algorithm, material))
    }

    fn unnamed(algorithm: Algorithm, material: DecodingKey) -> Self {
        Self {
            algorithm,
            kid: None,
            material,
            short: false,
        }
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

/// Why key material was refused. Never shows the material.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The secret has fewer bytes than the algorithm needs (RFC 7518 section 3.2).
    #[error("the secret is too short: {algorithm} needs at least {least} bytes")]
    SecretTooShort {
        /// The algorithm it was meant for.
        algorithm: Algorithm,
        /// The least number of bytes.
        least: usize,
    },
    /// A PEM key was given where a shared secret belongs: with it, everybody who has the public key could sign.
    #[error("a PEM key was given as a shared secret: use the constructor for PEM")]
    PemAsSecret,
    /// A private key was given; verifying needs, and a service should hold, only the public one.
    #[error("a private key was given: give the public key only")]
    PrivateKey,
    /// The algorithm does not go with this kind of key.
    #[error("{0} does not go with this kind of key: secrets are for HS256, HS384 and HS512 only")]
    WrongKind(Algorithm),
    /// The text is no public key for the algorithm.
    #[error("this is not a public key for {0}")]
    NotAKey(Algorithm),
    /// RFC 7518 section 3.3 demands 2048 bits; above 8192 (4096 with `rust-crypto` alone) nothing can be verified in time.
    #[error("the RSA key must have {} to {} bits and an odd exponent of at least 3", crypto::RSA_BITS.start(), crypto::RSA_BITS.end())]
    RsaSize,
    /// A `kid` is 1 to 256 printable ASCII characters.
    #[error("a kid must be 1 to 256 printable ASCII characters")]
    Kid,
}

/// Whether a `kid` is one that a key could have.
pub(super) fn is_plain_kid(kid: &str) -> bool {
    kid.len() <= MAX_KID_BYTES && kid.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

fn check_rsa(n: &[u8], e: &[u8]) -> Result<(), KeyError> {
    let strip = |bytes: &[u8]| -> Vec<u8> {
        bytes
            .iter()
            .copied()
            .skip_while(|byte| *byte == 0)
            .collect()
    };
    let (n, e) = (strip(n), strip(e));
    let bits = n
        .first()
        .map_or(0, |top| n.len() * 8 - top.leading_zeros() as usize);
    let odd_exponent = e.last().is_some_and(|low| low & 1 == 1) && e != [1];
    if crypto::RSA_BITS.contains(&bits) && odd_exponent {
        Ok(())
    } else {
        Err(KeyError::RsaSize)
    }
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}
