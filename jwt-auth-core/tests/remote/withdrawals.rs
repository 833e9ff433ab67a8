//! F16: a key that the issuer withdraws.

use jwt_auth_core::Refusal;

use crate::issuer::{Issuer, Signer, refreshed, verdict, verdict_with_refresh, verifier, within};
use crate::server::eventually;

#[tokio::test]
async fn a_withdrawn_key_is_refused_within_the_ttl() {
    let (stays, goes) = (Signer::new("stays"), Signer::new("goes"));
    let issuer = Issuer::publishing(&[&stays, &goes]);
    let verifier = verifier(&issuer.loaded());
    issuer.publish(&[&stays]);
    issuer.clock.set(479);
    assert_eq!(verdict(&verifier, &goes.token()), Ok(()), "not known yet");

    issuer.clock.set(600);
    let refused = Err(Refusal::UnknownKid);
    eventually("refusal", || verdict(&verifier, &goes.token()) == refused);
    let waited = verdict_with_refresh(&verifier, &goes.token()).await;
    assert_eq!(waited, refused, "F16");
    assert_eq!(verdict(&verifier, &stays.token()), Ok(()), "F16");
}

#[tokio::test]
async fn a_withdrawn_key_is_refused_at_once_after_refresh_now() {
    let (stays, goes) = (Signer::new("stays"), Signer::new("goes"));
    let issuer = Issuer::publishing(&[&stays, &goes]);
    let set = issuer.loaded();
    let verifier = verifier(&set);
    issuer.publish(&[&stays]);
    assert!(refreshed(&set).await, "F16");
    let refused = verdict(&verifier, &goes.token());
    assert_eq!(refused, Err(Refusal::UnknownKid), "F16");
    assert_eq!(verdict(&verifier, &stays.token()), Ok(()), "F16");
    assert_eq!(issuer.server.count(), 2);
}

#[tokio::test]
async fn refresh_now_needs_nobody_who_waits_for_it() {
    let (stays, goes) = (Signer::new("stays"), Signer::new("goes"));
    let issuer = Issuer::publishing(&[&stays, &goes]);
    let set = issuer.loaded();
    issuer.publish(&[&stays]);
    drop(set.refresh_now());
    eventually("withdrawal", || set.keys().len() == 1);
}

#[tokio::test]
async fn refresh_now_during_a_fetch_sees_what_was_published_before_it() {
    let (stays, goes) = (Signer::new("stays"), Signer::new("goes"));
    let issuer = Issuer::publishing(&[&stays, &goes]);
    let set = issuer.loaded();
    issuer.server.hold();
    issuer.clock.set(480);
    issuer.server.wait_for(2);
    issuer.publish(&[&stays]);
    let refreshes = [set.refresh_now(), set.refresh_now()];
    issuer.server.release();
    for refresh in refreshes {
        assert!(within(refresh).await);
        assert_eq!(set.keys().len(), 1);
    }
    assert_eq!(issuer.server.count(), 3);
}

#[tokio::test]
async fn a_replaced_key_of_the_same_kid_is_another_key() {
    let (old, new) = (Signer::new("a"), Signer::new("a"));
    let issuer = Issuer::publishing(&[&old]);
    let set = issuer.loaded();
    let verifier = verifier(&set);
    issuer.publish(&[&new]);
    assert!(refreshed(&set).await);
    let refused = verdict(&verifier, &old.token());
    assert_eq!(refused, Err(Refusal::BadSignature));
    assert_eq!(verdict(&verifier, &new.token()), Ok(()));
}
