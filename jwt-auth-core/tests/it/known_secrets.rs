//! K03: secrets that are published, guessable or somebody's placeholder are refused unless they are asked for by name.

use jwt_auth_core::{Algorithm, KeyError, KeySet, SkipReason, Verifier, VerifyingKey};
use serde_json::{Value, json};

use crate::auth::{claims_text, rules, verifier};
use crate::foreign::{ForeignKey, encode, secret};

/// Each has 64 bytes or more.
const KNOWN: [&str; 20] = [
    "django-insecure-q8$k!w2@z&n5(x^v7*b-p4_t=c0+d3)f6%h9g1j#m8s!r2u&e5i(o7",
    "Django-Insecure-q8$k!w2@z&n5(x^v7*b-p4_t=c0+d3)f6%h9g1j#m8s!r2u&e5i(o7",
    "a-string-secret-at-least-256-bits-long-a-string-secret-at-least-256-bits-long",
    "a-string-secret-at-least-256-bits-long-change-this-please-or-do-whatever",
    "a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long",
    "your-256-bit-secret-your-256-bit-secret-your-256-bit-secret-your-256-bit-secret",
    "your-512-bit-secret-your-512-bit-secret-your-512-bit-secret-your-512-bit-secret",
    "this-is-my-super-secret-jwt-signing-key-please-change-me-in-production",
    "THIS_IS_MY_SUPER_SECRET_JWT_SIGNING_KEY_PLEASE_CHANGE_ME_IN_PRODUCTION",
    "This is my super secret JWT signing key, please change me in production!",
    "changemechangemechangemechangemechangemechangemechangemechangeme",
    "change-me-change-me-change-me-change-me-change-me-change-me-change-me",
    "secretsecretsecretsecretsecretsecretsecretsecretsecretsecretsecret",
    "superSecretPassword123456superSecretPassword123456superSecretPassword",
    "1234567890123456789012345678901234567890123456789012345678901234567890",
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "abcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabcabca",
    "----------------------------------------------------------------",
    // FastAPI's tutorial and a much copied one for Spring.
    "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
    "404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970",
];

#[test]
fn a_known_secret_is_refused_by_every_way_in_but_one() {
    for known in KNOWN {
        assert!(known.len() >= 64, "{known}");
        for key in [
            VerifyingKey::hs256(known),
            VerifyingKey::hs384(known),
            VerifyingKey::hs512(known),
            VerifyingKey::hs384_short(known),
            VerifyingKey::hs512_short(known),
            VerifyingKey::from_secret(Algorithm::HS512, known),
            VerifyingKey::from_short_secret(Algorithm::HS512, known),
        ] {
            assert_eq!(key.map(|_| ()), Err(KeyError::KnownSecret), "K03 {known}");
        }
        let jwk = json!({"kty": "oct", "k": encode(known)}).to_string();
        let key = VerifyingKey::from_jwk(&jwk, Algorithm::HS512).map(|_| ());
        let expected = Err(SkipReason::Material(KeyError::KnownSecret));
        assert_eq!(key, expected, "K03 {known}");
        let key = VerifyingKey::from_insecure_secret(Algorithm::HS512, known);
        assert!(key.unwrap().is_insecure(), "K03 {known}");
    }
}

#[test]
fn a_known_secret_of_less_than_64_bytes_is_refused_too() {
    let known = [
        "a-string-secret-at-least-256-bits-long",
        "a-valid-string-secret-that-is-at-least-384-bits-long",
        "django-insecure-k#y!2v8(w$z5q&x@n7",
        "your-256-bit-secret-your-256-bit-secret",
        "my-secret-key-for-the-jwt-token-2024",
        "password123password123password123",
        "changeme-changeme-changeme-changeme",
        "00000000000000000000000000000000",
    ];
    for known in known {
        let keys = [
            VerifyingKey::hs256(known),
            VerifyingKey::from_short_secret(Algorithm::HS512, known),
            VerifyingKey::hs384_short(known),
        ];
        for key in keys {
            assert_eq!(key.map(|_| ()), Err(KeyError::KnownSecret), "K03 {known}");
        }
    }
}

#[test]
fn a_secret_that_repeats_a_few_bytes_is_refused_however_long_it_is() {
    for period in 1..=16_usize {
        for length in [64, 65, 1_000] {
            let few = secret(9, period);
            let repeated: Vec<u8> = few.into_iter().cycle().take(length).collect();
            let key = VerifyingKey::hs512(&repeated).map(|_| ());
            let expected = Err(KeyError::KnownSecret);
            assert_eq!(key, expected, "K03 {period} of {length} bytes");
        }
    }
    for byte in [0, b' ', b'A', 0x7F, 0xFF] {
        let key = VerifyingKey::hs256([byte; 32]).map(|_| ());
        assert_eq!(key, Err(KeyError::KnownSecret), "K03 {byte:#x}");
    }
}

#[test]
fn the_refusal_says_what_to_do_and_what_to_call_for_development() {
    let text = VerifyingKey::hs512(KNOWN[0]).unwrap_err().to_string();
    for needed in ["openssl rand", "Auth service", "from_insecure_secret"] {
        assert!(text.contains(needed), "{needed:?} is not in {text:?}");
    }
    assert!(!text.contains("q8$k"), "{text}");
}

#[test]
fn a_known_secret_that_is_asked_for_by_name_verifies_and_is_reported() {
    for known in KNOWN {
        let key = VerifyingKey::from_insecure_secret(Algorithm::HS512, known).unwrap();
        let token = ForeignKey::hmac(Algorithm::HS512, known).token(&claims_text(&[]));
        let verifier = verifier(key);
        assert!(verifier.verify::<Value>(&token).is_ok(), "{known}");
        assert!(verifier.has_insecure_secret(), "{known}");
    }
}

#[test]
fn the_report_finds_one_insecure_key_wherever_it_is() {
    let good = || VerifyingKey::hs512(secret(1, 64)).unwrap();
    let bad = || VerifyingKey::from_insecure_secret(Algorithm::HS512, KNOWN[0]).unwrap();
    let build = |rules: jwt_auth_core::VerifierBuilder| rules.build().unwrap();
    assert!(!verifier(good()).has_insecure_secret());
    assert!(build(rules(good()).also_accept(bad())).has_insecure_secret());

    let live = KeySet::new([good()]);
    let verifier = build(rules(good()).also_accept(live.clone()));
    assert!(!verifier.has_insecure_secret());
    live.replace([good(), bad()]);
    assert!(verifier.has_insecure_secret(), "in a KeySet");

    let named = |key, issuer: &str| build(rules(key).issuer(issuer));
    let verifiers = [named(good(), "a"), named(bad(), "b")];
    let several = Verifier::for_issuers(verifiers).unwrap();
    assert!(several.has_insecure_secret(), "of another issuer");
}

#[test]
fn a_good_secret_is_not_called_insecure_and_a_short_one_stays_short() {
    let strong = VerifyingKey::from_insecure_secret(Algorithm::HS512, secret(1, 64)).unwrap();
    assert!(!strong.is_insecure() && !strong.is_short());
    let short = VerifyingKey::from_insecure_secret(Algorithm::HS512, secret(1, 50)).unwrap();
    assert!(short.is_short() && !short.is_insecure());
    assert!(verifier(short).has_short_secret());
    let live = KeySet::new([VerifyingKey::hs512_short(secret(1, 50)).unwrap()]);
    let verifier = Verifier::simple_jwt(live).build().unwrap();
    assert!(verifier.has_short_secret(), "in a KeySet");
}

#[test]
fn the_name_waives_nothing_else() {
    let insecure = |secret: &str| VerifyingKey::from_insecure_secret(Algorithm::HS512, secret);
    for short in ["", "secret", "django-insecure-31-bytes-long--"] {
        let refused = insecure(short).unwrap_err();
        let expected = KeyError::SecretTooShort {
            algorithm: Algorithm::HS512,
            least: 32,
        };
        assert_eq!(refused, expected, "K01 {short}");
    }
    let line = format!("{}\n", KNOWN[0]);
    assert_eq!(
        insecure(&line).unwrap_err(),
        KeyError::SecretEndsWithLineBreak
    );
}
