//! One JWK (RFC 7517 section 4, RFC 7518 section 6, RFC 8037 section 2) and whether it may verify.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::key::{KeyError, VerifyingKey};
use crate::Algorithm;
use crate::algorithm::Family;

impl VerifyingKey {
    /// A single JWK, read by the rules of [`JwkSet`](crate::JwkSet).
    ///
    /// # Errors
    /// [`SkipReason`], the reason for which a set would have skipped it.
    pub fn from_jwk(text: &str, algorithm: Algorithm) -> Result<Self, SkipReason> {
        let value = serde_json::from_str(text).map_err(|_| SkipReason::Malformed)?;
        Jwk::read(value)?.into_key(&[algorithm])
    }
}

/// Why a JWK cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SkipReason {
    /// Not an object with the members of its `kty`, or base64url that does not decode.
    #[error("malformed JWK")]
    Malformed,
    /// Its `kty`, `crv` or `alg` is for none of the wanted algorithms.
    #[error("for another algorithm")]
    OtherAlgorithm,
    /// It names no `alg`, and several of the wanted algorithms would fit.
    #[error("names no alg, and several of the wanted algorithms would fit")]
    AmbiguousAlgorithm,
    /// Its `use` or `key_ops` does not allow verifying.
    #[error("not meant for verifying signatures")]
    NotForVerifying,
    /// It holds private members: whoever can read the set can sign.
    #[error("holds private key members; publish only public keys")]
    Private,
    /// A shared secret in a set that is fetched, or that also holds public keys: such a set is meant to be published, and
    /// whoever read it can sign.
    #[error("a shared secret in a set that is meant to be published")]
    PublishedSecret,
    /// Another key of the set has the same `kid`.
    #[error("its kid occurs twice")]
    DuplicateKid,
    /// Four keys of its algorithm without a `kid` come before it, and no more are tried for a token.
    #[error("one too many without a kid: give keys a kid")]
    TooManyUnnamed,
    /// The material was refused.
    #[error(transparent)]
    Material(#[from] KeyError),
}

/// The members that decide about a key.
#[derive(Deserialize)]
pub(super) struct Jwk {
    kty: String,
    #[serde(rename = "use")]
    public_key_use: Option<String>,
    key_ops: Option<Vec<String>>,
    alg: Option<String>,
    kid: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
    k: Option<Zeroizing<String>>,
    d: Private,
    p: Private,
    q: Private,
    dp: Private,
    dq: Private,
    qi: Private,
    oth: Private,
}

type Private = Option<serde::de::IgnoredAny>;

impl Jwk {
    pub(super) fn read(value: serde_json::Value) -> Result<Self, SkipReason> {
        // serde would take an array for an object with unnamed members.
        if !value.is_object() {
            return Err(SkipReason::Malformed);
        }
        serde_json::from_value(value).map_err(|_| SkipReason::Malformed)
    }

    pub(super) fn is_secret(&self) -> bool {
        self.kty == "oct"
    }

    /// The key for the one of these algorithms that it is for.
    pub(super) fn into_key(self, algorithms: &[Algorithm]) -> Result<VerifyingKey, SkipReason> {
        let algorithm = self.algorithm(algorithms)?;
        if !self.may_verify() {
            return Err(SkipReason::NotForVerifying);
        }
        if self.is_private() {
            return Err(SkipReason::Private);
        }
        let key = self.material(algorithm)?;
        match self.kid {
            Some(kid) => Ok(key.with_kid(kid)?),
            None => Ok(key),
        }
    }

    fn algorithm(&self, algorithms: &[Algorithm]) -> Result<Algorithm, SkipReason> {
        let named = |algorithm: &&Algorithm| match self.alg.as_deref() {
            Some(alg) => algorithm.is_named(alg),
            None => true,
        };
        let mut fitting = algorithms
            .iter()
            .filter(named)
            .filter(|algorithm| self.is_kind_of(**algorithm));
        let first = fitting.next().ok_or(SkipReason::OtherAlgorithm)?;
        if fitting.all(|other| other == first) {
            Ok(*first)
        } else {
            Err(SkipReason::AmbiguousAlgorithm)
        }
    }

    fn is_kind_of(&self, algorithm: Algorithm) -> bool {
        match (algorithm.family(), self.kty.as_str()) {
            (Family::Hmac, "oct") | (Family::Rsa, "RSA") => true,
            (Family::Ec, "EC") => self.crv.as_deref() == Some(curve_of(algorithm)),
            (Family::Ed, "OKP") => self.crv.as_deref() == Some("Ed25519"),
            _ => false,
        }
    }

    fn may_verify(&self) -> bool {
        let signs = self.public_key_use.as_deref().is_none_or(|it| it == "sig");
        let verifies = self
            .key_ops
            .as_ref()
            .is_none_or(|ops| ops.iter().any(|op| op == "verify"));
        signs && verifies
    }

    /// RFC 7518 sections 6.2.2 and 6.3.2, RFC 8037 section 2.
    fn is_private(&self) -> bool {
        let members = [
            &self.d, &self.p, &self.q, &self.dp, &self.dq, &self.qi, &self.oth,
        ];
        members.into_iter().any(Option::is_some)
    }

    fn material(&self, algorithm: Algorithm) -> Result<VerifyingKey, SkipReason> {
        Ok(match algorithm.family() {
            Family::Hmac => {
                let secret = Zeroizing::new(decode(self.k.as_ref().map(|k| k.as_str()))?);
                VerifyingKey::from_secret(algorithm, &*secret)?
            }
            Family::Rsa => {
                let (n, e) = (decode(self.n.as_deref())?, decode(self.e.as_deref())?);
                VerifyingKey::rsa_components(algorithm, &n, &e)?
            }
            Family::Ec => {
                let (x, y) = (decode(self.x.as_deref())?, decode(self.y.as_deref())?);
                if x.len() != y.len() {
                    return Err(SkipReason::Malformed);
                }
                let point: Vec<u8> = [4].into_iter().chain(x).chain(y).collect();
                VerifyingKey::ec_point(algorithm, &point)?
            }
            Family::Ed => VerifyingKey::ed25519_point(&decode(self.x.as_deref())?)?,
        })
    }
}

fn curve_of(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::ES384 => "P-384",
        _ => "P-256",
    }
}

fn decode(member: Option<&str>) -> Result<Vec<u8>, SkipReason> {
    URL_SAFE_NO_PAD
        .decode(member.ok_or(SkipReason::Malformed)?)
        .map_err(|_| SkipReason::Malformed)
}
