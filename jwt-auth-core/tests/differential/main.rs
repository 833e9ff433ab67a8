//! Whatever we accept, `jsonwebtoken::decode` accepts too: two readers of the same tokens, one of them not ours.
//!
//! `JWT_AUTH_MUTATIONS` says how many tokens there are, `JWT_AUTH_SEED` which ones.
#![allow(missing_docs)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod jsonwebtoken_reader;
#[path = "../../examples/mutated_tokens/mutated/mod.rs"]
mod mutated;
mod tally;
#[path = "../trace/mod.rs"]
mod trace;

use jsonwebtoken::get_current_timestamp;
use jwt_auth_core::TestClock;
use serde_json::Value;

use jsonwebtoken_reader::Reader;
use mutated::{Mutated, Setting, settings};
use tally::Tally;

/// Without optimisation, signatures in pure Rust take thirty times as long.
const MUTATIONS: u64 = if cfg!(feature = "aws-lc-rs") {
    2_000
} else {
    300
};

#[test]
fn what_we_accept_jsonwebtoken_accepts_too() {
    trace::start();
    let count = number_from("JWT_AUTH_MUTATIONS", MUTATIONS);
    let seed = number_from("JWT_AUTH_SEED", 1);
    let clock = TestClock::at(0);
    let settings = settings(&clock);
    let readers: Vec<Reader> = settings.iter().map(Reader::new).collect();
    let mut tally = Tally::default();
    for number in 0..count {
        let place = usize::try_from(number).unwrap() % settings.len();
        let (setting, reader) = (&settings[place], &readers[place]);
        let (mutated, ours, theirs) = within_one_second(&clock, |now| {
            let mutated = mutated::token(setting, now, seed, number);
            let ours = setting.verifier.verify::<Value>(&mutated.token);
            let theirs = reader.read(&mutated.token);
            (mutated, ours.is_ok(), theirs)
        });
        let excuse = match &theirs {
            Err(error) if ours => Some(excuse(setting, reader, &mutated, error)),
            _ => None,
        };
        tally.count(&mutated.classes, ours, theirs.is_ok(), excuse);
    }
    println!("{tally}");
    tally.assert_telling();
}

/// jsonwebtoken knows no clock but the system's: the same again when a second ended meanwhile.
fn within_one_second<T>(clock: &TestClock, judge: impl Fn(u64) -> T) -> T {
    loop {
        let now = get_current_timestamp();
        clock.set(now);
        let verdicts = judge(now);
        if get_current_timestamp() == now {
            return verdicts;
        }
    }
}

/// Why it is right to accept what they refuse.
fn excuse(
    setting: &Setting,
    reader: &Reader,
    mutated: &Mutated,
    error: &jsonwebtoken::errors::Error,
) -> &'static str {
    let excuse = reader.excuse(setting, &mutated.token);
    excuse.unwrap_or_else(|| {
        let Mutated { token, classes } = mutated;
        panic!("accepted by us, refused by jsonwebtoken ({error}), after {classes:?}:\n{token}")
    })
}

fn number_from(variable: &str, default: u64) -> u64 {
    std::env::var(variable).map_or(default, |number| number.parse().expect("a number"))
}
