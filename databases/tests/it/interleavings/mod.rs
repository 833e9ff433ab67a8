//! Older, newer, equal and iat-less tokens of one person in random order, against a model of what the design says.

mod at_once;
mod one_by_one;
mod rules;
mod token;

use std::env;

use fastrand::Rng;

/// `JWT_AUTH_INTERLEAVINGS` sets how many are tried.
fn rounds(default: usize) -> usize {
    env::var("JWT_AUTH_INTERLEAVINGS").map_or(default, |rounds| rounds.parse().unwrap())
}

/// `JWT_AUTH_SEED` repeats a run that failed.
fn seed() -> u64 {
    env::var("JWT_AUTH_SEED").map_or_else(|_| Rng::new().u64(..), |seed| seed.parse().unwrap())
}
