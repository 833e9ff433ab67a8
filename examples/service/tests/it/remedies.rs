//! What the one line says besides the name of the setting: the way out.

use crate::process::Process;
use crate::settings::{Change, P256, changed, set_in};

const NO_SECRET: Change<'_> = ("JWT_SIGNING_KEY", None);

fn assert_remedy(changes: &[Change<'_>], setting: &str, remedies: &[&str]) {
    let refused = changed(changes).unwrap_err();
    assert!(refused.starts_with(&format!("{setting}: ")), "{refused}");
    for remedy in remedies {
        assert!(refused.contains(remedy), "no {remedy}: {refused}");
    }
}

#[test]
fn a_public_key_with_the_algorithm_of_secrets_asks_for_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let pem = folder.path().join("key.pem");
    std::fs::write(&pem, P256).unwrap();
    let file = ("JWT_PUBLIC_KEY_FILE", pem.to_str());
    let changes = [NO_SECRET, file, ("JWT_ALGORITHM", Some("HS512"))];
    let remedies = ["HS512 is for JWT_SIGNING_KEY", "EdDSA or RS256"];
    assert_remedy(&changes, "JWT_ALGORITHM", &remedies);
}

#[test]
fn a_file_that_is_no_public_key_for_the_algorithm_asks_for_the_right_pem() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem");
    let file = ("JWT_PUBLIC_KEY_FILE", path.to_str());
    let private = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    let texts = [P256.as_bytes(), private.as_bytes(), b"\x30\x82\x01\x22\xff"];
    for text in texts {
        std::fs::write(&path, text).unwrap();
        let changes = [NO_SECRET, file, ("JWT_ALGORITHM", Some("RS256"))];
        let remedies = ["`openssl pkey -pubout`", "JWT_ALGORITHM"];
        assert_remedy(&changes, "JWT_PUBLIC_KEY_FILE", &remedies);
    }
}

#[test]
fn a_set_without_a_key_for_the_algorithm_asks_for_another_one() {
    let folder = tempfile::tempdir().unwrap();
    let set = set_in(folder.path());
    let file = ("JWT_JWKS_FILE", set.to_str());
    let changes = [NO_SECRET, file, ("JWT_ALGORITHM", Some("RS256"))];
    assert_remedy(&changes, "JWT_JWKS_FILE", &["JWT_ALGORITHM"]);
}

#[test]
fn a_plain_address_is_refused_however_it_is_written() {
    for url in [
        "http://127.0.0.1:1/x",
        "HTTP://127.0.0.1:1/x",
        " http://127.0.0.1:1/x",
        "ht\ttp://127.0.0.1:1/x",
        "http:127.0.0.1:1/x",
    ] {
        let url = ("JWT_JWKS_URL", Some(url));
        let changes = [NO_SECRET, url, ("JWT_ALGORITHM", Some("EdDSA"))];
        let remedies = ["https://", "JWT_JWKS_ALLOW_HTTP=1 permits http"];
        assert_remedy(&changes, "JWT_JWKS_URL", &remedies);
    }
}

#[test]
fn white_space_around_an_address_does_not_matter() {
    let url = ("JWT_JWKS_URL", Some(" https://127.0.0.1:1/x\n"));
    changed(&[NO_SECRET, url, ("JWT_ALGORITHM", Some("EdDSA"))]).unwrap();
    let process = Process::start(&[
        ("JWT_JWKS_URL", " http://127.0.0.1:1/x"),
        ("JWT_JWKS_ALLOW_HTTP", "1"),
        ("JWT_ALGORITHM", "EdDSA"),
    ]);
    let warning = process.line("plain http").unwrap();
    assert!(warning.contains("WARN") && warning.contains("JWT_JWKS_URL"));
}

#[test]
fn a_short_secret_is_never_led_to_a_waiver_that_would_not_help() {
    for hopeless in [
        "changeme",
        "hunter2-hunter2",
        "change-me-change-me-change-me-change-me",
    ] {
        let changes = [("JWT_SIGNING_KEY", Some(hopeless))];
        assert_remedy(&changes, "JWT_SIGNING_KEY", &["openssl rand"]);
        let refused = changed(&changes).unwrap_err();
        assert!(!refused.contains("JWT_ALLOW_SHORT_KEY"), "{refused}");
    }
}

#[test]
fn an_address_that_is_missing_comes_with_an_example() {
    for setting in ["OWN_URL", "LOGIN_URL"] {
        assert_remedy(&[(setting, None)], setting, &["such as https://"]);
    }
}
