use fastrand::Rng;
use serde_json::{Value, json};

use crate::tokens::NOW;

/// What one token says of a person.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) iat: Option<i64>,
    pub(super) email: u8,
    pub(super) staff: bool,
    pub(super) name: Option<u8>,
}

impl Token {
    /// Few values, so that equal ones are common.
    pub(super) fn random(rng: &mut Rng) -> Self {
        Self {
            iat: (rng.u8(..6) > 0).then(|| NOW - rng.i64(0..5)),
            email: rng.u8(..3),
            staff: rng.bool(),
            name: rng.bool().then(|| rng.u8(..2)),
        }
    }

    pub(super) fn claims(&self, key: &str) -> Value {
        json!({
            "sub": key,
            "iat": self.iat,
            "email": email(key, self.email),
            "staff": self.staff,
            "name": self.name.map(name),
        })
    }
}

pub(super) fn email(key: &str, number: u8) -> String {
    format!("{key}{number}@example.org")
}

pub(super) fn name(number: u8) -> String {
    format!("name {number}")
}
