//! `service explain`: the verdict as exit code, the reason in the words of `docs/reasons.md`, and never the token itself.

use std::io::Write as _;
use std::process::Stdio;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jwt_auth_actix::TestIssuer;
use serde_json::{Value, json};

use crate::jwks::ed25519_jwk;
use crate::process::command;
use crate::rules::ada;
use crate::settings::write_set;

const KEY: (&str, &str) = ("JWT_SIGNING_KEY", TestIssuer::SECRET);
const GOOD: i32 = 0;
const REFUSED: i32 = 1;
const UNKNOWN: i32 = 2;

struct Said {
    code: i32,
    out: String,
    err: String,
}

/// What it says to this input, none of which it repeats: no part of a token and nothing that is as long as one.
fn explain(settings: &[(&str, &str)], input: &str) -> Said {
    let folder = tempfile::tempdir().unwrap();
    let mut child = command(folder.path())
        .arg("explain")
        .envs(settings.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that does not read is a failure of its own.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let said = Said {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    };
    for part in input
        .split(['.', ' ', '=', '\n'])
        .filter(|it| it.len() > 20)
    {
        assert!(
            !said.out.contains(part) && !said.err.contains(part),
            "{}",
            said.out
        );
    }
    for (_, secret) in settings
        .iter()
        .filter(|(name, _)| *name == "JWT_SIGNING_KEY")
    {
        assert!(!said.out.contains(secret) && !said.err.contains(secret));
    }
    said
}

fn assert_said(settings: &[(&str, &str)], input: &str, code: i32, texts: &[&str]) {
    let said = explain(settings, input);
    assert_eq!(said.code, code, "{}{}", said.out, said.err);
    for text in texts {
        assert!(said.out.contains(text), "no {text}: {}", said.out);
    }
    assert_eq!(said.err, "");
}

fn assert_refused(settings: &[(&str, &str)], input: &str, texts: &[&str]) {
    assert_said(settings, input, REFUSED, texts);
}

fn now() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.unwrap().as_secs()
}

fn token(changes: Value) -> String {
    let mut claims = ada();
    if let Value::Object(changes) = changes {
        claims.as_object_mut().unwrap().extend(changes);
    }
    TestIssuer::hs512().access_token(&claims)
}

#[test]
fn of_a_good_token_it_says_who_its_bearer_would_be() {
    let good = token(json!({"exp": now() + 290}));
    let texts = [
        "good: ",
        "key \"6f1c0001-0000-4000-8000-000000000001\"",
        "\"HS512\"",
        "user_email",
        "ends in 4 minutes (",
        "issued ",
    ];
    assert_said(&[KEY], &format!("\n {good}\r\n"), GOOD, &texts);
}

#[test]
fn what_is_no_token_is_called_by_its_name() {
    let good = token(json!({}));
    for (input, text) in [
        (String::new(), "nothing on standard input"),
        (format!("Bearer {good}"), "what follows `Bearer`"),
        (format!("access={good}"), "the cookie's name"),
        (format!("org.breakthesystem.jwt.access={good}"), "a cookie"),
        (
            format!("Cookie: lang=en; org.breakthesystem.jwt.access={good}; a=b"),
            "a cookie",
        ),
        (format!("\"{good}\""), "quotes"),
        (good.replace('.', ".\n"), "white space"),
        (format!("{good}.a.b"), "encrypted"),
        ("junk".to_owned(), "three parts"),
        (format!("{good}\u{0}\u{1b}[31m"), "base64url"),
        (good.replace('.', "=."), "base64url"),
    ] {
        assert_refused(&[KEY], &input, &["malformed: ", text]);
    }
    assert_refused(&[KEY], &"x".repeat(100_000), &["too_large: "]);
}

#[test]
fn another_algorithm_and_another_key_are_told_apart() {
    let (ours, ed25519) = (TestIssuer::hs512(), TestIssuer::ed25519());
    let texts = [
        "algorithm_not_allowed: ",
        "HS512",
        "JWT_ALGORITHM",
        "which nothing proves",
    ];
    assert_refused(&[KEY], &ed25519.access_token(&ada()), &texts);
    assert_refused(&[KEY], &ours.unsigned_token(&ada()), &texts[..1]);

    let texts = [
        "bad_signature: ",
        "JWT_SIGNING_KEY",
        "different keys",
        "which nothing proves",
    ];
    assert_refused(&[KEY], &ours.foreign_token(&ada()), &texts);
    assert_refused(&[KEY], &ours.tampered_token(&ada()), &texts);

    let folder = tempfile::tempdir().unwrap();
    let mut key = ed25519_jwk(&ed25519);
    key["kid"] = "autumn".into();
    let set = write_set(folder.path(), &[key]);
    let settings = [
        ("JWT_JWKS_FILE", set.to_str().unwrap()),
        ("JWT_ALGORITHM", "EdDSA"),
    ];
    let texts = [
        "unknown_kid: ",
        "called autumn",
        "\"nobody's key\"",
        "rotation",
    ];
    assert_refused(&settings, &ed25519.unknown_kid_token(&ada()), &texts);
}

#[test]
fn the_same_secret_in_another_spelling_is_found_out() {
    let secret = TestIssuer::SECRET;
    let hexadecimal: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    for (ours, text) in [
        (STANDARD.encode(secret), "the base64 text of"),
        (hexadecimal, "the hexadecimal text of"),
        (format!("'{secret}'"), "without the quotes"),
        (format!("{secret} "), "without the white space"),
    ] {
        let texts = ["bad_signature: ", "It was signed with the ", text];
        assert_refused(&[("JWT_SIGNING_KEY", &ours)], &token(json!({})), &texts);
    }
}

#[test]
fn times_are_said_in_words() {
    let token = |exp: u64, iat: u64| token(json!({"exp": exp, "iat": iat}));
    let texts = [
        "expired: ",
        "expired 3 minutes ago (",
        " GMT)",
        "issued 2 hours ago",
    ];
    assert_refused(&[KEY], &token(now() - 185, now() - 7_300), &texts);

    let issuer = TestIssuer::hs512();
    let texts = [
        "not_yet_valid: ",
        "it begins in ",
        "NTP",
        "JWT_LEEWAY_SECONDS",
    ];
    assert_refused(&[KEY], &issuer.not_yet_valid_token(&ada()), &texts);
    let texts = ["issued_in_future: ", "it was issued in ", "NTP"];
    assert_refused(&[KEY], &issuer.issued_in_future_token(&ada()), &texts);
    let texts = ["lifetime_too_long: ", "it ends in 36", "24 hours"];
    assert_refused(&[KEY], &issuer.long_lived_token(&ada()), &texts);
}

#[test]
fn another_issuer_or_audience_is_named_with_the_setting_and_a_difference_that_is_hard_to_see() {
    let ours = [
        KEY,
        ("JWT_ISSUER", "https://auth.example.org"),
        ("JWT_AUDIENCE", "https://service.example.org"),
    ];
    let (near, far) = ("https://Auth.example.org/", "https://other.example.org");
    let texts = [
        "wrong_issuer: ",
        "JWT_ISSUER",
        "https://auth.example.org",
        "they differ in",
    ];
    assert_refused(&ours, &token(json!({"iss": near})), &texts);
    let said = explain(&ours, &token(json!({"iss": far})));
    assert!(
        !said.out.contains("they differ in") && !said.out.contains(far),
        "{}",
        said.out
    );
    assert_refused(&ours, &token(json!({})), &["wrong_issuer: ", "no `iss`"]);

    let iss = "https://auth.example.org";
    let texts = [
        "wrong_audience: ",
        "JWT_AUDIENCE",
        "https://service.example.org",
    ];
    assert_refused(&ours, &token(json!({"iss": iss, "aud": far})), &texts);
    assert_refused(&ours, &token(json!({"iss": iss, "aud": [far]})), &texts);
}

#[test]
fn another_kind_of_token_and_a_claim_that_the_model_lacks_are_named() {
    let issuer = TestIssuer::hs512();
    let texts = ["wrong_type: ", "refresh token"];
    assert_refused(&[KEY], &issuer.refresh_token(&ada()), &texts);
    let header = json!({"alg": "HS512", "typ": "id+jwt"}).to_string();
    assert_refused(&[KEY], &issuer.sign(header, "{}"), &["wrong_type: "]);
    let header = json!({"alg": "HS512", "crit": ["exp"]}).to_string();
    assert_refused(
        &[KEY],
        &issuer.sign(header, "{}"),
        &["unsupported_header (crit): "],
    );

    let texts = ["missing_claim (exp): "];
    assert_refused(&[KEY], &issuer.token_without_exp(&ada()), &texts);
    let texts = ["missing_claim (user_email): ", "`user_email`"];
    assert_refused(&[KEY], &token(json!({"user_email": null})), &texts);
    let texts = ["invalid_claim (user_is_staff): ", "`user_is_staff`"];
    assert_refused(&[KEY], &token(json!({"user_is_staff": "yes"})), &texts);
}

#[test]
fn nothing_in_a_token_reaches_the_terminal_as_a_command() {
    let header = json!({"alg": "HS512", "kid": "k", "typ": "\u{1b}[2J\n\u{202e}"}).to_string();
    let claims = json!({"\u{1b}]0;title\u{7}": 1, "exp": "\u{1b}[31m", "iat": 9e300}).to_string();
    let said = explain(&[KEY], &TestIssuer::hs512().sign(header, claims));
    assert_eq!(said.code, REFUSED);
    let is_text = |it: char| it == '\n' || !(it.is_control() || it == '\u{202e}');
    assert!(said.out.chars().all(is_text), "{:?}", said.out);
}

#[test]
fn a_setting_that_is_wrong_is_named_as_at_the_start_of_the_service() {
    let said = explain(
        &[("JWT_SIGNING_KEY", "hunter2-hunter2"), ("JWT_ISSUER", "x")],
        &token(json!({})),
    );
    assert_eq!(said.code, UNKNOWN);
    assert!(said.err.starts_with("JWT_SIGNING_KEY: "), "{}", said.err);
    assert_eq!(said.out, "");
}

#[test]
fn without_keys_nobody_can_tell() {
    let settings = [
        ("JWT_JWKS_URL", "http://127.0.0.1:1/jwks.json"),
        ("JWT_JWKS_ALLOW_HTTP", "1"),
        ("JWT_ALGORITHM", "EdDSA"),
    ];
    let said = explain(&settings, &TestIssuer::ed25519().access_token(&ada()));
    assert_eq!(said.code, UNKNOWN, "{}", said.out);
    assert!(
        said.out.starts_with("keys_unavailable: JWT_JWKS_URL"),
        "{}",
        said.out
    );
}

#[test]
fn the_program_says_how_it_is_called() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| command(folder.path()).args(arguments).output().unwrap();
    for arguments in [&["--help"][..], &["-h"], &["explain", "--help"]] {
        let help = run(arguments);
        assert_eq!(help.status.code(), Some(0));
        assert!(
            String::from_utf8(help.stdout)
                .unwrap()
                .starts_with("usage: service")
        );
    }
    for arguments in [&["serve"][..], &["explain", "token"], &["--explain"], &[""]] {
        let refused = run(arguments);
        assert_eq!(refused.status.code(), Some(UNKNOWN));
        assert!(
            String::from_utf8(refused.stderr)
                .unwrap()
                .starts_with("usage: service")
        );
        assert!(refused.stdout.is_empty());
    }
}
