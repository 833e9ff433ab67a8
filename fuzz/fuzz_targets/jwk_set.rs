//! Any text as a JWK set; the keys that are found then judge tokens.
#![no_main]

use std::sync::LazyLock;

use jwt_auth_core::{Algorithm, JwkSet, SkipReason, TestClock, TestIssuer, Verifier, VerifyingKey};
use jwt_auth_fuzz::{NOW, issuers};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

const ALL: [Algorithm; 12] = [
    Algorithm::HS256,
    Algorithm::HS384,
    Algorithm::HS512,
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];
/// One for each kind of key, so that a key without `alg` has a place.
const ONE_OF_EACH: [Algorithm; 5] = [
    Algorithm::HS512,
    Algorithm::PS256,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

static TOKENS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let rs256 = TestIssuer::rs256().clock(TestClock::at(NOW));
    let all = issuers().into_iter().chain([rs256]);
    all.map(|issuer| issuer.access_token(&json!({}))).collect()
});

fuzz_target!(|text: &str| {
    for algorithms in [&ALL[..], &ONE_OF_EACH] {
        if let Ok(set) = JwkSet::from_json(text, algorithms) {
            check(text, &set, algorithms);
            judge_tokens(set);
        }
    }
    for algorithm in ALL {
        if let Ok(key) = VerifyingKey::from_jwk(text, algorithm) {
            assert_eq!(key.algorithm(), algorithm);
            assert!(!is_private(&serde_json::from_str(text).unwrap()));
        }
    }
});

fn check(text: &str, set: &JwkSet, algorithms: &[Algorithm]) {
    let value: Value = serde_json::from_str(text).expect("a set is JSON");
    let listed = value["keys"].as_array().expect("keys is an array");
    assert!(listed.len() <= 64);
    assert_eq!(listed.len(), set.keys().len() + set.skipped().len());
    for skipped in set.skipped() {
        assert!(skipped.position < listed.len());
        let private = skipped.reason == SkipReason::Private;
        assert!(!private || is_private(&listed[skipped.position]));
    }
    let used = (0..listed.len()).filter(|at| set.skipped().iter().all(|it| it.position != *at));
    for (position, key) in used.zip(set.keys()) {
        let jwk = &listed[position];
        assert!(!is_private(jwk));
        assert_eq!(jwk["kid"].as_str(), key.kid());
        assert!(algorithms.contains(&key.algorithm()));
        let same_name = |other: &&VerifyingKey| other.kid() == key.kid();
        assert!(key.kid().is_none() || set.keys().iter().filter(same_name).count() == 1);
    }
}

fn is_private(jwk: &Value) -> bool {
    let members = ["d", "p", "q", "dp", "dq", "qi", "oth"];
    members.into_iter().any(|name| !jwk[name].is_null())
}

fn judge_tokens(set: JwkSet) {
    let rules = Verifier::simple_jwt(set).clock(TestClock::at(NOW));
    // Five keys of one algorithm that nothing tells apart make no verifier.
    let Ok(verifier) = rules.build() else {
        return;
    };
    for token in &*TOKENS {
        let _ = verifier.verify::<Value>(token);
    }
}
