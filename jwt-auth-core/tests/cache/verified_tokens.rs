//! A token that was verified is judged again by whatever can have changed.

use std::time::Duration;

use jwt_auth_core::{Refusal, TestClock, TestIssuer, VerificationCache, Verifier, VerifyingKey};
use serde_json::json;

use crate::person::{NOW, Process, keeping, spoilt, token, with};

#[tokio::test]
async fn a_token_that_was_good_is_refused_from_its_exp_on() {
    let process = Process::start(keeping(0));
    let token = token("ada");
    process.verify(&token).await.unwrap();
    process.clock.set(NOW + 299);
    assert!(process.cache.get(&token).is_some());
    process.clock.set(NOW + 300);
    assert!(process.cache.get(&token).is_none());
    assert_eq!(process.verify(&token).await, Err(Refusal::Expired));
}

#[tokio::test]
async fn a_leeway_counts_for_remembered_tokens_too() {
    let clock = TestClock::at(NOW);
    let key = TestIssuer::hs512().verifying_key();
    let rules = Verifier::simple_jwt(key).expiry_leeway(Duration::from_secs(7));
    let process = Process {
        cache: VerificationCache::new(rules.clock(clock.clone()).build().unwrap(), keeping(0)),
        clock,
        ..Process::start(keeping(0))
    };
    let token = token("ada");
    process.verify(&token).await.unwrap();
    process.clock.set(NOW + 306);
    assert!(process.cache.get(&token).is_some());
    process.clock.set(NOW + 307);
    assert!(process.cache.get(&token).is_none());
}

#[tokio::test]
async fn a_clock_that_was_set_back_judges_anew() {
    let process = Process::start(keeping(0));
    let token = with("ada", json!({"nbf": NOW}));
    process.verify(&token).await.unwrap();
    process.clock.set(NOW - 60);
    assert!(process.cache.get(&token).is_none());
    assert_eq!(process.verify(&token).await, Err(Refusal::NotYetValid));
}

#[tokio::test]
async fn a_withdrawn_key_takes_its_tokens_along_at_once() {
    let process = Process::start(keeping(60));
    let token = token("ada");
    process.verify(&token).await.unwrap();
    let other = VerifyingKey::hs512(
        "another secret of 64 bytes and more, which signed nothing so far: 7f0e1d2c",
    )
    .unwrap();

    process.keys.replace([other.clone()]);
    assert!(process.cache.get(&token).is_none());
    assert_eq!(process.verify(&token).await, Err(Refusal::BadSignature));

    process
        .keys
        .replace([other, TestIssuer::hs512().verifying_key()]);
    assert_eq!(process.verify(&token).await, Ok(()));
}

#[tokio::test]
async fn a_token_is_remembered_whole() {
    let process = Process::start(keeping(0));
    let token = token("ada");
    process.verify(&token).await.unwrap();
    for other in [
        spoilt(&token),
        format!("{token}A"),
        token[..token.len() - 1].to_owned(),
    ] {
        assert!(process.cache.get(&other).is_none());
        assert!(process.verify(&other).await.is_err(), "{other}");
    }
    assert!(process.cache.get(&token).is_some());
}

#[tokio::test]
async fn what_was_refused_is_not_remembered() {
    let process = Process::start(keeping(0));
    for bad in [
        "",
        "a.b.c",
        &spoilt(&token("ada")),
        &with("ada", json!({"exp": NOW})),
    ] {
        process.verify(bad).await.unwrap_err();
    }
    assert!(process.cache.is_empty());
}

#[tokio::test]
async fn without_a_cache_nothing_is_remembered() {
    let mut settings = keeping(0);
    settings.tokens = 0;
    let process = Process::start(settings);
    let token = token("ada");
    process.verify(&token).await.unwrap();
    assert!(process.cache.get(&token).is_none());
    process.clock.set(NOW + 300);
    assert_eq!(process.verify(&token).await, Err(Refusal::Expired));
}
