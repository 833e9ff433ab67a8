//! Strangers cannot fill the cache, and nobody fills it beyond its bounds. `JWT_AUTH_TOKENS` says with how many tokens they try;
//! `.ci/full` takes a million.

use std::env;

use jwt_auth_core::CacheSettings;
use serde_json::json;

use crate::person::{Process, keeping, spoilt, token, with};

fn tokens(default: usize) -> usize {
    env::var("JWT_AUTH_TOKENS").map_or(default, |number| number.parse().unwrap())
}

/// Tokens that nobody signed: each differs from every other one.
fn forged(number: usize) -> String {
    let good = token("ada");
    let (head, signature) = good.rsplit_once('.').unwrap();
    let (number, rest) = (format!("{number:07}"), &signature[7..]);
    format!("{head}.{number}{rest}")
}

#[tokio::test]
async fn a_flood_of_forged_tokens_takes_no_place_and_drives_nobody_out() {
    let process = Process::start(CacheSettings {
        tokens: 64,
        ..keeping(0)
    });
    let good = token("grace");
    process.verify(&good).await.unwrap();
    for number in 0..tokens(20_000) {
        process.verify(&forged(number)).await.unwrap_err();
        process
            .verify(&format!("{number}.e30.c2ln"))
            .await
            .unwrap_err();
    }
    process.verify(&spoilt(&good)).await.unwrap_err();
    assert_eq!(process.cache.len(), 1);
    assert!(process.cache.get(&good).is_some());
}

/// X05.
#[tokio::test]
async fn it_remembers_as_many_tokens_as_it_may_and_not_more() {
    let process = Process::start(CacheSettings {
        tokens: 500,
        ..keeping(0)
    });
    for number in 0..tokens(3_000) {
        process
            .verify(&with("ada", json!({"jti": number.to_string()})))
            .await
            .unwrap();
        assert!(process.cache.len() <= 500);
    }
    assert!(process.cache.len() > 400, "{}", process.cache.len());
}

#[tokio::test]
async fn large_tokens_take_the_place_of_several() {
    let settings = CacheSettings {
        tokens: 1_000,
        bytes: 1_000_000,
        ..keeping(0)
    };
    let process = Process::start(settings);
    for number in 0..1_000 {
        let large = with(
            "ada",
            json!({"jti": number.to_string(), "more": "x".repeat(3_000)}),
        );
        process.verify(&large).await.unwrap();
    }
    // Twice 4 kB of text each, and their parts.
    assert!(
        process.cache.len() <= 1_000_000 / 8_000,
        "{}",
        process.cache.len()
    );
    assert!(!process.cache.is_empty());
}
