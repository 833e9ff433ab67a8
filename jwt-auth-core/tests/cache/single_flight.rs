//! Requests that bring a new token at the same time cost one verification and one look-up.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::Poll;

use jwt_auth_core::{
    SharedUserStore, TestClock, TestIssuer, UserStoreError, VerificationCache, Verifier,
};
use tokio::task::JoinSet;

use crate::counted;
use crate::person::{NOW, Person, Process, Store, keeping, token};

/// Until everybody waits for the store. The tests that ask for it have one thread, so whoever can run has run by then.
async fn settled(store: &Store) {
    while store.asked() == 0 {
        tokio::task::yield_now().await;
    }
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

fn fifty_requests(process: &Arc<Process>, store: &Store) -> JoinSet<Person> {
    let token = token("ada");
    let mut requests = JoinSet::new();
    for _ in 0..50 {
        let (process, store, token) = (Arc::clone(process), store.clone(), token.clone());
        requests.spawn(async move { process.user(&token, &store).await });
    }
    requests
}

#[tokio::test]
async fn fifty_requests_with_a_new_token_look_up_once() {
    let process = Arc::new(Process::start(keeping(0)));
    let store = Store::with_permits(0);
    let mut requests = fifty_requests(&process, &store);
    settled(&store).await;
    store.permit(50);
    while let Some(user) = requests.join_next().await {
        assert_eq!(user.unwrap().answer, 1);
    }
    assert_eq!(store.asked(), 1);
}

/// Whoever comes too late to join the look-up finds the row that it brought.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_requests_of_several_workers_look_up_once_where_rows_are_kept() {
    let process = Arc::new(Process::start(keeping(60)));
    let store = Store::ready();
    let mut requests = fifty_requests(&process, &store);
    while let Some(user) = requests.join_next().await {
        assert_eq!(user.unwrap().answer, 1);
    }
    assert_eq!(store.asked(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_requests_with_a_new_token_verify_once() {
    let rules = Verifier::simple_jwt(TestIssuer::hs512().verifying_key());
    let verifier = rules.clock(TestClock::at(NOW)).build().unwrap();
    let cache = Arc::new(VerificationCache::<counted::Anybody>::new(
        verifier,
        keeping(0),
    ));
    let token = token("ada");
    let mut requests = JoinSet::new();
    for _ in 0..50 {
        let (cache, token) = (Arc::clone(&cache), token.clone());
        requests.spawn(async move { cache.verify(&token).await.map(drop) });
    }
    while let Some(verdict) = requests.join_next().await {
        verdict.unwrap().unwrap();
    }
    assert_eq!(counted::READ.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn all_who_wait_hear_of_an_outage() {
    let process = Arc::new(Process::start(keeping(0)));
    let (store, token) = (Store::with_permits(0), token("ada"));
    store.set_down(true);
    let mut requests = JoinSet::new();
    for _ in 0..50 {
        let (process, store, token) = (Arc::clone(&process), store.clone(), token.clone());
        requests.spawn(async move {
            let token = process.cache.verify(&token).await.unwrap();
            let found = process.cache.user(&token, &store.shared()).await;
            matches!(*found.unwrap_err(), UserStoreError::Busy)
        });
    }
    settled(&store).await;
    store.permit(50);
    while let Some(is_outage) = requests.join_next().await {
        assert!(is_outage.unwrap());
    }
    assert_eq!(store.asked(), 1);
}

/// The client hung up.
#[tokio::test]
async fn when_the_one_who_looks_up_goes_away_another_one_does_it() {
    let process = Arc::new(Process::start(keeping(0)));
    let (store, token) = (Store::with_permits(0), token("ada"));
    let ask = || {
        let (process, store, token) = (Arc::clone(&process), store.clone(), token.clone());
        tokio::spawn(async move { process.user(&token, &store).await })
    };
    let first = ask();
    settled(&store).await;
    let second = ask();
    settled(&store).await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    store.permit(1);
    assert_eq!(second.await.unwrap().answer, 1);
    assert_eq!(store.asked(), 2);
}

#[tokio::test]
async fn when_everybody_goes_away_the_next_one_starts_anew() {
    let process = Arc::new(Process::start(keeping(60)));
    let (store, token) = (Store::with_permits(0), token("ada"));
    let shared: SharedUserStore<Person> = store.shared();
    let cached = process.cache.verify(&token).await.unwrap();
    {
        let mut given_up = std::pin::pin!(process.cache.user(&cached, &shared));
        let poll = std::future::poll_fn(|cx| Poll::Ready(given_up.as_mut().poll(cx)));
        assert!(poll.await.is_pending());
    }
    store.permit(1);
    assert_eq!(
        process.cache.user(&cached, &shared).await.unwrap().answer,
        1
    );
    assert_eq!(store.asked(), 2);
}
