//! A program for the Python suite `interop/`, no example of use: writes mutated tokens and the verdicts on them as lines of
//! JSON, for another library to judge.
//!
//! `cargo run -p jwt-auth-core --example mutated_tokens -- 100000 1` writes 100,000 tokens of seed 1. The first lines are the
//! settings, in the order in which the tokens name them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod mutated;

use std::io::{self, BufWriter, Write};

use jwt_auth_core::TestClock;
use serde_json::{Value, json};

/// 2026-01-01T00:00:00Z.
const NOW: u64 = 1_767_225_600;

fn main() -> io::Result<()> {
    let numbers: Option<Vec<u64>> = std::env::args().skip(1).map(|it| it.parse().ok()).collect();
    let Some([count, seed]) = numbers.as_deref() else {
        return Err(io::Error::other("usage: mutated_tokens COUNT SEED"));
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let settings = mutated::settings(&TestClock::at(NOW));
    for setting in &settings {
        let line = json!({
            "algorithm": setting.algorithm.name(),
            "key": setting.public,
            "issuer": setting.with_parties.then_some(mutated::ISSUER),
            "audience": setting.with_parties.then_some(mutated::AUDIENCE),
            "leeway": mutated::LEEWAY,
            "now": NOW,
        });
        writeln!(out, "{line}")?;
    }
    for number in 0..*count {
        let place = (number % settings.len() as u64) as usize;
        let setting = &settings[place];
        let mutated = mutated::token(setting, NOW, *seed, number);
        let accepted = setting.verifier.verify::<Value>(&mutated.token).is_ok();
        let classes: Vec<String> = mutated.classes.iter().map(|it| format!("{it:?}")).collect();
        let line = json!({
            "setting": place, "token": mutated.token, "accepted": accepted, "classes": classes,
        });
        writeln!(out, "{line}")?;
    }
    out.flush()
}
