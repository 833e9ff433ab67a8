//! Keys that the Auth service does not have: of attackers, of other issuers, or of a service that configures them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::EncodingKey;
use jwt_auth_core::{Algorithm, VerifyingKey};

#[cfg(feature = "aws-lc-rs")]
use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
#[cfg(not(feature = "aws-lc-rs"))]
use jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER;

pub(crate) const RSA_PEM: &str = include_str!("fixtures/rsa.pub.pem");
pub(crate) const P256_PEM: &str = include_str!("fixtures/p256.pub.pem");
pub(crate) const P384_PEM: &str = include_str!("fixtures/p384.pub.pem");
pub(crate) const ED25519_PEM: &str = include_str!("fixtures/ed25519.pub.pem");

pub(crate) struct ForeignKey {
    algorithm: Algorithm,
    signing: EncodingKey,
}

impl ForeignKey {
    pub(crate) fn hmac(algorithm: Algorithm, secret: impl AsRef<[u8]>) -> Self {
        Self {
            algorithm,
            signing: EncodingKey::from_secret(secret.as_ref()),
        }
    }

    pub(crate) fn rsa(algorithm: Algorithm) -> Self {
        let signing = EncodingKey::from_rsa_pem(include_bytes!("fixtures/rsa.pem")).unwrap();
        Self { algorithm, signing }
    }

    pub(crate) fn p256() -> Self {
        let signing = EncodingKey::from_ec_pem(include_bytes!("fixtures/p256.pem")).unwrap();
        Self {
            algorithm: Algorithm::ES256,
            signing,
        }
    }

    pub(crate) fn p384() -> Self {
        let signing = EncodingKey::from_ec_pem(include_bytes!("fixtures/p384.pem")).unwrap();
        Self {
            algorithm: Algorithm::ES384,
            signing,
        }
    }

    pub(crate) fn ed25519() -> Self {
        let signing = EncodingKey::from_ed_pem(include_bytes!("fixtures/ed25519.pem")).unwrap();
        Self {
            algorithm: Algorithm::EdDSA,
            signing,
        }
    }

    /// A token under this key's own algorithm.
    pub(crate) fn token(&self, claims: &str) -> String {
        self.sign(format!(r#"{{"alg":"{}"}}"#, self.algorithm), claims)
    }

    /// Signs this text as header and this as claims, whatever they say.
    pub(crate) fn sign(&self, header: impl AsRef<[u8]>, claims: impl AsRef<[u8]>) -> String {
        self.sign_parts(&encode(header), &encode(claims))
    }

    /// Signs parts that are encoded already, well or badly.
    pub(crate) fn sign_parts(&self, header: &str, claims: &str) -> String {
        let signed = format!("{header}.{claims}");
        let algorithm = self.algorithm.to_string().parse().unwrap();
        let signer = (DEFAULT_PROVIDER.signer_factory)(&algorithm, &self.signing).unwrap();
        let signature = signer.try_sign(signed.as_bytes()).unwrap();
        format!("{signed}.{}", encode(signature))
    }
}

pub(crate) fn rsa_key(algorithm: Algorithm) -> VerifyingKey {
    VerifyingKey::from_pem(algorithm, RSA_PEM).unwrap()
}

pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn decode(part: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(part).unwrap()
}

/// The three parts of a token.
pub(crate) fn parts(token: &str) -> [&str; 3] {
    let parts: Vec<&str> = token.split('.').collect();
    parts.try_into().unwrap()
}

/// As many bytes as wanted, none of them to be guessed from those before; another `number`, other bytes.
pub(crate) fn secret(number: u8, length: usize) -> Vec<u8> {
    let mut state = u32::from(number);
    let next = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    (0..length).map(next).collect()
}
