//! What an operator reads when the service has started.

use crate::jwks::JwksServer;
use crate::process::{Process, command};
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
fn it_says_from_where_tokens_are_taken_and_at_which_addresses_people_come_and_go() {
    let process = Process::with_secret(&[
        ("REFRESH_COOKIE", "refresh"),
        ("ALLOW_BEARER", "1"),
        ("TRUSTED_ORIGINS", "https://app.example.org"),
    ]);
    for fact in [
        "tokens from Authorization: Bearer, then the cookie org.breakthesystem.jwt.access (only beside refresh)",
        "people reach this service at http://127.0.0.1:8000",
        "people sign in at http://127.0.0.1:8001/login",
        "further trusted origins: https://app.example.org",
    ] {
        let line = process.line(fact).unwrap();
        assert!(line.contains("INFO"), "{line}");
    }
}

#[test]
fn it_warns_of_plain_http_wherever_others_can_listen() {
    let warnings = ["own_url is plain http", "login_url is plain http"];
    let open = [
        ("OWN_URL", "http://service.example.org"),
        ("LOGIN_URL", "http://auth.example.org/login"),
    ];
    assert_warns(&open, &warnings, true);
    assert_warns(&[], &warnings, false);
}

#[test]
fn it_warns_of_an_issuer_or_an_audience_that_is_not_looked_at() {
    let warnings = ["iss is not checked", "aud is not checked"];
    let checked = [
        ("JWT_ISSUER", "https://auth.example.org"),
        ("JWT_AUDIENCE", "service"),
    ];
    assert_warns(&[], &warnings, true);
    assert_warns(&checked, &warnings, false);
}

#[test]
fn it_warns_of_addresses_that_are_not_within_the_domain_of_the_cookies() {
    let warnings = [
        "own_url is not within cookie_domain",
        "login_url is not within cookie_domain",
    ];
    let with = |own_url, login_url| {
        [
            ("COOKIE_DOMAIN", "example.org"),
            ("OWN_URL", own_url),
            ("LOGIN_URL", login_url),
        ]
    };
    let outside = with("https://example.com", "https://auth.example.com/login");
    assert_warns(&outside, &warnings, true);
    let inside = with("https://a.example.org", "https://auth.example.org/login");
    assert_warns(&inside, &warnings, false);
}

fn assert_warns(settings: &[(&str, &str)], warnings: &[&str], warns: bool) {
    let process = Process::with_secret(settings);
    for warning in warnings {
        let line = process.line(warning);
        assert_eq!(line.is_some(), warns, "{warning}");
        assert!(line.is_none_or(|line| line.contains("WARN")), "{warning}");
    }
}

#[test]
fn everything_that_is_wrong_with_the_addresses_is_said_at_once_and_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let ended = command(folder.path())
        .envs([
            ("JWT_SIGNING_KEY", SECRET),
            ("LOGIN_URL", "https://ada:hidden@auth.example.org/login"),
            ("LOGOUT_URL", "hidden"),
            ("OWN_URL", "https://service.example.org/?hidden"),
            ("ACCESS_COOKIE", "hidden name"),
            ("TRUSTED_ORIGINS", "https://hidden.example.org/"),
        ])
        .output()
        .unwrap();
    assert_eq!(ended.status.code(), Some(1));
    let log = String::from_utf8(ended.stdout).unwrap();
    let mut lines = log.lines().filter(|line| line.contains("cannot start"));
    let line = lines.next().unwrap();
    for setting in [
        "ACCESS_COOKIE: ",
        "LOGIN_URL: ",
        "LOGOUT_URL: ",
        "OWN_URL: ",
        "TRUSTED_ORIGINS: ",
    ] {
        assert!(line.contains(setting), "no {setting}: {line}");
    }
    assert!(!log.contains("hidden"), "{log}");
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
