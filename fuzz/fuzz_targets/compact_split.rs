//! Any text as a token. Nobody can forge one, so what is accepted is what an issuer signed, character for character.
#![no_main]

use std::sync::LazyLock;

use jwt_auth_core::{TestIssuer, Verifier};
use jwt_auth_fuzz::{is_canonical, issuers, simple_jwt};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

struct Case {
    verifier: Verifier,
    good: Vec<String>,
}

static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let [_, hs512, _, ed25519] = issuers();
    // Without a configured issuer, `iss` is not looked at.
    let one = |issuer: &TestIssuer| Case {
        verifier: simple_jwt(issuer).build().unwrap(),
        good: vec![
            issuer.access_token(&json!({})),
            naming(issuer, "first"),
            naming(issuer, "second"),
        ],
    };
    vec![one(&hs512), one(&ed25519), two_issuers(&hs512, &ed25519)]
});

/// Here the claims are read before any signature is.
fn two_issuers(first: &TestIssuer, second: &TestIssuer) -> Case {
    let named = |issuer, name| simple_jwt(issuer).issuer(name).build().unwrap();
    let verifiers = [named(first, "first"), named(second, "second")];
    Case {
        verifier: Verifier::for_issuers(verifiers).unwrap(),
        good: vec![naming(first, "first"), naming(second, "second")],
    }
}

fn naming(issuer: &TestIssuer, name: &str) -> String {
    issuer.access_token(&json!({"iss": name}))
}

fuzz_target!(|data: &[u8]| {
    let Ok(token) = std::str::from_utf8(data) else {
        return;
    };
    for case in &*CASES {
        let accepted = case.verifier.verify::<Value>(token).is_ok();
        assert_eq!(accepted, case.good.iter().any(|good| good == token));
        if case.verifier.verify_signature_only(token).is_ok() {
            assert!(token.len() <= 8_192);
            assert_eq!(token.split('.').count(), 3);
            assert!(token.split('.').all(is_canonical));
        }
    }
});
