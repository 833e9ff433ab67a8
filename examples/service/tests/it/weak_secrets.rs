//! Secrets that are short, and secrets that others know.

use jwt_auth_actix::TestIssuer;

use crate::process::Process;
use crate::settings::changed;

#[test]
fn a_short_secret_needs_its_waiver() {
    let django = "w)3k#p!x7z0=q&v2m@t9^r5b(j8$h1c*n4y6f+d-g_e%s~a?lu";
    assert_eq!(django.len(), 50);
    let refused = changed(&[("JWT_SIGNING_KEY", Some(django))]).unwrap_err();
    assert!(refused.contains("JWT_ALLOW_SHORT_KEY=1"), "{refused}");
    let waived = [
        ("JWT_SIGNING_KEY", Some(django)),
        ("JWT_ALLOW_SHORT_KEY", Some("1")),
    ];
    assert!(changed(&waived).is_ok());
}

#[test]
fn a_known_secret_is_refused_where_others_can_reach_the_service() {
    for own_url in [
        "https://service.example.org",
        "http://10.0.0.1:8000",
        "http://localhost.example.org",
        "http://notlocalhost",
        "nonsense",
    ] {
        for setting in ["JWT_SIGNING_KEY", "JWT_SIGNING_KEY_PREVIOUS"] {
            for known in known_secrets() {
                let known = known.as_str();
                let changes = [
                    ("OWN_URL", Some(own_url)),
                    (setting, Some(known)),
                    ("JWT_ALLOW_SHORT_KEY", Some("1")),
                ];
                let refused = changed(&changes).unwrap_err();
                assert!(refused.starts_with(&format!("{setting}: ")), "{refused}");
                assert!(refused.contains("openssl rand"), "{refused}");
                assert!(!refused.contains(known), "{refused}");
            }
        }
    }
}

#[test]
fn a_known_secret_is_taken_where_only_this_machine_reaches_the_service() {
    for own_url in [
        "http://127.0.0.1:8000",
        "http://127.9.9.9",
        "http://[::1]:8000/prefix",
        "http://localhost:8000",
        "https://service.localhost",
    ] {
        for known in known_secrets() {
            let changes = [
                ("OWN_URL", Some(own_url)),
                ("JWT_SIGNING_KEY", Some(known.as_str())),
            ];
            changed(&changes).unwrap_or_else(|error| panic!("{own_url}: {error}"));
        }
    }
}

#[test]
fn a_known_secret_on_this_machine_is_warned_of_at_start() {
    let process = Process::start(&[("JWT_SIGNING_KEY", TestIssuer::SECRET)]);
    let log = process.log();
    assert!(log.contains("WARN") && log.contains("guessable"), "{log}");
    assert!(!log.contains(TestIssuer::SECRET), "{log}");
}

fn known_secrets() -> [String; 4] {
    [
        TestIssuer::SECRET.to_owned(),
        format!("django-insecure-{}", "3x&p!q0#".repeat(8)),
        "changeme".repeat(8),
        "k".repeat(64),
    ]
}
