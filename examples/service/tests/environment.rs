//! What is missing or unsafe in the environment is refused with one line that names the setting and not its value.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

use std::collections::HashMap;

use service::Config;

const SECRET: &str = "a secret of more than sixty-four bytes, as RFC 7518 demands it for HS512";
const P256: &str = "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEXAY6y6+KBoTR6LsiUlLsxWBtQP6+
XmFq2lbteFz7Ra3H84mEk3jpd/WW7Ejv7b3ozJXLkdl2XDpzY/FL11dUpA==
-----END PUBLIC KEY-----
";

fn complete() -> HashMap<&'static str, String> {
    HashMap::from([
        ("DATABASE_URL", "service.db".to_owned()),
        ("JWT_SIGNING_KEY", SECRET.to_owned()),
        ("LOGIN_URL", "https://auth.example.org/login".to_owned()),
        ("OWN_URL", "https://service.example.org".to_owned()),
    ])
}

/// `None` takes a variable away.
type Change<'v> = (&'static str, Option<&'v str>);

fn changed(changes: &[Change<'_>]) -> Result<Config, String> {
    let mut variables = complete();
    for (name, value) in changes {
        match value {
            Some(value) => variables.insert(name, (*value).to_owned()),
            None => variables.remove(name),
        };
    }
    Config::from_env(|name| variables.get(name).cloned()).map_err(|error| error.to_string())
}

#[test]
fn four_variables_are_enough() {
    assert!(changed(&[]).is_ok());
}

#[test]
fn each_mistake_is_named_by_its_setting_and_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let pem = folder.path().join("key.pem");
    std::fs::write(&pem, P256).unwrap();
    let pem = pem.to_str().unwrap();
    let short = "a-secret-that-is-too-short-but-secret";
    let rows: &[(&str, &[Change<'_>])] = &[
        ("DATABASE_URL", &[("DATABASE_URL", None)]),
        (
            "DATABASE_URL",
            &[("DATABASE_URL", Some("postgres://me:hidden@db/x"))],
        ),
        (
            "DATABASE_URL",
            &[("DATABASE_URL", Some("postgresql://me:hidden@db/x"))],
        ),
        (
            "DATABASE_URL",
            &[("DATABASE_URL", Some("mysql://me:hidden@db/x"))],
        ),
        ("LOGIN_URL", &[("LOGIN_URL", None)]),
        ("OWN_URL", &[("OWN_URL", Some(""))]),
        (
            "JWT_SIGNING_KEY",
            &[("JWT_SIGNING_KEY", None), ("JWT_ALGORITHM", Some("HS512"))],
        ),
        ("JWT_ALGORITHM", &[("JWT_SIGNING_KEY", None)]),
        ("JWT_SIGNING_KEY", &[("JWT_SIGNING_KEY", Some(short))]),
        ("JWT_SIGNING_KEY", &[("JWT_SIGNING_KEY", Some(P256))]),
        ("JWT_SIGNING_KEY", &[("JWT_PUBLIC_KEY_FILE", Some(pem))]),
        ("JWT_SIGNING_KEY", &[("JWT_ALGORITHM", Some("ES256"))]),
        (
            "JWT_SIGNING_KEY_PREVIOUS",
            &[("JWT_SIGNING_KEY_PREVIOUS", Some(short))],
        ),
        ("JWT_ALGORITHM", &[("JWT_ALGORITHM", Some("none"))]),
        ("JWT_ALGORITHM", &[("JWT_ALGORITHM", Some("HS512,RS256"))]),
        (
            "JWT_ALGORITHM",
            &[
                ("JWT_SIGNING_KEY", None),
                ("JWT_PUBLIC_KEY_FILE", Some(pem)),
            ],
        ),
        (
            "JWT_PUBLIC_KEY_FILE",
            &[
                ("JWT_SIGNING_KEY", None),
                ("JWT_ALGORITHM", Some("ES256")),
                ("JWT_PUBLIC_KEY_FILE", Some("/nonexistent/hidden.pem")),
            ],
        ),
        (
            "JWT_PUBLIC_KEY_FILE",
            &[
                ("JWT_SIGNING_KEY", None),
                ("JWT_ALGORITHM", Some("RS256")),
                ("JWT_PUBLIC_KEY_FILE", Some(pem)),
            ],
        ),
        (
            "JWT_JWKS_FILE",
            &[
                ("JWT_SIGNING_KEY", None),
                ("JWT_ALGORITHM", Some("ES256")),
                ("JWT_JWKS_FILE", Some(pem)),
            ],
        ),
        (
            "JWT_ACCESS_LIFETIME_SECONDS",
            &[("JWT_ACCESS_LIFETIME_SECONDS", Some("hidden"))],
        ),
        ("ALLOW_BEARER", &[("ALLOW_BEARER", Some("yes-hidden"))]),
        ("DEBUG_ROUTES", &[("DEBUG_ROUTES", Some("true-hidden"))]),
    ];
    for (setting, changes) in rows {
        let Err(message) = changed(changes) else {
            panic!("{setting} {changes:?} is accepted");
        };
        assert!(
            message.starts_with(&format!("{setting}: ")),
            "{setting}: {message}"
        );
        assert_eq!(message.lines().count(), 1, "{message}");
        for secret in [short, SECRET, "hidden", "MFkw"] {
            assert!(!message.contains(secret), "{message}");
        }
    }
}

#[test]
fn other_kinds_of_keys_are_taken_where_the_algorithm_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let pem = folder.path().join("key.pem");
    std::fs::write(&pem, P256).unwrap();
    let config = changed(&[
        ("JWT_SIGNING_KEY", None),
        ("JWT_ALGORITHM", Some("ES256")),
        ("JWT_PUBLIC_KEY_FILE", pem.to_str()),
    ]);
    assert!(config.is_ok(), "{config:?}");
}

#[test]
fn a_short_secret_needs_its_waiver() {
    let django = "django-insecure-0123456789abcdefghijklmnopqrstuvwx";
    assert!(changed(&[("JWT_SIGNING_KEY", Some(django))]).is_err());
    let waived = [
        ("JWT_SIGNING_KEY", Some(django)),
        ("JWT_ALLOW_SHORT_KEY", Some("1")),
    ];
    assert!(changed(&waived).is_ok());
}

#[test]
fn the_configuration_shows_no_key() {
    let shown = format!("{:?}", changed(&[]).unwrap());
    assert!(!shown.contains(SECRET), "{shown}");
}
