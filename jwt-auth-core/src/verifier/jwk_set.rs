use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::key::{KeyError, VerifyingKey};
use crate::Algorithm;
use crate::algorithm::Family;

const MAX_KEYS: usize = 64;

/// A local JWK set (RFC 7517 section 5), read key by key: one bad key never spoils the others.
///
/// Keys that name another `alg`, a `use` other than `sig` or `key_ops` without `verify` are skipped, as are private,
/// broken and weak ones and every key whose `kid` occurs twice. Keys that name no `alg` are taken for the one given.
#[derive(Debug, Clone)]
pub struct JwkSet {
    keys: Vec<VerifyingKey>,
    skipped: Vec<SkippedKey>,
}

impl JwkSet {
    /// Reads the text of a JWK set for one algorithm.
    ///
    /// # Errors
    /// [`JwkSetError`] when the text is no JWK set, when it has more than 64 keys, or when none of them can be used.
    pub fn from_json(text: &str, algorithm: Algorithm) -> Result<Self, JwkSetError> {
        let set: RawSet = serde_json::from_str(text).map_err(|_| JwkSetError::NotAJwkSet)?;
        if set.keys.len() > MAX_KEYS {
            return Err(JwkSetError::TooManyKeys);
        }
        let mut keys = Vec::new();
        let mut skipped = Vec::new();
        let kids: Vec<Option<String>> = set.keys.iter().map(kid_of).collect();
        for (position, value) in set.keys.into_iter().enumerate() {
            let kid = kids.get(position).cloned().flatten();
            let twice = kid.is_some() && kids.iter().filter(|other| **other == kid).count() > 1;
            let key = if twice {
                Err(SkipReason::DuplicateKid)
            } else {
                read_key(value, algorithm)
            };
            match key {
                Ok(key) => keys.push(key),
                Err(reason) => skipped.push(SkippedKey { position, reason }),
            }
        }
        if keys.is_empty() {
            return Err(JwkSetError::NoUsableKey { algorithm, skipped });
        }
        Ok(Self { keys, skipped })
    }

    /// The keys that can be used, in the order of the set.
    #[must_use]
    pub fn keys(&self) -> &[VerifyingKey] {
        &self.keys
    }

    /// The keys that were left out; worth a warning at start.
    #[must_use]
    pub fn skipped(&self) -> &[SkippedKey] {
        &self.skipped
    }
}

impl VerifyingKey {
    /// A single JWK (RFC 7517 section 4), read by the rules of [`JwkSet`].
    ///
    /// # Errors
    /// [`SkipReason`], the reason for which a set would have skipped it.
    pub fn from_jwk(text: &str, algorithm: Algorithm) -> Result<Self, SkipReason> {
        let value = serde_json::from_str(text).map_err(|_| SkipReason::Malformed)?;
        read_key(value, algorithm)
    }
}

/// A key of a set that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SkippedKey {
    /// Its place in `keys`, from 0.
    pub position: usize,
    /// Why.
    pub reason: SkipReason,
}

impl fmt::Display for SkippedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "key {} skipped: {}", self.position, self.reason)
    }
}

/// Why a JWK cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SkipReason {
    /// Not an object with the members of its `kty`, or base64url that does not decode.
    #[error("malformed JWK")]
    Malformed,
    /// Its `kty`, `crv` or `alg` is for another algorithm.
    #[error("for another algorithm")]
    OtherAlgorithm,
    /// Its `use` or `key_ops` does not allow verifying.
    #[error("not meant for verifying signatures")]
    NotForVerifying,
    /// It holds private members: whoever can read the set can sign.
    #[error("holds private key members; publish only public keys")]
    Private,
    /// Another key of the set has the same `kid`.
    #[error("its kid occurs twice")]
    DuplicateKid,
    /// The material was refused.
    #[error(transparent)]
    Material(#[from] KeyError),
}

/// Why a JWK set cannot be used at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JwkSetError {
    /// The text is not a JSON object with an array `keys`.
    #[error("not a JWK set: a JSON object with an array \"keys\" is needed")]
    NotAJwkSet,
    /// More than 64 keys.
    #[error("a JWK set may have at most 64 keys")]
    TooManyKeys,
    /// Every key was skipped, or there was none.
    #[error("no key of the set can be used for {algorithm}{}", reasons(.skipped))]
    NoUsableKey {
        /// The algorithm that keys were wanted for.
        algorithm: Algorithm,
        /// Why each key was left out.
        skipped: Vec<SkippedKey>,
    },
}

fn reasons(skipped: &[SkippedKey]) -> String {
    skipped.iter().map(|key| format!("; {key}")).collect()
}

#[derive(Deserialize)]
struct RawSet {
    keys: Vec<serde_json::Value>,
}

/// The members of RFC 7517 section 4 and RFC 7518 section 6 that decide about a key.
#[derive(Deserialize)]
struct RawKey {
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

impl RawKey {
    /// RFC 7518 sections 6.2.2 and 6.3.2.
    fn is_private(&self) -> bool {
        let members = [
            &self.d, &self.p, &self.q, &self.dp, &self.dq, &self.qi, &self.oth,
        ];
        members.into_iter().any(Option::is_some)
    }
}

fn kid_of(value: &serde_json::Value) -> Option<String> {
    value.get("kid")?.as_str().map(str::to_owned)
}

fn read_key(value: serde_json::Value, algorithm: Algorithm) -> Result<VerifyingKey, SkipReason> {
    let jwk: RawKey = serde_json::from_value(value).map_err(|_| SkipReason::Malformed)?;
    if jwk
        .alg
        .as_deref()
        .is_some_and(|alg| !algorithm.is_named(alg))
    {
        return Err(SkipReason::OtherAlgorithm);
    }
    let ops_allow = jwk
        .key_ops
        .as_ref()
        .is_none_or(|ops| ops.iter().any(|op| op == "verify"));
    if jwk
        .public_key_use
        .as_deref()
        .is_some_and(|purpose| purpose != "sig")
        || !ops_allow
    {
        return Err(SkipReason::NotForVerifying);
    }
    if jwk.is_private() {
        return Err(SkipReason::Private);
    }
    let key = match (algorithm.family(), jwk.kty.as_str(), jwk.crv.as_deref()) {
        (Family::Hmac, "oct", _) => {
            let secret = jwk.k.as_ref().ok_or(SkipReason::Malformed)?;
            let secret = Zeroizing::new(decode(Some(secret))?);
            VerifyingKey::hmac(algorithm, &secret, algorithm.hash_bytes())?
        }
        (Family::Rsa, "RSA", _) => VerifyingKey::rsa_components(
            algorithm,
            &decode(jwk.n.as_deref())?,
            &decode(jwk.e.as_deref())?,
        )?,
        (Family::Ec, "EC", Some(curve)) if curve == curve_of(algorithm) => {
            let (x, y) = (decode(jwk.x.as_deref())?, decode(jwk.y.as_deref())?);
            if x.len() != y.len() {
                return Err(SkipReason::Malformed);
            }
            let point: Vec<u8> = [4].into_iter().chain(x).chain(y).collect();
            VerifyingKey::ec_point(algorithm, &point)?
        }
        (Family::Ed, "OKP", Some("Ed25519")) => {
            VerifyingKey::ed25519_point(&decode(jwk.x.as_deref())?)?
        }
        _ => return Err(SkipReason::OtherAlgorithm),
    };
    match jwk.kid {
        Some(kid) => Ok(key.with_kid(kid)?),
        None => Ok(key),
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
