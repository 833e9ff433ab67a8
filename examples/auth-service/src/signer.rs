//! How tokens are signed: with a key pair, or, as in the article, with a secret.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey};

use crate::keys::SigningKeys;

const HS512_HEADER: &str = r#"{"alg":"HS512","typ":"JWT"}"#;

pub(crate) enum Signer {
    Secret(EncodingKey),
    KeyPairs(SigningKeys),
}

/// The cryptographic back end refused to sign.
#[derive(Debug)]
pub(crate) struct SigningError;

impl Signer {
    /// The token with these claims, in JSON, under the key of this moment.
    pub(crate) fn sign(&self, claims: &str) -> Result<String, SigningError> {
        match self {
            Self::Secret(secret) => {
                token(HS512_HEADER, claims, |signed| with_secret(secret, signed))
            }
            Self::KeyPairs(keys) => {
                let pairs = keys.pairs();
                let pair = pairs.signing(keys.clock().now()).ok_or(SigningError)?;
                let header = format!(r#"{{"alg":"EdDSA","typ":"JWT","kid":"{}"}}"#, pair.kid());
                token(&header, claims, |signed| {
                    pair.sign(signed).map_err(|_| SigningError)
                })
            }
        }
    }
}

fn token<S: AsRef<[u8]>>(
    header: &str,
    claims: &str,
    sign: impl FnOnce(&[u8]) -> Result<S, SigningError>,
) -> Result<String, SigningError> {
    let signed = format!("{}.{}", encode(header), encode(claims));
    let signature = sign(signed.as_bytes())?;
    Ok(format!("{signed}.{}", encode(signature)))
}

/// By a provider that is named here: the process-wide one panics when two crates of a binary chose differently.
fn with_secret(secret: &EncodingKey, signed: &[u8]) -> Result<Vec<u8>, SigningError> {
    let provider = &jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
    (provider.signer_factory)(&Algorithm::HS512, secret)
        .map_err(|_| SigningError)?
        .try_sign(signed)
        .map_err(|_| SigningError)
}

fn encode(part: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(part)
}
