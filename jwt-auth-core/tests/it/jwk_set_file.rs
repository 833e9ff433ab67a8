//! A JWK set in a file: what is read again takes the place of what was there, or nothing changes.

use std::fs;
use std::path::PathBuf;

use jwt_auth_core::{
    Algorithm, JwkSetError, JwkSetFile, JwkSetFileError, Refusal, SkipReason, TestClock, Verifier,
};
use serde_json::{Value, json};

use crate::auth::{NOW, claims_text};
use crate::foreign::{ED25519_PEM, ForeignKey, RSA_PEM, encode, secret};
use crate::jwk::{altered, ed25519_jwk, rsa_jwk};
use crate::table::Expect::{As, Good};
use crate::table::judge;

const ALGORITHMS: [Algorithm; 2] = [Algorithm::RS256, Algorithm::EdDSA];

#[test]
fn a_file_that_is_read_again_replaces_the_keys() {
    let path = write("replaced", &set(&[rsa("old")]));
    let file = JwkSetFile::open(&path, &ALGORITHMS).unwrap();
    let verifier = verifier(&file);
    let unknown = As(Refusal::UnknownKid);
    judge(&verifier, vec![("old", rsa_token("old"), Good)]);

    fs::write(&path, set(&[rsa("new"), ed25519("ed")])).unwrap();
    judge(
        &verifier,
        vec![
            ("old, not read again", rsa_token("old"), Good),
            ("new", rsa_token("new"), unknown),
        ],
    );
    assert_eq!(file.reload().unwrap(), []);
    judge(
        &verifier,
        vec![
            ("old, withdrawn", rsa_token("old"), unknown),
            ("new", rsa_token("new"), Good),
            ("of another algorithm", ed25519_token("ed"), Good),
        ],
    );
    fs::write(&path, set(&[ed25519("ed")])).unwrap();
    file.clone().reload().unwrap();
    let gone = As(Refusal::AlgorithmNotAllowed);
    judge(
        &verifier,
        vec![
            ("new, withdrawn", rsa_token("new"), gone),
            ("ed", ed25519_token("ed"), Good),
        ],
    );
}

#[test]
fn a_file_that_cannot_be_used_is_an_error_and_keeps_the_keys() {
    let path = write("broken", &set(&[rsa("old")]));
    let file = JwkSetFile::open(&path, &ALGORITHMS).unwrap();
    let verifier = verifier(&file);
    let private = altered(&rsa("old"), json!({"d": "AQAB"}));
    let whole = set(&[rsa("new")]);
    let broken = [
        Vec::new(),
        b"{".to_vec(),
        b"{}".to_vec(),
        br#"{"keys":[]}"#.to_vec(),
        b"\xFF\xFE{\0".to_vec(),
        whole.as_bytes()[..whole.len() / 2].to_vec(),
        rsa("new").to_string().into(),
        RSA_PEM.into(),
        set(&[private]).into(),
        set(&[json!({"kty": "oct", "kid": "old", "k": encode(secret(1, 64))})]).into(),
        set(&vec![rsa("many"); 65]).into(),
        set(&[rsa("new"), rsa("new")]).into(),
    ];
    for content in broken {
        let shown = String::from_utf8_lossy(&content)
            .chars()
            .take(40)
            .collect::<String>();
        fs::write(&path, content).unwrap();
        assert!(file.reload().is_err(), "{shown}");
        let rows = vec![
            (shown.clone(), rsa_token("old"), Good),
            (shown, rsa_token("new"), As(Refusal::UnknownKid)),
        ];
        judge(&verifier, rows);
    }
    fs::remove_file(&path).unwrap();
    let gone = file.reload();
    assert!(matches!(gone, Err(JwkSetFileError::Read(_))), "{gone:?}");
    judge(&verifier, vec![("no file", rsa_token("old"), Good)]);

    fs::write(&path, set(&[rsa("new")])).unwrap();
    file.reload().unwrap();
    judge(&verifier, vec![("repaired", rsa_token("new"), Good)]);
}

#[test]
fn a_file_that_cannot_be_used_at_the_start_is_an_error() {
    let missing = folder().join("there-is-none.json");
    let opened = JwkSetFile::open(missing, &ALGORITHMS);
    assert!(matches!(opened, Err(JwkSetFileError::Read(_))), "missing");
    let opened = JwkSetFile::open(folder(), &ALGORITHMS);
    assert!(matches!(opened, Err(JwkSetFileError::Read(_))), "a folder");
    let path = write("no-set", RSA_PEM);
    let opened = JwkSetFile::open(path, &ALGORITHMS);
    let no_set = JwkSetError::NotAJwkSet;
    assert!(
        matches!(opened, Err(JwkSetFileError::Set(error)) if error == no_set),
        "PEM"
    );
    let path = write("no-algorithm", &set(&[rsa("old")]));
    let opened = JwkSetFile::open(path, &[]);
    assert!(
        matches!(opened, Err(JwkSetFileError::Set(_))),
        "K19 no algorithm"
    );
}

#[test]
fn keys_that_are_left_out_are_told_and_the_others_are_used() {
    let path = write("partly", &set(&[rsa("old")]));
    let file = JwkSetFile::open(&path, &ALGORITHMS).unwrap();
    let oct = json!({"kty": "oct", "alg": "HS512", "k": encode(secret(1, 64))});
    fs::write(&path, set(&[oct, rsa("new"), json!(null)])).unwrap();
    let skipped = file.reload().unwrap();
    let told: Vec<_> = skipped
        .iter()
        .map(|key| (key.position, &key.reason))
        .collect();
    let expected = [
        (0, &SkipReason::PublishedSecret),
        (2, &SkipReason::Malformed),
    ];
    assert_eq!(told, expected, "K11");
    judge(&verifier(&file), vec![("new", rsa_token("new"), Good)]);
}

#[test]
fn an_error_says_what_is_wrong_and_nothing_of_the_file() {
    let secret = encode(secret(1, 20));
    let path = write("secret", &set(&[json!({"kty": "oct", "k": secret})]));
    let error = JwkSetFile::open(&path, &[Algorithm::HS512]).unwrap_err();
    assert!(error.to_string().contains("too short"), "{error}");
    assert!(!format!("{error} {error:?}").contains(&secret));
    let missing = JwkSetFile::open(folder().join("none"), &ALGORITHMS).unwrap_err();
    let source = std::error::Error::source(&missing);
    assert!(source.is_some(), "the reason of the system is kept");
}

fn verifier(file: &JwkSetFile) -> Verifier {
    let rules = Verifier::simple_jwt(file.clone()).clock(TestClock::at(NOW));
    rules.build().unwrap()
}

fn rsa(kid: &str) -> Value {
    altered(&rsa_jwk(RSA_PEM), json!({"kid": kid}))
}

fn ed25519(kid: &str) -> Value {
    altered(&ed25519_jwk(ED25519_PEM), json!({"kid": kid}))
}

fn rsa_token(kid: &str) -> String {
    let header = format!(r#"{{"alg":"RS256","kid":"{kid}"}}"#);
    ForeignKey::rsa(Algorithm::RS256).sign(header, claims_text(&[]))
}

fn ed25519_token(kid: &str) -> String {
    let header = format!(r#"{{"alg":"EdDSA","kid":"{kid}"}}"#);
    ForeignKey::ed25519().sign(header, claims_text(&[]))
}

fn set(keys: &[Value]) -> String {
    json!({ "keys": keys }).to_string()
}

/// Each test has a file of its own.
fn write(name: &str, content: &str) -> PathBuf {
    let path = folder().join(format!("jwk-set-file-{name}.json"));
    fs::write(&path, content).unwrap();
    path
}

fn folder() -> PathBuf {
    env!("CARGO_TARGET_TMPDIR").into()
}
