//! K10, K12–K15: a local JWK set is read key by key, and one bad key never spoils the others.

use jwt_auth_core::{Algorithm, JwkSet, JwkSetError, Refusal, SkipReason, TestIssuer, Verifier};
use serde_json::{Value, json};

use crate::auth::{at_now, claims_text, rules};
use crate::foreign::{ED25519_PEM, ForeignKey, P256_PEM, RSA_PEM, encode, secret};
use crate::jwk::{altered, ed25519_jwk, p256_jwk, rsa_jwk};
use crate::table::Expect::{As, Good};
use crate::table::judge;

#[test]
fn every_key_of_a_set_verifies_its_own_tokens() {
    let issuer = at_now(TestIssuer::rs256());
    let set = set_of(&[
        altered(&rsa_jwk(issuer.public_text()), json!({"kid": "old"})),
        altered(
            &rsa_jwk(RSA_PEM),
            json!({"kid": "new", "alg": "RS256", "use": "sig"}),
        ),
    ]);
    let set = JwkSet::from_json(&set, &[Algorithm::RS256]).unwrap();
    let kids: Vec<_> = set.keys().iter().map(|key| key.kid()).collect();
    assert_eq!(kids, [Some("old"), Some("new")]);
    assert_eq!(set.skipped(), []);

    let newer = ForeignKey::rsa(Algorithm::RS256);
    let named = |kid| format!(r#"{{"alg":"RS256","kid":"{kid}"}}"#);
    let rows = vec![
        ("old", issuer.sign(named("old"), claims_text(&[])), Good),
        ("new", newer.sign(named("new"), claims_text(&[])), Good),
        ("new without a kid", newer.token(&claims_text(&[])), Good),
        (
            "new as old",
            newer.sign(named("old"), claims_text(&[])),
            As(Refusal::BadSignature),
        ),
        (
            "unknown",
            newer.sign(named("other"), claims_text(&[])),
            As(Refusal::UnknownKid),
        ),
    ];
    judge(&accepting(&set), rows);
}

#[test]
fn one_broken_key_keeps_the_others() {
    let good = rsa_jwk(RSA_PEM);
    let weak = json!({"kty": "RSA", "n": encode([0xFF; 128]), "e": "AQAB"});
    let broken = [
        json!(null),
        json!(5),
        json!([]),
        json!({}),
        json!({"kty": "RSA"}),
        json!({"kty": "future", "x": 1}),
        altered(&good, json!({"n": "!"})),
        altered(&good, json!({"use": "enc"})),
        altered(&good, json!({"key_ops": ["encrypt"]})),
        altered(&good, json!({"alg": "RSA-OAEP"})),
        altered(&good, json!({"d": "AQAB"})),
        altered(&good, json!({"kid": ""})),
        altered(&good, json!({"kid": "a\nb"})),
        weak,
        json!({"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}),
        p256_jwk(P256_PEM),
        json!({"kty": "oct", "k": encode(secret(7, 64))}),
    ];
    let token = ForeignKey::rsa(Algorithm::RS256).token(&claims_text(&[]));
    for bad in broken {
        for (keys, position) in [
            ([bad.clone(), good.clone()], 0),
            ([good.clone(), bad.clone()], 1),
        ] {
            let set = JwkSet::from_json(&set_of(&keys), &[Algorithm::RS256]).unwrap();
            assert_eq!(set.keys().len(), 1, "{bad}");
            let skipped: Vec<usize> = set.skipped().iter().map(|key| key.position).collect();
            assert_eq!(skipped, [position], "{bad}");
            judge(&accepting(&set), vec![(&bad, token.clone(), Good)]);
        }
    }
}

#[test]
fn keys_that_name_no_alg_are_taken_for_the_one_algorithm() {
    let mixed = set_of(&[
        rsa_jwk(RSA_PEM),
        p256_jwk(P256_PEM),
        ed25519_jwk(ED25519_PEM),
        json!({"kty": "oct", "k": encode(secret(7, 64))}),
    ]);
    let keys = [
        (ForeignKey::rsa(Algorithm::PS256), Algorithm::PS256),
        (ForeignKey::p256(), Algorithm::ES256),
        (ForeignKey::ed25519(), Algorithm::EdDSA),
    ];
    for (key, algorithm) in keys {
        let set = JwkSet::from_json(&mixed, &[algorithm]).unwrap();
        assert_eq!(set.keys().len(), 1, "K15 {algorithm}");
        assert_eq!(set.keys()[0].algorithm(), algorithm, "K15");
        let (secret, others) = set.skipped().split_last().unwrap();
        assert_eq!(secret.reason, SkipReason::PublishedSecret, "K11");
        assert!(
            others
                .iter()
                .all(|key| key.reason == SkipReason::OtherAlgorithm)
        );
        let rows = vec![
            (
                format!("K15 {algorithm}"),
                key.token(&claims_text(&[])),
                Good,
            ),
            (
                format!("H07 {algorithm}"),
                ForeignKey::hmac(Algorithm::HS512, crate::foreign::secret(7, 64))
                    .token(&claims_text(&[])),
                As(Refusal::AlgorithmNotAllowed),
            ),
        ];
        judge(&accepting(&set), rows);
    }
}

#[test]
fn every_key_whose_kid_occurs_twice_is_left_out() {
    let issuer = TestIssuer::rs256();
    let first = altered(&rsa_jwk(issuer.public_text()), json!({"kid": "a"}));
    let second = altered(&rsa_jwk(RSA_PEM), json!({"kid": "a"}));
    let other = altered(&rsa_jwk(RSA_PEM), json!({"kid": "A"}));
    let unnamed = rsa_jwk(RSA_PEM);
    let keys = [
        first.clone(),
        unnamed.clone(),
        second.clone(),
        other,
        unnamed,
    ];
    let set = JwkSet::from_json(&set_of(&keys), &[Algorithm::RS256]).unwrap();
    let kids: Vec<_> = set.keys().iter().map(|key| key.kid()).collect();
    assert_eq!(kids, [None, Some("A"), None], "K12");
    let skipped: Vec<_> = set
        .skipped()
        .iter()
        .map(|key| (key.position, &key.reason))
        .collect();
    let twice = &SkipReason::DuplicateKid;
    assert_eq!(skipped, [(0, twice), (2, twice)], "K12");

    let only = JwkSet::from_json(&set_of(&[first, second]), &[Algorithm::RS256]);
    assert!(matches!(only, Err(JwkSetError::NoUsableKey { skipped, .. }) if skipped.len() == 2));
}

#[test]
fn a_set_of_more_than_64_keys_is_refused() {
    let keys = |count: usize| -> Vec<Value> {
        (0..count)
            .map(|n| altered(&rsa_jwk(RSA_PEM), json!({"kid": n.to_string()})))
            .collect()
    };
    let read = |count| JwkSet::from_json(&set_of(&keys(count)), &[Algorithm::RS256]);
    assert_eq!(read(64).unwrap().keys().len(), 64, "K13");
    assert_eq!(
        read(65).unwrap_err(),
        JwkSetError::TooManyKeys { most: 64 },
        "K13"
    );
    let many = set_of(&vec![json!({}); 10_000]);
    let refused = JwkSet::from_json(&many, &[Algorithm::RS256]).unwrap_err();
    assert_eq!(refused, JwkSetError::TooManyKeys { most: 64 }, "K13");
}

#[test]
fn private_keys_are_left_out_and_named_as_the_reason() {
    let private = altered(
        &rsa_jwk(RSA_PEM),
        json!({"d": "AQAB", "p": "AQAB", "q": "AQAB"}),
    );
    let set = set_of(&[private.clone(), rsa_jwk(RSA_PEM)]);
    let set = JwkSet::from_json(&set, &[Algorithm::RS256]).unwrap();
    assert_eq!(set.keys().len(), 1, "K14");
    assert_eq!(set.skipped()[0].reason, SkipReason::Private, "K14");
    assert!(
        set.skipped()[0]
            .to_string()
            .contains("publish only public keys"),
        "K14"
    );

    let only = JwkSet::from_json(&set_of(&[private]), &[Algorithm::RS256]).unwrap_err();
    assert!(
        only.to_string().contains("publish only public keys"),
        "K14 {only}"
    );
}

#[test]
fn a_local_set_may_hold_secrets() {
    let set = set_of(&[
        json!({"kty": "oct", "kid": "s1", "k": encode(secret(1, 64))}),
        json!({"kty": "oct", "kid": "short", "k": encode(secret(2, 63))}),
    ]);
    let set = JwkSet::from_json(&set, &[Algorithm::HS512]).unwrap();
    assert_eq!(set.keys().len(), 1);
    let token = |secret| ForeignKey::hmac(Algorithm::HS512, secret).token(&claims_text(&[]));
    let rows = vec![
        ("K11 oct", token(secret(1, 64)), Good),
        (
            "K11 another secret",
            token(secret(3, 64)),
            As(Refusal::BadSignature),
        ),
    ];
    judge(&accepting(&set), rows);
}

#[test]
fn what_is_no_jwk_set_is_refused() {
    let key = rsa_jwk(RSA_PEM).to_string();
    for text in [
        "",
        "{",
        "[]",
        "null",
        "{}",
        r#"{"keys":{}}"#,
        r#"{"keys":null}"#,
        &key,
    ] {
        let refused = JwkSet::from_json(text, &[Algorithm::RS256]).unwrap_err();
        assert_eq!(refused, JwkSetError::NotAJwkSet, "{text}");
    }
    let empty = JwkSet::from_json(r#"{"keys":[]}"#, &[Algorithm::RS256]);
    assert!(matches!(empty, Err(JwkSetError::NoUsableKey { skipped, .. }) if skipped.is_empty()));
    let extra = format!(r#"{{"extra":1,"keys":[{key}]}}"#);
    assert!(JwkSet::from_json(&extra, &[Algorithm::RS256]).is_ok());
}

fn set_of(keys: &[Value]) -> String {
    json!({ "keys": keys }).to_string()
}

fn accepting(set: &JwkSet) -> Verifier {
    let (first, others) = set.keys().split_first().unwrap();
    others
        .iter()
        .fold(rules(first.clone()), |rules, key| {
            rules.also_accept(key.clone())
        })
        .build()
        .unwrap()
}
