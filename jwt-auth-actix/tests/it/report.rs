//! What an operator reads at start.

use jwt_auth_actix::{JwtAuth, JwtAuthBuilder, Verifier, VerifierBuilder, VerifyingKey};

use crate::service::{Database, User, issuer};

const SECRET: &str = "a secret that is long enough for HS512 and that nobody knows: 0c1d5f7a9b2e";

fn good_key() -> VerifyingKey {
    VerifyingKey::hs512(SECRET).unwrap()
}

/// With nothing to warn of.
fn rules(key: VerifyingKey) -> VerifierBuilder {
    let rules = Verifier::simple_jwt(key);
    rules.issuer("https://auth.example.org").audience("service")
}

fn with(rules: VerifierBuilder) -> JwtAuthBuilder<User> {
    JwtAuth::builder(rules.build().unwrap(), Database::new().store())
        .access_cookie("access")
        .login_url("https://auth.example.org/login")
        .own_url("https://service.example.org")
}

fn warnings(builder: JwtAuthBuilder<User>) -> Vec<&'static str> {
    builder.build().unwrap().report().warnings().to_vec()
}

#[test]
fn each_setting_that_should_not_stay_is_one_warning() {
    let short = VerifyingKey::hs512_short("a Django SECRET_KEY has fifty characters, as this.");
    let good = || with(rules(good_key()));
    let rows = [
        (good(), None),
        (with(rules(short.unwrap())), Some("shorter than RFC 7518")),
        (
            with(rules(issuer().verifying_key())),
            Some("sign in as anybody"),
        ),
        (
            with(Verifier::simple_jwt(good_key()).audience("service")),
            Some("iss is not checked"),
        ),
        (
            with(Verifier::simple_jwt(good_key()).issuer("https://auth.example.org")),
            Some("aud is not checked"),
        ),
        (
            good().own_url("http://service.example.org"),
            Some("own_url is plain http"),
        ),
        (
            good().also_own_url("http://shop.example.org"),
            Some("own_url is plain http"),
        ),
        (
            good().login_url("http://auth.example.org/login"),
            Some("login_url is plain http"),
        ),
        (good().own_url("http://127.0.0.1:8000"), None),
        (good().own_url("http://localhost:8000"), None),
        (good().own_url("http://service.localhost"), None),
        (good().cookie_domain("example.org"), None),
        (good().cookie_domain(".example.org"), None),
        (good().cookie_domain("Example.ORG"), None),
        (
            good().cookie_domain("auth.example.org"),
            Some("own_url is not within cookie_domain"),
        ),
        (
            good().cookie_domain("service.example.org"),
            Some("login_url is not within"),
        ),
        (
            good()
                .own_url("https://evilexample.org")
                .cookie_domain("example.org"),
            Some("own_url is not within"),
        ),
        (
            good()
                .also_own_url("https://shop.example.com")
                .cookie_domain("example.org"),
            Some("own_url is not within"),
        ),
        (
            good()
                .own_url("https://192.0.2.1")
                .cookie_domain("example.org"),
            Some("own_url is not within"),
        ),
        (good().cookie_domain("org"), Some("single label")),
    ];
    for (builder, expected) in rows {
        let warnings = warnings(builder);
        match expected {
            None => assert!(warnings.is_empty(), "{warnings:?}"),
            Some(expected) => {
                assert_eq!(warnings.len(), 1, "{expected}: {warnings:?}");
                assert!(warnings[0].contains(expected), "{expected}: {warnings:?}");
            }
        }
    }
}

#[test]
fn the_report_names_every_address_and_cookie_and_no_key() {
    let auth = with(rules(VerifyingKey::hs512_short(&SECRET[..40]).unwrap()))
        .also_require_cookie("refresh")
        .allow_bearer()
        .also_own_url("https://shop.example.org")
        .trusted_origin("https://app.example.org")
        .build()
        .unwrap();
    let report = auth.report().to_string();
    for fact in [
        "access",
        "refresh",
        "Bearer",
        "https://service.example.org",
        "https://shop.example.org",
        "https://auth.example.org/login",
        "https://app.example.org",
        "warning: the HMAC secret is shorter",
    ] {
        assert!(report.contains(fact), "{fact} is not in {report}");
    }
    for shown in [report, format!("{auth:?} {:?}", auth.report())] {
        assert!(!shown.contains(&SECRET[..20]), "{shown}");
    }
}
