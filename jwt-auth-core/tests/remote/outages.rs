//! F06–F09, F18: a source that is away, slow or back again.

use std::time::Duration;

use jwt_auth_core::{Algorithm, Refusal, TestClock, Verifier, VerifyingKey};

use crate::issuer::{
    Issuer, NOW, Signer, keys, refreshed, set_of, unavailable, verdict, verdict_with_refresh,
    verifier, within,
};
use crate::server::Reply;

#[tokio::test]
async fn before_the_first_answer_nothing_is_known_about_any_token() {
    let signer = Signer::new("a");
    let issuer = Issuer::publishing(&[&signer]);
    issuer.fail();
    let set = issuer.set().build().unwrap();
    let verifier = verifier(&set);

    for _ in 0..3 {
        let verdict = verdict_with_refresh(&verifier, &signer.token()).await;
        assert_eq!(verdict, unavailable(5), "F06");
    }
    assert_eq!(verdict(&verifier, &signer.token()), unavailable(5), "F06");
    assert!(!set.is_ready() && !verifier.is_ready());
    assert_eq!(set.keys().len(), 0);
    assert_eq!(
        issuer.server.count(),
        1,
        "tokens do not hammer at a source that is down"
    );
    assert_eq!(verdict(&verifier, "not.a.token"), Err(Refusal::Malformed));
}

#[tokio::test]
async fn a_source_that_comes_up_later_is_found_by_the_retries() {
    let signer = Signer::new("a");
    let issuer = Issuer::publishing(&[]);
    issuer.fail();
    let set = issuer.set().build().unwrap();
    let verifier = verifier(&set);
    let token = signer.token();
    for (second, count) in [(0, 1), (1, 2), (3, 3), (7, 4)] {
        issuer.clock.set(second);
        issuer.server.wait_for(count);
        let over = verdict_with_refresh(&verifier, &token).await;
        assert_eq!(over, unavailable(5), "F06 {second}");
    }
    issuer.publish(&[&signer]);
    issuer.clock.set(15);
    let waited = verdict_with_refresh(&verifier, &token).await;
    assert_eq!(waited, Ok(()), "F06");
    assert_eq!(verdict(&verifier, &token), Ok(()), "F06");
    assert_eq!(issuer.server.count(), 5);
}

#[tokio::test]
async fn the_first_tokens_wait_for_the_first_answer() {
    let signer = Signer::new("a");
    let issuer = Issuer::publishing(&[&signer]);
    issuer.server.hold();
    let set = issuer.set().build().unwrap();
    let verifier = verifier(&set);
    let token = signer.token();
    let waiting: Vec<_> = (0..8)
        .map(|_| {
            let (verifier, token) = (verifier.clone(), token.clone());
            tokio::spawn(async move { verdict_with_refresh(&verifier, &token).await })
        })
        .collect();
    tokio::task::yield_now().await;
    issuer.server.release();
    for verdict in waiting {
        assert_eq!(verdict.await.unwrap(), Ok(()));
    }
    assert_eq!(issuer.server.count(), 1);
}

#[tokio::test]
async fn keys_serve_on_while_the_source_is_away_for_an_hour_and_not_a_second_longer() {
    let (signer, other) = (Signer::new("a"), Signer::new("b"));
    let issuer = Issuer::publishing(&[&signer]);
    let set = issuer.loaded();
    let verifier = verifier(&set);
    issuer.fail();
    for second in [480, 600, 601, 3_599, 3_600] {
        issuer.clock.set(second);
        assert!(!refreshed(&set).await);
        assert_eq!(verdict(&verifier, &signer.token()), Ok(()), "F07 {second}");
        let unknown = verdict_with_refresh(&verifier, &other.token()).await;
        assert_eq!(unknown, unavailable(5), "nobody knows at {second}");
        assert_eq!(verdict(&verifier, &other.token()), Err(Refusal::UnknownKid));
    }
    issuer.clock.set(3_601);
    assert!(!refreshed(&set).await);
    for token in [signer.token(), other.token()] {
        assert_eq!(verdict(&verifier, &token), unavailable(30), "F08");
        let waited = verdict_with_refresh(&verifier, &token).await;
        assert_eq!(waited, unavailable(30), "F08");
    }
    assert!(!verifier.is_ready());

    issuer.publish(&[&signer]);
    assert!(refreshed(&set).await);
    assert_eq!(verdict(&verifier, &signer.token()), Ok(()));
    let unknown = verdict_with_refresh(&verifier, &other.token()).await;
    assert_eq!(unknown, Err(Refusal::UnknownKid));
}

#[tokio::test]
async fn max_stale_is_what_was_configured() {
    let signer = Signer::new("a");
    let issuer = Issuer::publishing(&[&signer]);
    let minute = Duration::from_secs(60);
    let set = issuer.set().ttl(minute).max_stale(minute).build().unwrap();
    assert!(refreshed(&set).await);
    issuer.fail();
    issuer.clock.set(60);
    assert_eq!(verdict(&verifier(&set), &signer.token()), Ok(()));
    issuer.clock.set(61);
    assert_eq!(verdict(&verifier(&set), &signer.token()), unavailable(30));
}

#[tokio::test]
async fn known_keys_do_not_wait_for_a_fetch() {
    let (signer, other) = (Signer::new("a"), Signer::new("b"));
    let issuer = Issuer::publishing(&[&signer]);
    let set = issuer.set().build().unwrap();
    assert!(refreshed(&set).await);
    let verifier = verifier(&set);
    issuer.server.hold();
    let before = issuer.server.count();
    let fetch = set.refresh_now();
    issuer.server.wait_for(before + 1);

    for _ in 0..100 {
        let waited = verdict_with_refresh(&verifier, &signer.token()).await;
        assert_eq!(waited, Ok(()), "F09");
        assert_eq!(verdict(&verifier, &other.token()), Err(Refusal::UnknownKid));
    }
    // The answer was still out all the time.
    issuer.server.release();
    assert!(within(fetch).await);
}

#[tokio::test]
async fn a_slow_answer_is_given_up() {
    let signer = Signer::new("a");
    let Reply::Bytes(good) = keys(&[&signer]) else {
        panic!("keys are bytes")
    };
    let slowly = Reply::Drip(good, Duration::from_secs(1));
    for reply in [slowly, Reply::Silence] {
        let issuer = Issuer::publishing(&[&signer]);
        let set = issuer
            .set()
            .timeout(Duration::from_secs(1))
            .build()
            .unwrap();
        assert!(refreshed(&set).await);
        issuer.server.reply(reply);
        assert!(!refreshed(&set).await, "F09");
        assert_eq!(verdict(&verifier(&set), &signer.token()), Ok(()), "F09");
    }
}

#[tokio::test]
async fn keys_grow_old_by_a_clock_of_their_own_whatever_the_wall_clock_says() {
    let signer = Signer::new("a");
    let issuer = Issuer::publishing(&[&signer]);
    let set = issuer.loaded();
    issuer.fail();
    let token = signer.token();
    for now in [0, 1, 1_767_225_600 - 3_600, 1_767_225_600 + 3_600, u64::MAX] {
        let rules = Verifier::simple_jwt(set.clone());
        let verifier = rules.clock(TestClock::at(now)).build().unwrap();
        let verdict = verdict_with_refresh(&verifier, &token).await;
        let by_the_token = matches!(
            verdict,
            Err(Refusal::Expired
                | Refusal::NotYetValid
                | Refusal::IssuedInFuture
                | Refusal::LifetimeTooLong)
        );
        assert!(by_the_token, "F18 {now}: {verdict:?}");
        assert!(set.is_ready(), "F18");
    }
    assert_eq!(issuer.server.count(), 1, "F18");
    assert_eq!(verdict(&verifier(&set), &token), Ok(()));
}

#[tokio::test]
async fn another_key_that_does_not_fit_does_not_turn_an_outage_into_a_refusal() {
    let (old, new, local) = (Signer::new("old"), Signer::new("new"), Signer::new("local"));
    let issuer = Issuer::publishing(&[&old]);
    let jwk = local.unnamed_jwk().to_string();
    let local = VerifyingKey::from_jwk(&jwk, Algorithm::EdDSA).unwrap();
    let both = Verifier::simple_jwt(issuer.loaded()).also_accept(local);
    let both = both.clock(TestClock::at(NOW)).build().unwrap();
    issuer.fail();

    assert_eq!(verdict(&both, &new.token()), Err(Refusal::BadSignature));
    let open = verdict_with_refresh(&both, &new.token()).await;
    assert_eq!(open, unavailable(5));
}

#[tokio::test]
async fn a_source_that_answers_does_not_hide_one_that_does_not() {
    let (old, new, other) = (Signer::new("old"), Signer::new("new"), Signer::new("other"));
    let silent = Issuer::publishing(&[&old]);
    for answer in [keys(&[&other]), set_of(&[other.unnamed_jwk()])] {
        let answering = Issuer::replying(answer);
        let (silent_set, answering_set) = (silent.loaded(), answering.loaded());
        for [first, second] in [
            [silent_set.clone(), answering_set.clone()],
            [answering_set, silent_set],
        ] {
            let both = Verifier::simple_jwt(first).also_accept(second);
            let both = both.clock(TestClock::at(NOW)).build().unwrap();
            silent.fail();
            let open = verdict_with_refresh(&both, &new.token()).await;
            assert_eq!(open, unavailable(5));
        }
        silent.publish(&[&old]);
    }
}

#[tokio::test]
async fn a_verifier_is_ready_while_all_its_keys_are_here() {
    let (first, second) = (Signer::new("first"), Signer::new("second"));
    let [here, away] = [&first, &second].map(|signer| Issuer::publishing(&[signer]));
    let (here_set, away_set) = (here.loaded(), away.loaded());
    let both = Verifier::simple_jwt(here_set).also_accept(away_set.clone());
    let both = both.clock(TestClock::at(NOW)).build().unwrap();
    assert!(both.is_ready());

    away.fail();
    away.clock.set(3_601);
    assert!(!both.is_ready());
    away.publish(&[&second]);
    assert!(refreshed(&away_set).await);
    assert!(both.is_ready());
}
