//! A row that was read is served for `row_ttl` seconds, to the same token, and no longer.

use std::sync::Arc;

use jwt_auth_core::Refusal;
use serde_json::json;

use crate::person::{NOW, Process, Store, keeping, token, with};

#[tokio::test]
async fn each_request_looks_up_unless_rows_are_kept() {
    let process = Process::start(keeping(0));
    let (store, token) = (Store::ready(), token("ada"));
    for answer in 1..=3 {
        assert_eq!(process.user(&token, &store).await.answer, answer);
        assert!(process.cache.get_with_user(&token).is_none());
    }
}

#[tokio::test]
async fn a_kept_row_is_served_until_its_time_is_over() {
    let process = Process::start(keeping(5));
    let (store, token) = (Store::ready(), token("ada"));
    assert_eq!(process.user(&token, &store).await.answer, 1);
    process.clock.set(NOW + 4);
    assert_eq!(process.cache.get_with_user(&token).unwrap().1.answer, 1);
    assert_eq!(process.user(&token, &store).await.answer, 1);
    process.clock.set(NOW + 5);
    assert!(process.cache.get_with_user(&token).is_none());
    assert_eq!(process.user(&token, &store).await.answer, 2);
    process.clock.set(NOW + 4);
    assert_eq!(
        process.user(&token, &store).await.answer,
        3,
        "the clock was set back"
    );
}

#[tokio::test]
async fn a_kept_row_ends_with_its_token() {
    let process = Process::start(keeping(60));
    let (store, token) = (Store::ready(), token("ada"));
    process.clock.set(NOW + 299);
    process.user(&token, &store).await;
    process.clock.set(NOW + 300);
    assert!(process.cache.get_with_user(&token).is_none());
    assert!(process.verify(&token).await.is_err());
}

#[tokio::test]
async fn a_failure_is_not_kept() {
    let process = Process::start(keeping(60));
    let (store, token) = (Store::ready(), token("ada"));
    store.set_down(true);
    let cached = process.cache.verify(&token).await.unwrap();
    process
        .cache
        .user(&cached, &store.shared())
        .await
        .unwrap_err();
    store.set_down(false);
    assert_eq!(process.user(&token, &store).await.answer, 1);
}

#[tokio::test]
async fn an_invalidated_person_is_looked_up_again_and_nobody_else() {
    let process = Process::start(keeping(60));
    let store = Store::ready();
    let (phone, desk, bob) = (token("ada"), with("ada", json!({"jti": "2"})), token("bob"));
    for token in [&phone, &desk, &bob] {
        process.user(token, &store).await;
    }
    process.cache.invalidate_user("ada");
    assert!(process.cache.get_with_user(&phone).is_none());
    assert!(process.cache.get_with_user(&desk).is_none());
    assert_eq!(process.cache.get_with_user(&bob).unwrap().1.answer, 3);
    assert_eq!(process.user(&phone, &store).await.answer, 4);
}

#[tokio::test]
async fn a_look_up_that_began_before_the_row_was_invalidated_is_not_kept() {
    let process = Arc::new(Process::start(keeping(60)));
    let (store, token) = (Store::with_permits(0), token("ada"));
    let slow = tokio::spawn({
        let (process, store, token) = (Arc::clone(&process), store.clone(), token.clone());
        async move { process.user(&token, &store).await }
    });
    while store.asked() == 0 {
        tokio::task::yield_now().await;
    }
    process.cache.invalidate_user("ada");
    store.permit(2);
    assert_eq!(slow.await.unwrap().answer, 1);
    assert!(process.cache.get_with_user(&token).is_none());
    assert_eq!(process.user(&token, &store).await.answer, 2);
}

/// F18.
#[tokio::test]
async fn a_clock_that_jumps_keeps_neither_token_nor_row_for_longer() {
    let process = Process::start(keeping(60));
    let (store, token) = (Store::ready(), token("ada"));
    process.user(&token, &store).await;
    process.clock.set(NOW + 3_600);
    assert_eq!(process.verify(&token).await, Err(Refusal::Expired));
    for too_early in [NOW - 3_600, 0] {
        process.clock.set(too_early);
        assert!(process.cache.get_with_user(&token).is_none());
        assert_eq!(process.verify(&token).await, Err(Refusal::IssuedInFuture));
    }
    process.clock.set(NOW);
    assert_eq!(process.user(&token, &store).await.answer, 2);
}

#[tokio::test]
async fn a_clock_that_stands_still_keeps_no_row_for_longer() {
    let process = Process::start(keeping(1));
    let (store, token) = (Store::ready(), token("ada"));
    process.user(&token, &store).await;
    tokio::time::sleep(std::time::Duration::from_millis(1_001)).await;
    assert!(process.cache.get_with_user(&token).is_none());
}
