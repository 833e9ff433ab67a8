//! Keys, a token and changes of it by choice: accepted is what a configured key signed, untouched, in its time, and
//! nothing else.
#![no_main]

use std::sync::LazyLock;

use jwt_auth_core::{TestClock, TestIssuer, Verifier};
use jwt_auth_fuzz::{NOW, issuers};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value, json};

static ISSUERS: LazyLock<[TestIssuer; 4]> = LazyLock::new(issuers);
const NAMES: [&str; 4] = ["HS256", "HS512", "ES256", "EdDSA"];
/// `exp` now; `nbf` and `iat` with their leeway; the longest lifetime, without and with leeway.
const BOUNDARIES: [i64; 4] = [0, 10, 86_400, 86_410];
const KIDS: [&str; 3] = ["a", "b", "A"];

#[derive(Debug, Arbitrary)]
struct Case {
    first: Key,
    more: [Option<Key>; 3],
    /// The first key's, unless another is chosen.
    signer: Option<u8>,
    /// The `alg` in the header, where it is not the signer's own.
    alg: Option<u8>,
    kid: Option<u8>,
    exp: Option<Offset>,
    nbf: Option<Offset>,
    iat: Option<Offset>,
    foreign: bool,
    changes: [Option<Change>; 2],
}

#[derive(Debug, Clone, Copy, Arbitrary)]
struct Key {
    issuer: u8,
    kid: Option<u8>,
}

/// Seconds from now.
#[derive(Debug, Clone, Copy, Arbitrary)]
enum Offset {
    /// At, before or after a second at which a verdict changes.
    Boundary {
        place: u8,
        beside: u8,
    },
    Near(i8),
    Far(i32),
}

#[derive(Debug, Clone, Copy, Arbitrary)]
enum Change {
    FlipBit { at: u16, bit: u8 },
    Insert { at: u16, byte: u8 },
    Remove { at: u16 },
    Truncate { at: u16 },
    SwapParts,
    Append { byte: u8 },
}

fuzz_target!(|case: Case| {
    let Ok(verifier) = case.verifier() else {
        return;
    };
    let signed = case.token();
    let token = case.changed(&signed);
    let verdict = verifier.verify::<Value>(&token);
    let expected = token == signed && case.a_key_fits() && case.is_in_time();
    assert_eq!(verdict.is_ok(), expected, "{verdict:?}");
});

impl Case {
    fn keys(&self) -> impl Iterator<Item = Key> {
        [Some(self.first)].into_iter().chain(self.more).flatten()
    }

    fn verifier(&self) -> Result<Verifier, jwt_auth_core::VerifierBuildError> {
        let keys = self.keys().map(|key| {
            let unnamed = ISSUERS[choose(key.issuer, 4)].verifying_key();
            match key.kid {
                Some(kid) => unnamed.with_kid(KIDS[choose(kid, 3)]).unwrap(),
                None => unnamed,
            }
        });
        let keys: Vec<_> = keys.collect();
        let first = Verifier::simple_jwt(keys[0].clone());
        let all = keys[1..].iter().cloned();
        let rules = all.fold(first, |rules, key| rules.also_accept(key));
        rules.clock(TestClock::at(NOW)).build()
    }

    fn signer(&self) -> usize {
        choose(self.signer.unwrap_or(self.first.issuer), 4)
    }

    fn alg(&self) -> usize {
        self.alg.map_or(self.signer(), |alg| choose(alg, 4))
    }

    fn exp(&self) -> i64 {
        self.exp.map_or(Offset::Near(100).date(), Offset::date)
    }

    fn token(&self) -> String {
        let issuer = &ISSUERS[self.signer()];
        let mut header = json!({"alg": NAMES[self.alg()]});
        if let Some(kid) = self.kid {
            header["kid"] = KIDS[choose(kid, 3)].into();
        }
        let mut claims = Map::new();
        claims.insert("token_type".into(), "access".into());
        claims.insert("jti".into(), "d0c5a1b6".into());
        claims.insert("exp".into(), self.exp().into());
        for (name, offset) in [("nbf", self.nbf), ("iat", self.iat)] {
            if let Some(offset) = offset {
                claims.insert(name.into(), offset.date().into());
            }
        }
        let token = issuer.sign(
            header.to_string(),
            Value::Object(claims.clone()).to_string(),
        );
        if !self.foreign {
            return token;
        }
        // Good, but with the signature of other claims.
        let other = issuer.access_token(&json!({"user_is_superuser": true}));
        let (signed, _) = token.rsplit_once('.').unwrap();
        let (_, signature) = other.rsplit_once('.').unwrap();
        format!("{signed}.{signature}")
    }

    fn changed(&self, token: &str) -> String {
        let changes = self.changes.into_iter().flatten();
        let changed = changes.fold(token.as_bytes().to_vec(), Change::apply);
        String::from_utf8_lossy(&changed).into_owned()
    }

    fn a_key_fits(&self) -> bool {
        let signer = self.signer();
        let kid = self.kid.map(|kid| choose(kid, 3));
        let fits = |key: Key| {
            let own = key.kid.map(|kid| choose(kid, 3));
            let named = own.is_none() || kid.is_none() || own == kid;
            choose(key.issuer, 4) == signer && named
        };
        !self.foreign && self.alg() == signer && self.keys().any(fits)
    }

    fn is_in_time(&self) -> bool {
        let now = i64::try_from(NOW).unwrap();
        let exp = self.exp();
        let begins = [self.nbf, self.iat].into_iter().flatten();
        now < exp
            && exp <= now + 86_400 + 10
            && begins
                .map(Offset::date)
                .all(|begin| (0..=now + 10).contains(&begin) && begin < exp)
    }
}

impl Offset {
    fn date(self) -> i64 {
        let seconds = match self {
            Self::Boundary { place, beside } => {
                BOUNDARIES[choose(place, 4)] + i64::from(beside % 3) - 1
            }
            Self::Near(seconds) => i64::from(seconds),
            Self::Far(seconds) => i64::from(seconds),
        };
        i64::try_from(NOW).unwrap() + seconds
    }
}

impl Change {
    fn apply(mut token: Vec<u8>, change: Self) -> Vec<u8> {
        let place = |at: u16| usize::from(at) % token.len().max(1);
        match change {
            _ if token.is_empty() => {}
            Self::FlipBit { at, bit } => {
                let at = place(at);
                token[at] ^= 1 << (bit % 8);
            }
            Self::Insert { at, byte } => token.insert(place(at), byte),
            Self::Remove { at } => {
                token.remove(place(at));
            }
            Self::Truncate { at } => token.truncate(place(at)),
            Self::SwapParts => {
                let text = String::from_utf8_lossy(&token).into_owned();
                token = text.rsplit('.').collect::<Vec<_>>().join(".").into_bytes();
            }
            Self::Append { byte } => token.push(byte),
        }
        token
    }
}

fn choose(number: u8, of: usize) -> usize {
    usize::from(number) % of
}
