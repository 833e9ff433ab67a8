//! One constructor for each algorithm and form of key, so that a mismatch of the two cannot be written.

use jsonwebtoken::DecodingKey;

use super::{KeyError, VerifyingKey, der, pem};
use crate::Algorithm;
use crate::algorithm::Family;

macro_rules! secrets {
    ($($name:ident, $algorithm:ident, $bits:literal, $least:literal;)*) => {
        impl VerifyingKey {$(
            #[doc = concat!("An HMAC-SHA-", $bits, " secret of at least ", $least, " bytes, taken as they are: never base64-decoded, never trimmed.")]
            ///
            /// # Errors
            /// As [`from_secret`](Self::from_secret).
            pub fn $name(secret: impl AsRef<[u8]>) -> Result<Self, KeyError> {
                Self::from_secret(Algorithm::$algorithm, secret)
            }
        )*}
    };
}

secrets! {
    hs256, HS256, 256, 32;
    hs384, HS384, 384, 48;
    hs512, HS512, 512, 64;
}

macro_rules! short_secrets {
    ($($name:ident, $algorithm:ident, $full:ident;)*) => {
        impl VerifyingKey {$(
            #[doc = concat!("As [`", stringify!($full), "`](Self::", stringify!($full), "), for a secret of 32 bytes or more, below what RFC 7518 section 3.2 demands.")]
            ///
            /// For an Auth service whose secret cannot be changed today: a Django `SECRET_KEY` has 50 characters.
            ///
            /// # Errors
            /// As [`from_short_secret`](Self::from_short_secret).
            pub fn $name(secret: impl AsRef<[u8]>) -> Result<Self, KeyError> {
                Self::from_short_secret(Algorithm::$algorithm, secret)
            }
        )*}
    };
}

short_secrets! {
    hs384_short, HS384, hs384;
    hs512_short, HS512, hs512;
}

macro_rules! public_keys {
    ($($pem:ident, $der:ident, $algorithm:ident, $key:literal;)*) => {
        impl VerifyingKey {$(
            #[doc = concat!($key, " in PEM, for `", stringify!($algorithm), "`.")]
            ///
            /// # Errors
            /// As [`from_pem`](Self::from_pem).
            pub fn $pem(pem: impl AsRef<[u8]>) -> Result<Self, KeyError> {
                Self::from_pem(Algorithm::$algorithm, pem)
            }

            #[doc = concat!($key, " in DER, for `", stringify!($algorithm), "`.")]
            ///
            /// # Errors
            /// As [`from_pem`](Self::from_pem).
            pub fn $der(der: impl AsRef<[u8]>) -> Result<Self, KeyError> {
                Self::from_der(Algorithm::$algorithm, der)
            }
        )*}
    };
}

public_keys! {
    rs256_pem, rs256_der, RS256, "An RSA public key";
    rs384_pem, rs384_der, RS384, "An RSA public key";
    rs512_pem, rs512_der, RS512, "An RSA public key";
    ps256_pem, ps256_der, PS256, "An RSA public key";
    ps384_pem, ps384_der, PS384, "An RSA public key";
    ps512_pem, ps512_der, PS512, "An RSA public key";
    es256_pem, es256_der, ES256, "A P-256 public key";
    es384_pem, es384_der, ES384, "A P-384 public key";
    ed25519_pem, ed25519_der, EdDSA, "An Ed25519 public key";
}

impl VerifyingKey {
    /// A public key in PEM for an asymmetric algorithm that is known only at run time.
    ///
    /// `PUBLIC KEY` (RFC 5280, SubjectPublicKeyInfo), for RSA also `RSA PUBLIC KEY` (RFC 8017). RSA keys have 2048 to 8192
    /// bits (4096 with `rust-crypto` alone).
    ///
    /// # Errors
    /// [`KeyError::NotAKey`], [`KeyError::PrivateKey`], [`KeyError::RsaSize`]; [`KeyError::WrongKind`] for an HMAC algorithm.
    pub fn from_pem(algorithm: Algorithm, pem: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        let pem = pem.as_ref();
        if pem::is_private_key(pem) {
            return Err(KeyError::PrivateKey);
        }
        let material = match algorithm.family() {
            Family::Hmac => return Err(KeyError::WrongKind(algorithm)),
            _ if !pem::is_public_key(algorithm, pem) => return Err(KeyError::NotAKey(algorithm)),
            Family::Rsa => DecodingKey::from_rsa_pem(pem),
            Family::Ec => DecodingKey::from_ec_pem(pem),
            Family::Ed => DecodingKey::from_ed_pem(pem),
        };
        Self::checked(
            algorithm,
            material.map_err(|_| KeyError::NotAKey(algorithm))?,
        )
    }

    /// As [`from_pem`](Self::from_pem), for the same structures in DER.
    ///
    /// # Errors
    /// As [`from_pem`](Self::from_pem).
    pub fn from_der(algorithm: Algorithm, der: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        let pem = der::to_pem(der.as_ref())?.ok_or(KeyError::NotAKey(algorithm))?;
        Self::from_pem(algorithm, pem)
    }
}
