//! F15: a thousand rotations under constant requests, announced ones and sudden ones.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};
use std::thread;

use jwt_auth_core::{Refusal, RemoteJwkSet, Verifier};
use serde_json::json;

use crate::issuer::{Issuer, Signer, verdict, verdict_with_refresh, verifier};
use crate::server::eventually;

const ROTATIONS: usize = 1_000;
/// The defaults, in seconds of the clock that the test sets.
const TTL: u64 = 600;
const COOLDOWN: u64 = 30;

/// What must be accepted and what must be refused at this moment.
#[derive(Default)]
struct Tokens {
    good: Vec<String>,
    withdrawn: VecDeque<String>,
}

#[test]
fn nobody_notices_a_thousand_rotations() {
    let mut current = Signer::new("0");
    let issuer = Issuer::publishing(&[&current]);
    let set = issuer.loaded();
    let verifier = verifier(&set);
    let tokens = RwLock::new(Tokens::default());
    tokens.write().unwrap().good.push(current.token());
    let (over, judged) = (AtomicBool::new(false), AtomicU64::new(0));

    thread::scope(|scope| {
        let people: Vec<_> = (0..3)
            .map(|_| scope.spawn(|| sign_in(&verifier, &tokens, &over, &judged)))
            .collect();
        let attacker = scope.spawn(|| attack(&verifier, &over));
        let _stop = Stop(&over);
        let mut now = 0;
        for number in 1..=ROTATIONS {
            assert!(!people.iter().any(|thread| thread.is_finished()));
            let next = Signer::new(number.to_string());
            issuer.publish(&[&current, &next]);
            if number % 2 == 0 {
                now += TTL;
                issuer.clock.set(now);
                eventually("new key", || has(&set, &next));
            } else {
                now += COOLDOWN + 1;
                issuer.clock.set(now);
                let first = wait_for(verdict_with_refresh(&verifier, &next.token()));
                assert_eq!(first, Ok(()), "F14 {number}");
            }
            tokens.write().unwrap().good.push(next.token());

            let withdrawn = tokens.write().unwrap().good.remove(0);
            issuer.publish(&[&next]);
            now += TTL;
            issuer.clock.set(now);
            eventually("withdrawal", || !has(&set, &current));
            let mut tokens = tokens.write().unwrap();
            tokens.withdrawn.push_back(withdrawn);
            if tokens.withdrawn.len() > 8 {
                tokens.withdrawn.pop_front();
            }
            drop(tokens);
            current = next;
            // Somebody has seen this state from beginning to end.
            let seen = judged.load(Ordering::SeqCst);
            eventually("verdicts", || judged.load(Ordering::SeqCst) > seen + 3);
        }
        over.store(true, Ordering::SeqCst);
        for thread in people {
            thread.join().unwrap();
        }
        assert!(attacker.join().unwrap() > 0);
    });
}

fn has(set: &RemoteJwkSet, signer: &Signer) -> bool {
    set.keys().iter().any(|key| key.kid() == Some(signer.kid()))
}

/// The lock is held until the verdict is there, so that no token changes sides meanwhile.
fn sign_in(verifier: &Verifier, tokens: &RwLock<Tokens>, over: &AtomicBool, judged: &AtomicU64) {
    while !over.load(Ordering::SeqCst) {
        let tokens = tokens.read().unwrap_or_else(PoisonError::into_inner);
        for token in &tokens.good {
            assert_eq!(verdict(verifier, token), Ok(()), "F15");
        }
        for token in &tokens.withdrawn {
            let refused = verdict(verifier, token);
            assert_eq!(refused, Err(Refusal::UnknownKid), "F16");
        }
        drop(tokens);
        judged.fetch_add(1, Ordering::SeqCst);
        thread::yield_now();
    }
}

/// Uses up the fetches that tokens may cause.
fn attack(verifier: &Verifier, over: &AtomicBool) -> u64 {
    let attacker = Signer::new("attacker");
    let mut attempts = 0;
    while !over.load(Ordering::SeqCst) {
        let kid = format!("{:x}", fastrand::u64(..));
        let token = attacker.token_with_header(&json!({"alg": "EdDSA", "kid": kid}));
        let refused = wait_for(verdict_with_refresh(verifier, &token));
        assert_eq!(refused, Err(Refusal::UnknownKid));
        attempts += 1;
    }
    attempts
}

fn wait_for<F: Future>(future: F) -> F::Output {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.enable_time().build().unwrap().block_on(future)
}

/// Whatever fails, the threads end.
struct Stop<'o>(&'o AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}
