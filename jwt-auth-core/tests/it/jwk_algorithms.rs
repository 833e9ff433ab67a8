//! K10–K15 for a set that is read for several algorithms at once: each key is for exactly one of them, or for none.

use jwt_auth_core::{Algorithm, JwkSet, JwkSetError, Refusal, SkipReason, Verifier};
use serde_json::{Value, json};

use crate::auth::{NOW, claims_text};
use crate::foreign::{ED25519_PEM, ForeignKey, P256_PEM, RSA_PEM, encode, secret};
use crate::jwk::{altered, ed25519_jwk, p256_jwk, rsa_jwk};
use crate::table::Expect::{As, Good};
use crate::table::judge;

use Algorithm::{ES256, ES384, EdDSA, HS256, HS512, PS256, RS256, RS512};

#[test]
fn a_key_with_an_alg_is_for_that_one_and_no_other() {
    let both = [RS256, PS256];
    let pss = altered(&rsa_jwk(RSA_PEM), json!({"alg": "PS256"}));
    let set = read(&[pss], &both).unwrap();
    assert_eq!(algorithms(&set), [PS256], "K15");
    let claims = claims_text(&[]);
    let rows = vec![
        ("PS256", ForeignKey::rsa(PS256).token(&claims), Good),
        (
            "H10 RS256",
            ForeignKey::rsa(RS256).token(&claims),
            As(Refusal::AlgorithmNotAllowed),
        ),
    ];
    judge(&accepting(set), rows);
    for alg in ["RS512", "RSA-OAEP", "ES256", "HS256", "none", "rs256", ""] {
        let key = altered(&rsa_jwk(RSA_PEM), json!({"alg": alg}));
        let reasons = skipped(read(&[key], &both));
        assert_eq!(reasons, [(0, SkipReason::OtherAlgorithm)], "K10 {alg:?}");
    }
}

#[test]
fn a_key_without_an_alg_is_for_the_only_one_that_fits() {
    let keys = [
        rsa_jwk(RSA_PEM),
        p256_jwk(P256_PEM),
        ed25519_jwk(ED25519_PEM),
    ];
    let set = read(&keys, &[EdDSA, ES256, ES384, RS512]).unwrap();
    assert_eq!(algorithms(&set), [RS512, ES256, EdDSA], "K15");
    assert_eq!(set.skipped(), []);
    let claims = claims_text(&[]);
    let rows = vec![
        ("RSA", ForeignKey::rsa(RS512).token(&claims), Good),
        ("P-256", ForeignKey::p256().token(&claims), Good),
        ("Ed25519", ForeignKey::ed25519().token(&claims), Good),
        (
            "P-384",
            ForeignKey::p384().token(&claims),
            As(Refusal::AlgorithmNotAllowed),
        ),
    ];
    judge(&accepting(set), rows);
}

#[test]
fn a_key_without_an_alg_for_which_several_would_fit_is_left_out() {
    let keys = [rsa_jwk(RSA_PEM), ed25519_jwk(ED25519_PEM)];
    let set = read(&keys, &[RS256, PS256, EdDSA]).unwrap();
    assert_eq!(algorithms(&set), [EdDSA], "K15");
    let expected = [(0, SkipReason::AmbiguousAlgorithm)];
    assert_eq!(skipped(Ok(set)), expected, "K15");

    let oct = json!({"kty": "oct", "k": encode(secret(1, 64))});
    let reasons = skipped(read(std::slice::from_ref(&oct), &[HS256, HS512]));
    assert_eq!(reasons, [(0, SkipReason::AmbiguousAlgorithm)], "K15");
    let named = altered(&oct, json!({"alg": "HS256"}));
    let set = read(&[named], &[HS256, HS512]).unwrap();
    assert_eq!(algorithms(&set), [HS256], "K15");
}

#[test]
fn an_algorithm_that_is_wanted_twice_is_wanted_once() {
    let key = rsa_jwk(RSA_PEM);
    let named = altered(&key, json!({"alg": "RS256"}));
    let set = read(&[key.clone(), named], &[RS256, EdDSA, RS256]).unwrap();
    assert_eq!(algorithms(&set), [RS256, RS256], "K15");
    let reasons = skipped(read(&[key], &[RS256, RS256, PS256]));
    assert_eq!(reasons, [(0, SkipReason::AmbiguousAlgorithm)], "K15");
}

#[test]
fn a_set_for_no_algorithm_at_all_has_no_usable_key() {
    let keys = [
        rsa_jwk(RSA_PEM),
        altered(&rsa_jwk(RSA_PEM), json!({"alg": "RS256"})),
    ];
    let reasons = skipped(read(&keys, &[]));
    let other = SkipReason::OtherAlgorithm;
    assert_eq!(reasons, [(0, other.clone()), (1, other)], "K15 K19");
}

#[test]
fn each_key_is_left_out_for_its_own_reason() {
    let rsa = altered(&rsa_jwk(RSA_PEM), json!({"alg": "RS256"}));
    let with = |members: Value| altered(&rsa, members);
    let keys = [
        with(json!({"kid": "good"})),
        with(json!({"use": "enc"})),
        with(json!({"key_ops": ["encrypt"]})),
        with(json!({"alg": "RSA-OAEP"})),
        with(json!({"alg": "A256GCM"})),
        with(json!({"d": "AQAB", "p": "AQAB", "q": "AQAB"})),
        with(json!({"kid": "twice"})),
        with(json!({"kid": "twice", "alg": "PS256"})),
        json!({"kty": "oct", "alg": "HS512", "k": encode(secret(1, 64))}),
        json!("no key"),
        p256_jwk(P256_PEM),
    ];
    let set = read(&keys, &[RS256, PS256, ES256, HS512]).unwrap();
    assert_eq!(algorithms(&set), [RS256, ES256]);
    let expected = [
        (1, SkipReason::NotForVerifying),
        (2, SkipReason::NotForVerifying),
        (3, SkipReason::OtherAlgorithm),
        (4, SkipReason::OtherAlgorithm),
        (5, SkipReason::Private),
        (6, SkipReason::DuplicateKid),
        (7, SkipReason::DuplicateKid),
        (8, SkipReason::PublishedSecret),
        (9, SkipReason::Malformed),
    ];
    assert_eq!(skipped(Ok(set)), expected, "K10 K11 K12 K14");
}

#[test]
fn a_secret_next_to_a_public_key_is_left_out_whatever_that_key_is_for() {
    let oct = json!({"kty": "oct", "alg": "HS512", "k": encode(secret(1, 64))});
    let others = [
        rsa_jwk(RSA_PEM),
        ed25519_jwk(ED25519_PEM),
        altered(&rsa_jwk(RSA_PEM), json!({"use": "enc"})),
        altered(&rsa_jwk(RSA_PEM), json!({"d": "AQAB"})),
        json!({"kty": "future"}),
    ];
    for public in others {
        for keys in [[oct.clone(), public.clone()], [public.clone(), oct.clone()]] {
            let place = keys.iter().position(|key| *key == oct).unwrap();
            let reasons = skipped(read(&keys, &[HS512, EdDSA]));
            let expected = (place, SkipReason::PublishedSecret);
            assert!(reasons.contains(&expected), "K11 {public} {reasons:?}");
        }
    }
    let alone = read(&[oct.clone(), oct.clone()], &[HS512, EdDSA]).unwrap();
    assert_eq!(algorithms(&alone), [HS512, HS512], "K11 secrets only");

    let set = read(&[oct, ed25519_jwk(ED25519_PEM)], &[HS512, EdDSA]).unwrap();
    let claims = claims_text(&[]);
    let published = ForeignKey::hmac(HS512, secret(1, 64)).token(&claims);
    let rows = vec![
        ("EdDSA", ForeignKey::ed25519().token(&claims), Good),
        (
            "K11 by the published secret",
            published,
            As(Refusal::AlgorithmNotAllowed),
        ),
    ];
    judge(&accepting(set), rows);
}

#[test]
fn a_set_of_more_than_64_keys_is_refused_for_several_algorithms_too() {
    let keys = |count: usize| -> Vec<Value> {
        let numbered = |n: usize| altered(&p256_jwk(P256_PEM), json!({"kid": n.to_string()}));
        (0..count).map(numbered).collect()
    };
    assert!(read(&keys(64), &[ES256, EdDSA]).is_ok(), "K13");
    let refused = read(&keys(65), &[ES256, EdDSA]).unwrap_err();
    assert_eq!(refused, JwkSetError::TooManyKeys { most: 64 }, "K13");
}

#[test]
fn a_fifth_key_that_nothing_tells_from_the_others_is_left_out() {
    let unnamed = ed25519_jwk(ED25519_PEM);
    let named = altered(&unnamed, json!({"kid": "a"}));
    let other = p256_jwk(P256_PEM);
    let mut keys = vec![unnamed; 5];
    keys.extend([named, other]);
    let set = read(&keys, &[EdDSA, ES256]);
    assert_eq!(set.as_ref().unwrap().keys().len(), 6);
    assert_eq!(skipped(set), [(4, SkipReason::TooManyUnnamed)]);
}

fn read(keys: &[Value], algorithms: &[Algorithm]) -> Result<JwkSet, JwkSetError> {
    JwkSet::from_json(&json!({ "keys": keys }).to_string(), algorithms)
}

fn algorithms(set: &JwkSet) -> Vec<Algorithm> {
    set.keys().iter().map(|key| key.algorithm()).collect()
}

/// The places of the keys that were left out and why, whether others remain or not.
fn skipped(set: Result<JwkSet, JwkSetError>) -> Vec<(usize, SkipReason)> {
    let skipped = match set {
        Ok(set) => set.skipped().to_vec(),
        Err(JwkSetError::NoUsableKey { skipped }) => skipped,
        Err(other) => panic!("{other}"),
    };
    let told = skipped.into_iter().map(|key| (key.position, key.reason));
    told.collect()
}

fn accepting(set: JwkSet) -> Verifier {
    let rules = Verifier::simple_jwt(set).clock(jwt_auth_core::TestClock::at(NOW));
    rules.build().unwrap()
}
