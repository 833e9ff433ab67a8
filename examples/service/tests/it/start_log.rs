//! What an operator reads when the service has started.

use crate::jwks::JwksServer;
use crate::process::Process;
use crate::settings::{SECRET, set_in};

const OTHER: &str =
    "the secret before the last rotation, which has sixty-four bytes too, as it must";
const JUDGED: &str = "what tokens are judged by";

#[test]
fn it_says_what_tokens_are_judged_by_and_shows_no_secret() {
    let process = Process::with_secret(&[("JWT_SIGNING_KEY_PREVIOUS", OTHER)]);
    let line = process.line(JUDGED).unwrap();
    for part in [
        "INFO",
        r#"profile="simple_jwt""#,
        r#"keys="JWT_SIGNING_KEY""#,
        r#"algorithms="HS512""#,
        r#"previous="HS512""#,
        r#"issuer="(not looked at)""#,
        r#"audience="(not looked at)""#,
    ] {
        assert!(line.contains(part), "no {part}: {line}");
    }
    let log = process.log();
    assert!(!log.contains(SECRET) && !log.contains(OTHER), "{log}");
}

#[test]
fn it_names_the_rules_that_the_environment_sets() {
    let folder = tempfile::tempdir().unwrap();
    let set = set_in(folder.path());
    let process = Process::start(&[
        ("JWT_JWKS_FILE", set.to_str().unwrap()),
        ("JWT_ALGORITHM", "RS256, EdDSA"),
        ("JWT_PROFILE", "at_jwt"),
        ("JWT_ISSUER", "https://auth.example.org"),
        ("JWT_AUDIENCE", "https://service.example.org"),
    ]);
    let line = process.line(JUDGED).unwrap();
    for part in [
        r#"profile="at_jwt""#,
        r#"keys="JWT_JWKS_FILE""#,
        r#"algorithms="RS256,EdDSA""#,
        r#"issuer="https://auth.example.org""#,
        r#"audience="https://service.example.org""#,
    ] {
        assert!(line.contains(part), "no {part}: {line}");
    }
    assert!(!line.contains("previous"), "{line}");
}

#[test]
fn a_setting_that_changes_nothing_is_warned_of() {
    for (name, value) in [
        ("JWT_ALLOW_SHORT_KEY", "1"),
        ("JWT_JWKS_ALLOW_HTTP", "1"),
        ("JWT_ALGORITHM_PREVIOUS", "HS256"),
    ] {
        let process = Process::with_secret(&[(name, value)]);
        let warning = process.line(name).unwrap();
        assert!(warning.contains("WARN"), "{warning}");
        assert!(warning.contains("has no effect"), "{warning}");
    }
}

#[test]
fn a_waiver_that_is_needed_is_not_called_idle() {
    let short = "w)3k#p!x7z0=q&v2m@t9^r5b(j8$h1c*n4y6f+d-g_e%s~a?lu";
    let processes = [
        Process::start(&[("JWT_SIGNING_KEY", short), ("JWT_ALLOW_SHORT_KEY", "1")]),
        Process::start(&[
            ("JWT_JWKS_URL", &JwksServer::start().url()),
            ("JWT_JWKS_ALLOW_HTTP", "1"),
            ("JWT_ALGORITHM", "EdDSA"),
        ]),
    ];
    for process in processes {
        assert!(process.line("WARN").is_some());
        assert_eq!(process.line("has no effect"), None);
    }
}
