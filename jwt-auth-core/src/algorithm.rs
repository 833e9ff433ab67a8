use std::fmt;
use std::str::FromStr;

/// A signature algorithm of RFC 7518 section 3.1 or RFC 8037 that a [`VerifyingKey`](crate::VerifyingKey) can be for.
///
/// `none` is not one of them. The token's own `alg` is only ever compared with the algorithm of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// HMAC with SHA-256 (RFC 7518 section 3.2), SimpleJWT's default.
    HS256,
    /// HMAC with SHA-384 (RFC 7518 section 3.2).
    HS384,
    /// HMAC with SHA-512 (RFC 7518 section 3.2), the algorithm of the original article.
    HS512,
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3).
    RS256,
    /// RSASSA-PKCS1-v1_5 with SHA-384 (RFC 7518 section 3.3).
    RS384,
    /// RSASSA-PKCS1-v1_5 with SHA-512 (RFC 7518 section 3.3).
    RS512,
    /// RSASSA-PSS with SHA-256 (RFC 7518 section 3.5).
    PS256,
    /// RSASSA-PSS with SHA-384 (RFC 7518 section 3.5).
    PS384,
    /// RSASSA-PSS with SHA-512 (RFC 7518 section 3.5).
    PS512,
    /// ECDSA on P-256 with SHA-256 (RFC 7518 section 3.4).
    ES256,
    /// ECDSA on P-384 with SHA-384 (RFC 7518 section 3.4).
    ES384,
    /// Ed25519. A token may say `EdDSA` (RFC 8037) or `Ed25519` (RFC 9864).
    EdDSA,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    Hmac,
    Rsa,
    Ec,
    Ed,
}

impl Algorithm {
    const ALL: [Self; 12] = [
        Self::HS256,
        Self::HS384,
        Self::HS512,
        Self::RS256,
        Self::RS384,
        Self::RS512,
        Self::PS256,
        Self::PS384,
        Self::PS512,
        Self::ES256,
        Self::ES384,
        Self::EdDSA,
    ];

    /// The name as it stands in a token's `alg`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::HS256 => "HS256",
            Self::HS384 => "HS384",
            Self::HS512 => "HS512",
            Self::RS256 => "RS256",
            Self::RS384 => "RS384",
            Self::RS512 => "RS512",
            Self::PS256 => "PS256",
            Self::PS384 => "PS384",
            Self::PS512 => "PS512",
            Self::ES256 => "ES256",
            Self::ES384 => "ES384",
            Self::EdDSA => "EdDSA",
        }
    }

    /// Whether keys for this algorithm are shared secrets, with which every holder can also *sign*.
    #[must_use]
    pub fn is_hmac(self) -> bool {
        self.family() == Family::Hmac
    }

    pub(crate) fn family(self) -> Family {
        match self {
            Self::HS256 | Self::HS384 | Self::HS512 => Family::Hmac,
            Self::RS256 | Self::RS384 | Self::RS512 | Self::PS256 | Self::PS384 | Self::PS512 => {
                Family::Rsa
            }
            Self::ES256 | Self::ES384 => Family::Ec,
            Self::EdDSA => Family::Ed,
        }
    }

    /// The length of the hash output, which RFC 7518 section 3.2 makes the least length of an HMAC secret.
    pub(crate) fn hash_bytes(self) -> usize {
        match self {
            Self::HS256 | Self::RS256 | Self::PS256 | Self::ES256 => 32,
            Self::HS384 | Self::RS384 | Self::PS384 | Self::ES384 => 48,
            Self::HS512 | Self::RS512 | Self::PS512 | Self::EdDSA => 64,
        }
    }

    /// Compares case-sensitively, as RFC 7515 section 4.1.1 demands.
    pub(crate) fn is_named(self, alg: &str) -> bool {
        alg == self.name() || (self == Self::EdDSA && alg == "Ed25519")
    }

    pub(crate) fn engine(self) -> jsonwebtoken::Algorithm {
        use jsonwebtoken::Algorithm as Engine;
        match self {
            Self::HS256 => Engine::HS256,
            Self::HS384 => Engine::HS384,
            Self::HS512 => Engine::HS512,
            Self::RS256 => Engine::RS256,
            Self::RS384 => Engine::RS384,
            Self::RS512 => Engine::RS512,
            Self::PS256 => Engine::PS256,
            Self::PS384 => Engine::PS384,
            Self::PS512 => Engine::PS512,
            Self::ES256 => Engine::ES256,
            Self::ES384 => Engine::ES384,
            Self::EdDSA => Engine::EdDSA,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text is no algorithm that a key can be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown algorithm: use HS256, HS384, HS512, RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 or EdDSA"
)]
pub struct UnknownAlgorithm;

impl FromStr for Algorithm {
    type Err = UnknownAlgorithm;

    fn from_str(name: &str) -> Result<Self, UnknownAlgorithm> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.is_named(name))
            .ok_or(UnknownAlgorithm)
    }
}
