//! Settings that cannot stand are refused when the service starts, all at once.

use std::time::Duration;

use jwt_auth_actix::{JwtAuth, Verifier};

use crate::service::{Database, builder, issuer};

#[test]
fn everything_that_is_wrong_is_listed_in_one_message() {
    let database = Database::new();
    let verifier = Verifier::simple_jwt(issuer().verifying_key())
        .build()
        .unwrap();
    let error = JwtAuth::builder(verifier, database.store())
        .access_cookie("two words")
        .login_url("/login")
        .own_url("https://user:password@example.org")
        .logout_url("javascript:alert(1)")
        .trusted_origin("https://example.org/")
        .build()
        .unwrap_err();
    let message = error.to_string();
    for setting in [
        "access_cookie",
        "login_url",
        "own_url",
        "logout_url",
        "trusted_origin",
    ] {
        assert!(message.contains(setting), "{setting}: {message}");
    }
    assert_eq!(error.problems().len(), 5);
    assert!(!message.contains("password@"), "{message}");
}

#[test]
fn rows_are_kept_for_whole_seconds_up_to_a_minute_and_only_with_their_tokens() {
    let database = Database::new();
    let build = |tokens, ttl| {
        let builder = builder(&database).cached_tokens(tokens);
        builder.row_ttl(Duration::from_millis(ttl)).build()
    };
    for (tokens, ttl, good) in [
        (0, 0, true),
        (1, 1_000, true),
        (1, 60_000, true),
        (1, 60_001, false),
        (1, 61_000, false),
        (1, 500, false),
        (0, 1_000, false),
    ] {
        let built = build(tokens, ttl);
        assert_eq!(built.is_ok(), good, "{tokens} tokens, {ttl} ms");
        if let Err(error) = built {
            assert!(error.problems()[0].starts_with("row_ttl"), "{error}");
        }
    }
}

#[test]
fn an_own_url_has_no_query_fragment_or_other_scheme() {
    for own_url in [
        "https://example.org/?x=1",
        "https://example.org/#top",
        "ftp://example.org",
        "example.org",
        "https://exa mple.org",
        "https://example.org\\evil",
        "https:example.org",
        "https:///example.org",
        "https://@example.org",
        "",
    ] {
        let database = Database::new();
        assert!(
            builder(&database).own_url(own_url).build().is_err(),
            "{own_url}"
        );
    }
}

#[test]
fn a_trusted_origin_is_written_as_browsers_write_it() {
    let database = Database::new();
    for good in [
        "https://example.com",
        "https://example.com:8080",
        "http://example.com",
    ] {
        assert!(
            builder(&database).trusted_origin(good).build().is_ok(),
            "S13 {good}"
        );
    }
    for bad in [
        "example.com",
        "https://",
        "https://example.com/",
        "https://example.com/path",
        "https://example.com?q",
        "https://example.com#f",
        "https://ex ample.com",
        "https://*.example.com",
        "https://example.com:443",
        "",
        "null",
    ] {
        assert!(
            builder(&database).trusted_origin(bad).build().is_err(),
            "S13 {bad}"
        );
    }
}

#[test]
fn several_issuers_are_refused_unless_they_name_the_same_people() {
    let database = Database::new();
    let of = |name: &str| {
        let rules = Verifier::simple_jwt(issuer().verifying_key()).issuer(name);
        rules.build().unwrap()
    };
    let builder = |verifier| {
        JwtAuth::builder(verifier, database.store())
            .access_cookie("a")
            .login_url("https://auth.example.org/login")
            .own_url("https://service.example.org")
    };
    let both = Verifier::for_issuers([of("old"), of("new")]).unwrap();
    let error = builder(both.clone()).build().unwrap_err();
    assert!(error.to_string().contains("issuers_share_users"), "{error}");
    assert!(builder(both).issuers_share_users().build().is_ok());
    let one = Verifier::for_issuers([of("old")]).unwrap();
    assert!(builder(one).build().is_ok());
}
