//! The thread lives as long as somebody can use its keys.

use crate::issuer::{Issuer, Signer, refreshed, verdict, verifier, within};
use crate::server::eventually;

#[tokio::test]
async fn the_thread_ends_with_the_last_handle() {
    let signer = Signer::new("a");
    let issuer = Issuer::publishing(&[&signer]);
    let other = Issuer {
        clock: issuer.clock.clone(),
        ..Issuer::publishing(&[&signer])
    };
    let dropped = issuer.loaded();
    // It wakes after the dropped one would have: it registered later with the same clock.
    let witness = other.loaded();
    drop(verifier(&dropped));
    drop(dropped.clone());
    issuer.clock.set(480);
    issuer.server.wait_for(2);
    drop(dropped);
    for round in 1..=20 {
        assert!(refreshed(&witness).await);
        let count = other.server.count();
        issuer.clock.set(480 + round * 1_000);
        other.server.wait_for(count + 1);
    }
    assert_eq!(issuer.server.count(), 2);
}

#[tokio::test]
async fn a_verifier_is_a_handle_too() {
    let issuer = Issuer::publishing(&[&Signer::new("first")]);
    let verifier = verifier(&issuer.loaded());
    for (second, kid) in [(480, "second"), (960, "third")] {
        let signer = Signer::new(kid);
        issuer.publish(&[&signer]);
        issuer.clock.set(second);
        eventually(kid, || verdict(&verifier, &signer.token()) == Ok(()));
    }
}

#[tokio::test]
async fn nobody_waits_for_a_thread_that_is_gone() {
    let issuer = Issuer::publishing(&[&Signer::new("a")]);
    let set = issuer.set().build().unwrap();
    assert!(refreshed(&set).await);
    issuer.server.hold();
    let before = issuer.server.count();
    let under_way = set.refresh_now();
    issuer.server.wait_for(before + 1);
    let never = set.refresh_now();
    drop(set);
    issuer.server.release();
    assert!(within(under_way).await, "it was answered");
    assert!(!within(never).await, "nobody was asked");
    assert_eq!(issuer.server.count(), before + 1);
}
