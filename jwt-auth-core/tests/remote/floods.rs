//! F10 and single flight: what strangers can cause is bounded.

use std::collections::HashSet;
use std::sync::Arc;

use jwt_auth_core::Refusal;
use serde_json::json;
use tokio::sync::Barrier;

use crate::issuer::{
    Issuer, Signer, encode, refreshed, unavailable, verdict_with_refresh, verifier, within,
};

const FLOOD: u64 = 100_000;

#[tokio::test]
async fn a_flood_of_random_kids_causes_at_most_three_fetches_in_a_minute() {
    let signer = Signer::new("a");
    let issuer = Issuer::publishing(&[&signer]);
    let set = issuer.loaded();
    let verifier = verifier(&set);
    let token = signer.token();
    let (_, rest) = token.split_once('.').unwrap();
    for number in 0..FLOOD {
        issuer.clock.set(100 + number * 60 / FLOOD);
        let header = json!({"alg": "EdDSA", "kid": format!("{:016x}", fastrand::u64(..))});
        let flood = format!("{}.{rest}", encode(header.to_string()));
        let verdict = verdict_with_refresh(&verifier, &flood).await;
        assert_eq!(verdict, Err(Refusal::UnknownKid), "F10 {number}");
    }
    assert_eq!(verdict_with_refresh(&verifier, &token).await, Ok(()), "F10");
    let fetches = issuer.server.count() - 1;
    assert!((1..=3).contains(&fetches), "F10: {fetches} fetches");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_requests_with_one_new_kid_cause_one_fetch() {
    for round in 0..10 {
        let (old, new) = (Signer::new("old"), Signer::new("new"));
        let issuer = Issuer::publishing(&[&old]);
        let verifier = verifier(&issuer.loaded());
        issuer.publish(&[&old, &new]);
        let barrier = Arc::new(Barrier::new(64));
        let requests: Vec<_> = (0..64)
            .map(|_| {
                let (verifier, token) = (verifier.clone(), new.token());
                let barrier = Arc::clone(&barrier);
                tokio::spawn(async move {
                    barrier.wait().await;
                    verdict_with_refresh(&verifier, &token).await
                })
            })
            .collect();
        for request in requests {
            assert_eq!(request.await.unwrap(), Ok(()), "round {round}");
        }
        assert_eq!(issuer.server.count(), 2, "round {round}");
    }
}

#[tokio::test]
async fn a_kid_that_the_issuer_has_just_not_known_waits_for_nothing() {
    let [known, unknown, other] = ["known", "unknown", "other"].map(Signer::new);
    let issuer = Issuer::publishing(&[&known]);
    let set = issuer.loaded();
    let verifier = verifier(&set);
    let token = unknown.token();
    let refused = Err(Refusal::UnknownKid);
    assert_eq!(verdict_with_refresh(&verifier, &token).await, refused);

    issuer.server.hold();
    let refresh = set.refresh_now();
    issuer.server.wait_for(3);
    let again = poll_once(Box::pin(verdict_with_refresh(&verifier, &token))).await;
    assert_eq!(again, Some(refused));
    let token = other.token();
    let first = poll_once(Box::pin(verdict_with_refresh(&verifier, &token))).await;
    assert_eq!(first, None, "of another nobody can tell yet");
    issuer.server.release();
    assert!(within(refresh).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_wait_for_one_fetch_and_the_others_are_told_that_nobody_knows() {
    let (old, new) = (Signer::new("old"), Signer::new("new"));
    let issuer = Issuer::publishing(&[&old]);
    let set = issuer.set().build().unwrap();
    assert!(refreshed(&set).await);
    let verifier = verifier(&set);
    issuer.publish(&[&old, &new]);
    issuer.server.hold();
    let mut requests: Vec<_> = (0..1_200)
        .map(|_| {
            let (verifier, token) = (verifier.clone(), new.token());
            Box::pin(async move { verdict_with_refresh(&verifier, &token).await })
        })
        .collect();
    let mut verdicts = Vec::new();
    // Each is polled once, before the answer can come.
    for request in &mut requests {
        verdicts.push(poll_once(request.as_mut()).await);
    }
    let told = verdicts
        .iter()
        .flatten()
        .filter(|it| **it == unavailable(5));
    assert_eq!(told.count(), 200);
    assert_eq!(verdicts.iter().flatten().count(), 200, "the others wait");
    issuer.server.release();
    let mut outcomes = HashSet::new();
    for (request, verdict) in requests.into_iter().zip(verdicts) {
        if verdict.is_none() {
            outcomes.insert(request.await.is_ok());
        }
    }
    assert_eq!(outcomes, HashSet::from([true]));
}

async fn poll_once<F: Future + Unpin>(future: F) -> Option<F::Output> {
    let mut future = std::pin::pin!(future);
    std::future::poll_fn(|context| {
        std::task::Poll::Ready(match future.as_mut().poll(context) {
            std::task::Poll::Ready(output) => Some(output),
            std::task::Poll::Pending => None,
        })
    })
    .await
}
