//! One issuer's keys and rules.

use std::sync::Arc;

use super::Verified;
use super::header::Header;
use super::key::VerifyingKey;
use super::key_source::{Glimpse, KeySource};
use super::rules::Rules;
use crate::Refusal;
use crate::claims::{ClaimSet, FromClaims};
use crate::clock::Clock;
use crate::token::CompactToken;

/// How many keys are tried for one token when its header does not single one out.
pub(super) const MAX_TRIES: usize = 4;

#[derive(Debug, Clone)]
pub(super) struct Judge {
    pub(super) sources: Vec<KeySource>,
    pub(super) rules: Rules,
    pub(super) clock: Arc<dyn Clock>,
}

/// A refusal and, where other keys might lead to another verdict, those that can change.
pub(super) struct Failure {
    pub(super) refusal: Refusal,
    pub(super) kid: Option<String>,
    pub(super) live: Vec<Glimpse>,
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self {
            refusal,
            kid: None,
            live: Vec::new(),
        }
    }
}

impl Judge {
    pub(super) fn verify<C: FromClaims>(
        &self,
        token: &CompactToken<'_>,
        text: impl FnOnce() -> Arc<str>,
    ) -> Result<Verified<C>, Failure> {
        let keys = self.check_signature(token)?;
        let claims = utf8(token.decode_claims()?)?;
        let set = ClaimSet::parse(&claims)?;
        let now = self.clock.now();
        let registered = self.rules.judge(&set, now)?;
        let claims = C::from_claims(&set)?;
        Ok(Verified::new(claims, text(), registered, now, self, keys))
    }

    /// The keys that can change, as they were when they were tried.
    pub(super) fn check_signature(
        &self,
        token: &CompactToken<'_>,
    ) -> Result<Vec<Glimpse>, Failure> {
        let header = utf8(token.decode_header()?)?;
        let header = Header::parse(&header)?;
        self.rules.judge_header(&header)?;
        let sources = || self.sources.iter().filter(|it| it.may_verify(&header.alg));
        if sources().next().is_none() {
            return Err(Refusal::AlgorithmNotAllowed.into());
        }
        let signature = token.decode_signature()?;
        let mut missing = None;
        let mut sets = Vec::new();
        let mut live = Vec::new();
        for source in sources() {
            let keys = source.current();
            live.extend(source.glimpse(keys.as_ref().ok().cloned()));
            match keys {
                Ok(keys) => sets.push(keys),
                Err(refusal) => missing = Some(refusal),
            }
        }
        let mut tried = false;
        for key in candidates(&sets, &header).take(MAX_TRIES) {
            if key.verifies(token.signed(), &signature) {
                return Ok(live);
            }
            tried = true;
        }
        let refusal = if tried {
            Refusal::BadSignature
        } else {
            Refusal::UnknownKid
        };
        if keys(&sets, &header).any(|key| is_named(key, &header)) {
            return Err(refusal.into());
        }
        Err(Failure {
            refusal: missing.unwrap_or(refusal),
            kid: header.kid.map(Into::into),
            live,
        })
    }
}

/// A key with a `kid` is for tokens that name it or name none; a key without one is for every token.
fn candidates<'k>(
    sets: &'k [Arc<[VerifyingKey]>],
    header: &'k Header<'_>,
) -> impl Iterator<Item = &'k VerifyingKey> {
    let open = |key: &&VerifyingKey| header.kid.is_none() || key.kid().is_none();
    keys(sets, header)
        .filter(|key| is_named(key, header))
        .chain(keys(sets, header).filter(open))
}

/// The keys for the token's `alg`, which is compared with the one that each key is for, and never followed.
fn keys<'k>(
    sets: &'k [Arc<[VerifyingKey]>],
    header: &'k Header<'_>,
) -> impl Iterator<Item = &'k VerifyingKey> {
    let all = sets.iter().flat_map(|set| set.iter());
    all.filter(|key| key.algorithm().is_named(&header.alg))
}

fn is_named(key: &VerifyingKey, header: &Header<'_>) -> bool {
    header.kid.is_some() && key.kid() == header.kid.as_deref()
}

pub(super) fn utf8(bytes: Vec<u8>) -> Result<String, Refusal> {
    String::from_utf8(bytes).map_err(|_| Refusal::Malformed)
}
