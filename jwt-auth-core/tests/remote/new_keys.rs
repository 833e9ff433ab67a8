//! F14: the first token under a new key makes it known.

use jwt_auth_core::{Refusal, TestClock, Verifier};
use serde_json::json;

use crate::issuer::{
    Issuer, NOW, Signer, keys, refreshed, set_of, unavailable, verdict, verdict_with_refresh,
    verifier, within,
};

#[tokio::test]
async fn the_first_token_under_a_new_key_fetches_it() {
    let (old, new) = (Signer::new("old"), Signer::new("new"));
    let issuer = Issuer::publishing(&[&old]);
    let verifier = verifier(&issuer.loaded());
    issuer.publish(&[&old, &new]);
    issuer.clock.set(1);

    assert_eq!(verdict(&verifier, &new.token()), Err(Refusal::UnknownKid));
    for token in [new.token(), new.token(), old.token()] {
        assert_eq!(verdict_with_refresh(&verifier, &token).await, Ok(()), "F14");
    }
    assert_eq!(issuer.server.count(), 2, "F14");
}

#[tokio::test]
async fn a_second_unknown_kid_waits_for_the_end_of_the_cooldown() {
    let [old, first, second] = ["old", "first", "second"].map(Signer::new);
    let issuer = Issuer::publishing(&[&old]);
    let verifier = verifier(&issuer.loaded());
    issuer.clock.set(100);
    let unknown = verdict_with_refresh(&verifier, &first.token()).await;
    assert_eq!(unknown, Err(Refusal::UnknownKid));
    issuer.publish(&[&old, &first, &second]);
    for now in [100, 129] {
        issuer.clock.set(now);
        for signer in [&first, &second] {
            let still = verdict_with_refresh(&verifier, &signer.token()).await;
            assert_eq!(still, Err(Refusal::UnknownKid), "{now}");
        }
    }
    assert_eq!(issuer.server.count(), 2);
    issuer.clock.set(130);
    for signer in [&second, &first] {
        let verdict = verdict_with_refresh(&verifier, &signer.token()).await;
        assert_eq!(verdict, Ok(()));
    }
    assert_eq!(issuer.server.count(), 3);
}

#[tokio::test]
async fn a_fetch_that_was_under_way_before_the_key_was_published_is_not_the_last_word() {
    let (old, new) = (Signer::new("old"), Signer::new("new"));
    let unnamed = |signer: &Signer| set_of(&[signer.unnamed_jwk()]);
    let nameless = new.token_with_header(&json!({"alg": "EdDSA"}));
    for (id, before, after, token) in [
        ("kid", keys(&[&old]), keys(&[&old, &new]), new.token()),
        ("no kid", unnamed(&old), unnamed(&new), nameless),
    ] {
        let issuer = Issuer::replying(before);
        let set = issuer.set().build().unwrap();
        assert!(refreshed(&set).await, "{id}");
        let verifier = verifier(&set);
        let fetches = issuer.server.count();
        issuer.server.hold();
        issuer.clock.set(1_000);
        issuer.server.wait_for(fetches + 1);
        issuer.server.reply(after);
        let asking = tokio::spawn(async move { verdict_with_refresh(&verifier, &token).await });
        tokio::task::yield_now().await;
        issuer.server.release();
        assert_eq!(asking.await.unwrap(), Ok(()), "{id}");
        assert_eq!(issuer.server.count(), fetches + 2, "{id}");
    }
}

#[tokio::test]
async fn a_key_without_a_kid_is_replaced_by_another() {
    let (old, new) = (Signer::new("old"), Signer::new("new"));
    let unnamed = |signer: &Signer| set_of(&[signer.unnamed_jwk()]);
    for named in [true, false] {
        let issuer = Issuer::replying(unnamed(&old));
        let verifier = verifier(&issuer.loaded());
        let token = |signer: &Signer| match named {
            true => signer.token(),
            false => signer.token_with_header(&json!({"alg": "EdDSA"})),
        };
        assert_eq!(verdict(&verifier, &token(&old)), Ok(()));
        issuer.server.reply(unnamed(&new));
        let refused = verdict(&verifier, &token(&new));
        assert_eq!(refused, Err(Refusal::BadSignature));
        let verdict = verdict_with_refresh(&verifier, &token(&new)).await;
        assert_eq!(verdict, Ok(()), "named: {named}");
        let gone = verdict_with_refresh(&verifier, &token(&old)).await;
        assert_eq!(gone, Err(Refusal::BadSignature), "named: {named}");
    }
}

#[tokio::test]
async fn a_kid_for_which_a_key_without_one_was_tried_waits_for_the_next_key() {
    let (old, new) = (Signer::new("old"), Signer::new("new"));
    let unnamed = |signer: &Signer| set_of(&[signer.unnamed_jwk()]);
    let issuer = Issuer::replying(unnamed(&old));
    let set = issuer.loaded();
    let verifier = verifier(&set);
    let token = new.token();
    let refused = verdict_with_refresh(&verifier, &token).await;
    assert_eq!(refused, Err(Refusal::BadSignature), "signed too early");

    issuer.server.reply(unnamed(&new));
    issuer.server.hold();
    let refresh = set.refresh_now();
    issuer.server.wait_for(3);
    let asking = tokio::spawn(async move { verdict_with_refresh(&verifier, &token).await });
    tokio::task::yield_now().await;
    issuer.server.release();
    assert_eq!(asking.await.unwrap(), Ok(()));
    assert!(within(refresh).await);
}

#[tokio::test]
async fn a_known_kid_with_a_bad_signature_causes_no_fetch() {
    let (signer, attacker) = (Signer::new("a"), Signer::new("a"));
    let issuer = Issuer::publishing(&[&signer]);
    let verifier = verifier(&issuer.loaded());
    issuer.clock.set(100);
    for token in [attacker.token(), "x.y.z".to_owned(), "a".repeat(9_000)] {
        let refused = verdict_with_refresh(&verifier, &token).await;
        assert!(matches!(
            refused,
            Err(Refusal::BadSignature | Refusal::Malformed | Refusal::TooLarge)
        ));
    }
    let other = signer.token_with_header(&json!({"alg": "ES256", "kid": "b"}));
    let refused = verdict_with_refresh(&verifier, &other).await;
    assert_eq!(refused, Err(Refusal::AlgorithmNotAllowed));
    assert_eq!(issuer.server.count(), 1);
}

#[tokio::test]
async fn a_fetch_that_fails_leaves_the_question_open() {
    let (old, new) = (Signer::new("old"), Signer::new("new"));
    let issuer = Issuer::publishing(&[&old]);
    let verifier = verifier(&issuer.loaded());
    issuer.fail();
    for _ in 0..2 {
        let open = verdict_with_refresh(&verifier, &new.token()).await;
        assert_eq!(open, unavailable(5));
    }
    assert_eq!(issuer.server.count(), 2, "the second one does not fetch");
    assert_eq!(verdict(&verifier, &old.token()), Ok(()));
}

#[tokio::test]
async fn a_key_that_came_while_another_source_was_waited_for_is_found() {
    let [first, second, new] = ["first", "second", "new"].map(Signer::new);
    let slow = Issuer::publishing(&[&first]);
    let quick = Issuer::publishing(&[&second]);
    let (slow_set, quick_set) = (slow.loaded(), quick.loaded());
    let both = Verifier::simple_jwt(slow_set).also_accept(quick_set.clone());
    let both = both.clock(TestClock::at(NOW)).build().unwrap();
    slow.server.hold();
    quick.publish(&[&second, &new]);
    let token = new.token();
    let asking = tokio::spawn(async move { verdict_with_refresh(&both, &token).await });
    tokio::task::yield_now().await;
    slow.server.wait_for(2);

    // Somebody else makes the key known and uses up what tokens may cause.
    let quickly = verdict_with_refresh(&verifier(&quick_set), &new.token()).await;
    assert_eq!(quickly, Ok(()));
    slow.server.release();
    assert_eq!(asking.await.unwrap(), Ok(()));
    assert_eq!(quick.server.count(), 2);
}

#[tokio::test]
async fn an_unknown_kid_during_the_first_fetch_is_unknown_when_the_keys_are_here() {
    let (known, unknown) = (Signer::new("known"), Signer::new("unknown"));
    let issuer = Issuer::publishing(&[&known]);
    issuer.server.hold();
    let verifier = verifier(&issuer.set().build().unwrap());
    issuer.server.wait_for(1);
    let token = unknown.token();
    let asking = tokio::spawn(async move { verdict_with_refresh(&verifier, &token).await });
    tokio::task::yield_now().await;
    issuer.server.release();
    assert_eq!(asking.await.unwrap(), Err(Refusal::UnknownKid));
}

#[tokio::test]
async fn several_sources_are_asked_at_the_same_time() {
    let [first, second, new] = ["first", "second", "new"].map(Signer::new);
    let issuers = [
        Issuer::publishing(&[&first]),
        Issuer::publishing(&[&second]),
    ];
    let [one, other] = issuers.each_ref().map(Issuer::loaded);
    let both = Verifier::simple_jwt(one).also_accept(other);
    let both = both.clock(TestClock::at(NOW)).build().unwrap();
    issuers.iter().for_each(|issuer| issuer.server.hold());
    let token = new.token();
    let asking = tokio::spawn(async move { verdict_with_refresh(&both, &token).await });
    tokio::task::yield_now().await;
    // Neither has answered when both have been asked.
    issuers.iter().for_each(|issuer| issuer.server.wait_for(2));
    issuers.iter().for_each(|issuer| issuer.server.release());
    assert_eq!(asking.await.unwrap(), Err(Refusal::UnknownKid));
}
