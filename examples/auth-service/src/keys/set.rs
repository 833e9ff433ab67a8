//! All key pairs of the file, and which of them is for what at a given second.

use aws_lc_rs::error::Unspecified;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::pair::{KeyPair, PrivateJwk, PublicJwk};
use crate::tokens::REFRESH_LIFETIME;

/// How many seconds a key is published before it signs. Services fetch the set every 8 to 10 minutes, and a cache may keep it
/// for one more.
pub(super) const LEAD: i64 = 11 * 60;
/// How many seconds after its last refresh token has ended a key goes: processes notice a new file one after the other.
const MARGIN: i64 = 2 * 60;
/// Services take no more than 64 keys from a set.
const MAX_PAIRS: usize = 32;

/// The key pairs in the order in which they sign; at least one.
pub(crate) struct PrivateKeySet {
    pairs: Vec<KeyPair>,
}

/// What the text of the file is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotASet {
    /// A JWK set.
    Json,
    /// One with keys, and not too many.
    Number,
    /// This one of its keys, counted from 1, is no pair for Ed25519.
    Pair(usize),
    /// Two keys have the same name.
    SameKid,
}

impl std::fmt::Display for NotASet {
    /// Nothing of the text: it holds private keys.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Json => f.write_str("it is no JWK set"),
            Self::Number => write!(f, "it has no key, or more than {MAX_PAIRS}"),
            Self::Pair(number) => write!(f, "its key {number} is no private key for Ed25519"),
            Self::SameKid => f.write_str("two of its keys have the same kid"),
        }
    }
}

impl PrivateKeySet {
    /// One pair, which signs at once.
    pub(super) fn generate(now: i64) -> Result<Self, Unspecified> {
        Ok(Self {
            pairs: vec![KeyPair::generate(now)?],
        })
    }

    pub(super) fn from_json(text: &str) -> Result<Self, NotASet> {
        // serde would take an array for an object with unnamed members, and its errors show what they are about.
        if !text.trim_start().starts_with('{') {
            return Err(NotASet::Json);
        }
        let set: PrivateJwkSet = serde_json::from_str(text).map_err(|_| NotASet::Json)?;
        if !(1..=MAX_PAIRS).contains(&set.keys.len()) {
            return Err(NotASet::Number);
        }
        let pairs = set.keys.into_iter().zip(1..);
        let pairs = pairs.map(|(jwk, number)| KeyPair::read(jwk).ok_or(NotASet::Pair(number)));
        let mut pairs: Vec<KeyPair> = pairs.collect::<Result<_, _>>()?;
        let mut kids: Vec<_> = pairs.iter().map(KeyPair::kid).collect();
        kids.sort_unstable();
        if kids.windows(2).any(|two| two.first() == two.last()) {
            return Err(NotASet::SameKid);
        }
        pairs.sort_by_key(KeyPair::signs_from);
        Ok(Self { pairs })
    }

    pub(super) fn to_json(&self) -> serde_json::Result<Zeroizing<String>> {
        let keys = self.pairs.iter().map(KeyPair::private_jwk).collect();
        let text = serde_json::to_string_pretty(&PrivateJwkSet { keys })?;
        Ok(Zeroizing::new(text + "\n"))
    }

    /// The last one whose time has come. Before the first one's, because somebody set the clock back: the first one.
    pub(crate) fn signing(&self, now: i64) -> Option<&KeyPair> {
        let mut begun = self.pairs.iter().rev().filter(|it| it.signs_from() <= now);
        begun.next().or_else(|| self.pairs.first())
    }

    /// The public halves of all that sign, will sign, or have signed something that is still good.
    pub(crate) fn published(&self, now: i64) -> serde_json::Result<String> {
        let keys = self.live(now).map(KeyPair::public_jwk).collect();
        serde_json::to_string(&PublicJwkSet { keys })
    }

    /// Adds a pair, which signs after [`LEAD`], and drops those that have ended: the name of the new one. `None` when there are
    /// too many.
    pub(super) fn rotate(&mut self, now: i64) -> Result<Option<String>, Unspecified> {
        let ended = self.pairs.len() - self.live(now).count();
        self.pairs.drain(..ended);
        if self.pairs.len() >= MAX_PAIRS {
            return Ok(None);
        }
        let pair = KeyPair::generate(now.saturating_add(LEAD))?;
        let kid = pair.kid().to_owned();
        self.pairs.push(pair);
        self.pairs.sort_by_key(KeyPair::signs_from);
        Ok(Some(kid))
    }

    pub(super) fn len(&self) -> usize {
        self.pairs.len()
    }

    /// All but the first ones, whose successors have been signing for longer than a refresh token lasts.
    fn live(&self, now: i64) -> impl Iterator<Item = &KeyPair> {
        let successors = self.pairs.iter().skip(1);
        let ends = successors.map(|it| it.signs_from().saturating_add(REFRESH_LIFETIME + MARGIN));
        let ended = ends.take_while(|end| *end <= now).count();
        self.pairs.iter().skip(ended)
    }
}

#[derive(Serialize, Deserialize)]
struct PrivateJwkSet {
    keys: Vec<PrivateJwk>,
}

#[derive(Serialize)]
struct PublicJwkSet<'k> {
    keys: Vec<PublicJwk<'k>>,
}

#[cfg(test)]
mod tests;
