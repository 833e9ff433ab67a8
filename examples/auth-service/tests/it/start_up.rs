use auth_service::{Config, ConfigError, CreateAccountError, NewAccount, create_account};
use jwt_auth_actix::TestIssuer;

use crate::service::SECRET;

const GOOD: [(&str, &str); 5] = [
    ("DATABASE_URL", "auth.db"),
    ("JWT_SIGNING_KEY", SECRET),
    ("OWN_URL", "https://auth.example.org"),
    (
        "ALLOWED_ORIGINS",
        "https://a.example.org, http://127.0.0.1:8000",
    ),
    ("COOKIE_DOMAIN", "example.org"),
];

pub(crate) fn config(changes: &[(&str, &str)]) -> Result<Config, ConfigError> {
    Config::from_env(|name| {
        let settings = changes.iter().chain(&GOOD);
        let mut settings = settings.filter(|(setting, _)| *setting == name);
        settings.next().map(|(_, value)| (*value).to_owned())
    })
}

#[test]
fn a_good_environment_is_taken() {
    config(&[]).unwrap();
    config(&[
        ("OWN_URL", "https://auth.example.org/"),
        ("ALLOWED_ORIGINS", ""),
    ])
    .unwrap();
    config(&[("OWN_URL", "http://127.0.0.1:8001"), ("COOKIE_DOMAIN", "")]).unwrap();
}

#[test]
fn what_is_missing_or_unsafe_is_named_with_a_remedy_and_never_shown() {
    let cases = [
        ("DATABASE_URL", ""),
        ("DATABASE_URL", ":memory:"),
        ("DATABASE_URL", "sqlite::memory:"),
        ("JWT_SIGNING_KEY", ""),
        ("JWT_SIGNING_KEY", "short-and-secret"),
        ("JWT_SIGNING_KEY", TestIssuer::SECRET),
        (
            "JWT_SIGNING_KEY",
            "-----BEGIN PRIVATE KEY-----\nsecret-secret-secret-secret-secret-secret-secret\n",
        ),
        ("JWT_SIGNING_KEY_PREVIOUS", "short-and-secret"),
        ("JWT_SIGNING_KEY_PREVIOUS", TestIssuer::SECRET),
        ("JWT_SIGNING_KEY_PREVIOUS", SECRET),
        ("REFRESH_ROTATION", "secret.no"),
        ("REFRESH_ROTATION", "OFF"),
        ("OWN_URL", ""),
        ("OWN_URL", "auth.example.org/secret"),
        ("OWN_URL", "https://auth.example.org/secret"),
        ("OWN_URL", "https://ada:secret@auth.example.org"),
        ("OWN_URL", "ftp://secret.example.org"),
        ("ALLOWED_ORIGINS", "https://secret.example.org/"),
        ("ALLOWED_ORIGINS", "*"),
        ("ALLOWED_ORIGINS", "https://*.secret.example"),
        ("ALLOWED_ORIGINS", "https://a.example.org;script-src.secret"),
        ("COOKIE_DOMAIN", "secret.example"),
        ("COOKIE_DOMAIN", "secret; Path=/"),
        ("COOKIE_DOMAIN", "."),
        ("ACCESS_COOKIE", "secret name"),
        ("ACCESS_COOKIE", "__Host-secret"),
        ("REFRESH_COOKIE", "org.breakthesystem.jwt.access"),
        ("CLIENT_ADDRESS_HEADER", "secret header"),
    ];
    for (setting, value) in cases {
        let error = config(&[(setting, value)]).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{setting}: ")), "{error}");
        assert!(
            !error.contains('\n') && error.len() > setting.len() + 20,
            "{error}"
        );
        assert!(
            !error.contains("secret.") && !error.contains("ada"),
            "{error}"
        );
        assert!(!error.contains("short-and"), "{error}");
        assert!(!error.contains(TestIssuer::SECRET), "{error}");
        assert!(!error.contains(SECRET), "{error}");
    }
}

#[test]
fn a_secret_that_others_know_is_taken_where_only_this_machine_can_be_reached() {
    for own_url in [
        "http://127.0.0.1:8001",
        "http://[::1]:8001",
        "https://auth.localhost",
    ] {
        config(&[
            ("JWT_SIGNING_KEY", TestIssuer::SECRET),
            ("OWN_URL", own_url),
            ("COOKIE_DOMAIN", ""),
        ])
        .unwrap();
    }
    for own_url in ["https://localhost.example.org", "http://10.0.0.1:8001"] {
        let refused = config(&[
            ("JWT_SIGNING_KEY", TestIssuer::SECRET),
            ("OWN_URL", own_url),
            ("COOKIE_DOMAIN", ""),
        ]);
        let error = refused.unwrap_err().to_string();
        assert!(error.starts_with("JWT_SIGNING_KEY: "), "{error}");
    }
}

#[test]
fn a_prefix_that_needs_https_is_refused_without_it() {
    let error = config(&[
        ("OWN_URL", "http://localhost:8001"),
        ("COOKIE_DOMAIN", ""),
        ("REFRESH_COOKIE", "__Secure-refresh"),
    ]);
    assert!(
        error
            .unwrap_err()
            .to_string()
            .starts_with("REFRESH_COOKIE: ")
    );
}

#[test]
fn nothing_prints_the_key_or_a_password() {
    let shown = format!("{:?}", config(&[]).unwrap());
    assert!(!shown.contains(SECRET), "{shown}");
    let new = NewAccount {
        password: "correct horse".to_owned(),
        ..NewAccount::default()
    };
    assert!(!format!("{new:?}").contains("horse"));
}

#[test]
fn an_account_that_cannot_stand_is_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("auth.db").display().to_string();
    let config = config(&[("DATABASE_URL", &format!("sqlite://{database}"))]).unwrap();
    let mut new = NewAccount {
        email: "ada@example.org".to_owned(),
        ..NewAccount::default()
    };
    let refused = create_account(&config, &new);
    assert!(matches!(refused, Err(CreateAccountError::Invalid(_))));
    new.password = "correct horse".to_owned();
    create_account(&config, &new).unwrap();
    assert_eq!(
        create_account(&config, &new),
        Err(CreateAccountError::Taken)
    );
}
