//! F13, K11, K12, K14: one broken key never spoils the others, and no secret is taken from where anybody can read it.

use jwt_auth_core::{Algorithm, Refusal, RemoteJwkSet};
use serde_json::{Value, json};

use crate::issuer::{Issuer, Signer, encode, refreshed, set_of, verdict, verifier};

#[tokio::test]
async fn a_broken_key_among_good_ones_is_left_out() {
    let (first, second) = (Signer::new("first"), Signer::new("second"));
    let broken = Signer::new("broken");
    let with = |name: &str, value: Value| {
        let mut jwk = broken.jwk();
        jwk[name] = value;
        jwk
    };
    let rows = [
        ("x of 0 bytes", with("x", json!(""))),
        ("x of 3 bytes", with("x", json!(encode([1; 3])))),
        ("x of 31 bytes", with("x", json!(encode([1; 31])))),
        ("x of 33 bytes", with("x", json!(encode([1; 33])))),
        ("x missing", with("x", json!(null))),
        (
            "RSA 1024",
            json!({"kty": "RSA", "kid": "broken", "n": encode([0xFF; 128]), "e": "AQAB"}),
        ),
        (
            "oct",
            json!({"kty": "oct", "kid": "broken", "k": encode([7; 64])}),
        ),
        ("private d", with("d", json!(encode([1; 32])))),
        ("enc", with("use", json!("enc"))),
        ("no verify", with("key_ops", json!(["sign"]))),
        ("other alg", with("alg", json!("RS256"))),
        ("duplicate of the next", Value::Null),
        ("kid is a number", with("kid", json!(5))),
        ("kid is empty", with("kid", json!(""))),
        ("kid is long", with("kid", json!("k".repeat(257)))),
        ("an array", json!(["OKP", "sig"])),
    ];
    let issuer = Issuer::publishing(&[&first]);
    let set = issuer.loaded();
    let verifier = verifier(&set);
    for (id, jwk) in rows {
        let twins = [broken.jwk(), broken.jwk()];
        let bad = if jwk.is_null() { &twins[..] } else { &[jwk] };
        let mut keys = vec![first.jwk()];
        keys.extend_from_slice(bad);
        keys.push(second.jwk());
        issuer.server.reply(set_of(&keys));

        assert!(refreshed(&set).await, "F13 {id}");
        assert_eq!(set.keys().len(), 2, "F13 {id}");
        for good in [&first, &second] {
            assert_eq!(verdict(&verifier, &good.token()), Ok(()), "F13 {id}");
        }
        let refused = verdict(&verifier, &broken.token());
        assert_eq!(refused, Err(Refusal::UnknownKid), "F13 {id}");
    }
}

#[tokio::test]
async fn only_the_wanted_algorithms_are_taken() {
    let signer = Signer::new("a");
    let issuer = Issuer::publishing(&[&signer]);
    let set = RemoteJwkSet::at(issuer.server.url(), &[Algorithm::ES256])
        .dangerous_allow_http()
        .test_clock(issuer.clock.clone())
        .build()
        .unwrap();
    assert!(!refreshed(&set).await);
    let verdict = verdict(&verifier(&set), &signer.token());
    assert_eq!(verdict, Err(Refusal::AlgorithmNotAllowed));
}
