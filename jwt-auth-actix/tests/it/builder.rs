//! Settings that cannot stand are refused when the service starts, all at once.

use jwt_auth_actix::{JwtAuth, Verifier, VerifyingKey};

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
fn what_works_but_should_not_stay_is_a_warning() {
    let database = Database::new();
    let warnings = |auth: JwtAuth<_>| auth.warnings().len();
    let builder = |database: &Database| {
        let key = VerifyingKey::hs512(
            "a secret that is long enough for HS512 and that nobody knows: 0c1d5f7a9b2e",
        )
        .unwrap();
        JwtAuth::builder(Verifier::simple_jwt(key).build().unwrap(), database.store())
            .access_cookie("a")
            .login_url("https://auth.example.org/login")
            .own_url("https://service.example.org")
    };
    assert_eq!(warnings(builder(&database).build().unwrap()), 0);
    for loopback in [
        "http://127.0.0.1:8000",
        "http://localhost:8000",
        "http://a.localhost",
    ] {
        assert_eq!(
            warnings(builder(&database).own_url(loopback).build().unwrap()),
            0
        );
    }
    assert_eq!(
        warnings(
            builder(&database)
                .own_url("http://example.org")
                .build()
                .unwrap()
        ),
        1
    );

    let short =
        VerifyingKey::hs512_short("a Django SECRET_KEY has fifty characters, as this.").unwrap();
    let verifier = Verifier::simple_jwt(short).build().unwrap();
    let auth = JwtAuth::builder(verifier, database.store())
        .access_cookie("a")
        .login_url("https://auth.example.org/login")
        .own_url("https://example.org")
        .build()
        .unwrap();
    assert_eq!(warnings(auth), 1);
}

#[test]
fn a_secret_that_everybody_knows_is_a_warning() {
    let database = Database::new();
    let auth = builder(&database).build().unwrap();
    assert_eq!(auth.warnings().len(), 1);
    assert!(auth.warnings()[0].contains("sign in as anybody"));
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
