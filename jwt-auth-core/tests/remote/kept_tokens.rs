//! Tokens that were verified by keys that are fetched again every few minutes.

use jwt_auth_core::{CacheSettings, VerificationCache};

use crate::counted::Anybody;
use crate::issuer::{Issuer, Signer, refreshed, verifier};

#[tokio::test]
async fn a_set_that_is_published_as_it_was_leaves_the_verified_tokens_alone() {
    let (signer, other) = (Signer::new("one"), Signer::new("other"));
    let issuer = Issuer::publishing(&[&signer]);
    let set = issuer.loaded();
    let cache = VerificationCache::<Anybody>::new(verifier(&set), CacheSettings::default());
    let token = signer.token();
    assert!(cache.verify(&token).await.is_ok());

    assert!(refreshed(&set).await);
    assert!(cache.get(&token).is_some());

    issuer.publish(&[&signer, &other]);
    assert!(refreshed(&set).await);
    assert!(cache.get(&token).is_none(), "other keys judge anew");
    assert!(cache.verify(&token).await.is_ok());

    issuer.publish(&[&other]);
    assert!(refreshed(&set).await);
    assert!(cache.get(&token).is_none());
    assert!(cache.verify(&token).await.is_err());
}

#[tokio::test]
async fn keys_that_were_confirmed_are_as_old_as_that() {
    let signer = Signer::new("one");
    let issuer = Issuer::publishing(&[&signer]);
    let set = issuer.loaded();
    let cache = VerificationCache::<Anybody>::new(verifier(&set), CacheSettings::default());
    let token = signer.token();
    assert!(cache.verify(&token).await.is_ok());
    issuer.clock.set(3_000);
    assert!(refreshed(&set).await);
    issuer.fail();
    issuer.clock.set(6_600);
    assert!(cache.get(&token).is_some());
    issuer.clock.set(6_601);
    assert!(cache.get(&token).is_none(), "too old to prove anything");
}
