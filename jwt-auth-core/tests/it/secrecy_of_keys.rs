//! What holds keys, and every error about them, shows no key; nothing that holds a key can be printed for people.

use std::fmt::Display;

use jwt_auth_core::{
    Algorithm, JwkSet, JwkSetFile, KeyError, KeySet, KeySource, Refusal, RemoteJwkSet,
    RemoteJwkSetBuilder, TestClock, Verifier, VerifierBuilder, VerifyingKey,
};
use serde_json::{Value, json};

use crate::auth::{NOW, claims_text};
use crate::foreign::{ForeignKey, encode};
use crate::secrecy::{assert_hides, assert_shows};

const SECRET: &str = "nobody guesses this one: 5d0e1f7ab94c2c83e6f7091a2b3c4d5e6f708192a3b4c5d6";

#[test]
fn what_holds_keys_shows_none_of_them() {
    let key = || {
        VerifyingKey::hs512(SECRET)
            .unwrap()
            .with_kid("key-1")
            .unwrap()
    };
    let jwk = json!({"kty": "oct", "kid": "key-1", "k": encode(SECRET)});
    let text = json!({"keys": [jwk]}).to_string();
    let set = JwkSet::from_json(&text, &[Algorithm::HS512]).unwrap();
    let path = concat!(env!("CARGO_TARGET_TMPDIR"), "/secrecy-of-keys.json");
    std::fs::write(path, &text).unwrap();
    let file = JwkSetFile::open(path, &[Algorithm::HS512]).unwrap();
    let live = KeySet::new([key()]);
    let rules = Verifier::simple_jwt(live.clone()).also_accept(set.clone());
    let verifier = rules.clone().build().unwrap();
    let other = Verifier::at_jwt(file.clone(), "b", "svc").build().unwrap();
    let named = Verifier::simple_jwt(key()).issuer("a").build().unwrap();
    let several = Verifier::for_issuers([named, other]).unwrap();

    let hidden = [encode(SECRET), SECRET[..20].to_owned()];
    let hidden: Vec<&str> = hidden.iter().map(String::as_str).collect();
    macro_rules! assert_secret {
        ($($value:expr),* $(,)?) => {$(
            assert_shows(&$value, "key-1");
            assert_hides(&$value, &hidden, SECRET);
        )*};
    }
    assert_secret!(
        key(),
        set,
        live,
        live.keys(),
        file,
        KeySource::from(key()),
        KeySource::from(set.clone()),
        KeySource::from(live.clone()),
        KeySource::from(file.clone()),
        rules,
        verifier,
        several,
    );
}

#[test]
fn a_set_that_is_fetched_shows_nothing_of_its_address() {
    let address = "https://nobody.invalid/jwks.json?key=5d0e1f7ab94c2c83";
    let settings = RemoteJwkSet::at(address, &[Algorithm::EdDSA]);
    assert_shows(&settings, "EdDSA");
    assert_hides(&settings, &["5d0e1f7ab94c2c83"], address);
    let refused = "http://ada:5d0e1f7ab94c2c83@nobody.invalid/jwks.json";
    let error = RemoteJwkSet::at(refused, &[Algorithm::EdDSA])
        .build()
        .unwrap_err();
    assert_hides(&error, &["5d0e1f7ab94c2c83"], refused);
    assert!(!error.to_string().contains("5d0e1f7ab94c2c83"), "{error}");

    // Nothing listens on this port of loopback.
    let closed = "http://127.0.0.1:9/jwks.json?key=5d0e1f7ab94c2c83";
    let settings = RemoteJwkSet::at(closed, &[Algorithm::EdDSA]).dangerous_allow_http();
    let keys = settings.build().unwrap();
    assert_shows(&keys, "RemoteJwkSet");
    assert_hides(&keys, &["5d0e1f7ab94c2c83"], closed);
    assert_hides(&KeySource::from(keys), &["5d0e1f7ab94c2c83"], closed);
}

#[test]
fn no_error_about_a_secret_quotes_it() {
    let line = format!("{SECRET}\n");
    let known = "django-insecure-5d0e1f7ab94c2c83e6f7091a2b3c4d5e6f708192a3b4c5d65d0e1f";
    let repeated = "5d0e1f7a".repeat(8);
    let ssh = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGp3dC1hdXRoIHRlc3Qga2V5LCBub3QgYSBz";
    let jwk = json!({"kty": "oct", "k": encode(SECRET)}).to_string();
    let rows = [
        (&SECRET[..40], "64"),
        (&line, "line break"),
        (known, "from_insecure_secret"),
        (&repeated, "from_insecure_secret"),
        (ssh, "SSH"),
        (&jwk, "JWK"),
    ];
    for (secret, remedy) in rows {
        let error: KeyError = VerifyingKey::hs512(secret).unwrap_err();
        assert!(error.to_string().contains(remedy), "{error}");
        assert_hides(&error, &[&secret[..12]], secret);
        // Some of these secrets begin with the name of a kind of key, which the messages name too.
        assert!(!error.to_string().contains(&secret[8..24]), "{error}");
    }
    let wrong = VerifyingKey::from_secret(Algorithm::RS256, SECRET).unwrap_err();
    assert_hides(&wrong, &[], SECRET);
    for error in [
        VerifyingKey::rs256_pem(SECRET).unwrap_err(),
        VerifyingKey::ed25519_der(SECRET).unwrap_err(),
        VerifyingKey::hs512(SECRET)
            .unwrap()
            .with_kid(format!("{SECRET}\0"))
            .unwrap_err(),
    ] {
        assert_hides(&error, &[], SECRET);
        assert!(!error.to_string().contains(&SECRET[..12]), "{error}");
    }
}

/// The text that the attacker chose, in every place that a verifier looks at.
#[test]
fn a_refusal_carries_nothing_that_an_attacker_wrote() {
    let evil = "evil-5d0e1f7ab94c2c83";
    let key = || {
        VerifyingKey::hs512(SECRET)
            .unwrap()
            .with_kid("key-1")
            .unwrap()
    };
    let now = TestClock::at(NOW);
    let named = |issuer: &str| {
        let rules = Verifier::builder(key()).issuer(issuer).audience("svc");
        rules.require_claim("tid", "t").clock(now.clone())
    };
    let one = named("a").build().unwrap();
    let two = Verifier::for_issuers(["a", "b"].map(|it| named(it).build().unwrap())).unwrap();
    let signing = ForeignKey::hmac(Algorithm::HS512, SECRET);
    let claim = |claim: &str| {
        let value = format!(r#""{evil}""#);
        let own = [("iss", r#""a""#), ("aud", r#""svc""#), ("tid", r#""t""#)];
        signing.token(&claims_text(&[&own, &[(claim, &*value)][..]].concat()))
    };
    let header = |members: &str| {
        let text = format!(r#"{{"alg":"HS512",{members}}}"#);
        signing.sign(text, claims_text(&[]))
    };
    let tokens = [
        evil.to_owned(),
        format!("{evil}.{evil}.{evil}"),
        signing.sign(format!(r#"{{"alg":"{evil}"}}"#), claims_text(&[])),
        header(&format!(r#""kid":"{evil}""#)),
        header(&format!(r#""typ":"{evil}""#)),
        header(&format!(r#""crit":["{evil}"]"#)),
        header(&format!(r#""zip":"{evil}""#)),
        claim("iss"),
        claim("aud"),
        claim("tid"),
        claim("exp"),
        signing.token(&format!(r#"{{"{evil}":1,"{evil}":1}}"#)),
    ];
    for token in tokens {
        for verifier in [&one, &two] {
            let refusal: Refusal = verifier.verify::<Value>(&token).unwrap_err();
            let shown = format!(
                "{refusal} {refusal:?} {} {:?}",
                refusal.code(),
                refusal.member()
            );
            assert!(!shown.contains("5d0e1f7a"), "{shown}");
        }
    }
}

/// Does not compile for a type that has `Display`: which of the two implementations is meant would then be ambiguous.
#[test]
fn what_holds_keys_has_no_display() {
    trait NoDisplay<Witness> {
        fn name() -> &'static str {
            std::any::type_name::<Self>()
        }
    }
    struct Displayed;
    impl<T: ?Sized> NoDisplay<()> for T {}
    impl<T: ?Sized + Display> NoDisplay<Displayed> for T {}

    let names = [
        <VerifyingKey as NoDisplay<_>>::name(),
        <KeySource as NoDisplay<_>>::name(),
        <KeySet as NoDisplay<_>>::name(),
        <JwkSet as NoDisplay<_>>::name(),
        <JwkSetFile as NoDisplay<_>>::name(),
        <RemoteJwkSet as NoDisplay<_>>::name(),
        <RemoteJwkSetBuilder as NoDisplay<_>>::name(),
        <VerifierBuilder as NoDisplay<_>>::name(),
        <Verifier as NoDisplay<_>>::name(),
    ];
    assert!(names.iter().all(|name| name.starts_with("jwt_auth_core::")));
}
