//! By which rules tokens are judged: profile, issuer, audience, leeway, and the secret before the last rotation.

use std::time::{SystemTime, UNIX_EPOCH};

use jwt_auth_actix::TestIssuer;
use serde_json::{Value, json};

use crate::process::Process;
use crate::settings::{Change, SECRET, assert_each_is_named, set_in};

const ISSUER: &str = "https://auth.example.org";
const AUDIENCE: &str = "https://service.example.org";
/// Reached only from this machine, the service takes the secret of `TestIssuer`.
const KEY: (&str, &str) = ("JWT_SIGNING_KEY", TestIssuer::SECRET);

#[test]
fn each_mistake_is_named_by_its_setting_and_never_shown() {
    let at_jwt = ("JWT_PROFILE", Some("at_jwt"));
    let issuer = ("JWT_ISSUER", Some("https://hidden.example.org"));
    let audience = ("JWT_AUDIENCE", Some("https://hidden.example.org"));
    let leeway = |value| ("JWT_LEEWAY_SECONDS", Some(value));
    let lifetime = |value| ("JWT_ACCESS_LIFETIME_SECONDS", Some(value));
    let rows: &[(&str, &[Change<'_>])] = &[
        ("JWT_PROFILE", &[("JWT_PROFILE", Some("hidden"))]),
        ("JWT_PROFILE", &[("JWT_PROFILE", Some("AT_JWT"))]),
        ("JWT_ISSUER", &[at_jwt]),
        ("JWT_ISSUER", &[at_jwt, audience]),
        ("JWT_ISSUER", &[at_jwt, audience, ("JWT_ISSUER", Some(""))]),
        ("JWT_AUDIENCE", &[at_jwt, issuer]),
        (
            "JWT_AUDIENCE",
            &[at_jwt, issuer, ("JWT_AUDIENCE", Some(""))],
        ),
        ("JWT_LEEWAY_SECONDS", &[leeway("121")]),
        ("JWT_LEEWAY_SECONDS", &[leeway("-1")]),
        ("JWT_LEEWAY_SECONDS", &[leeway("1.5")]),
        ("JWT_LEEWAY_SECONDS", &[leeway("10s hidden")]),
        (
            "JWT_LEEWAY_SECONDS",
            &[at_jwt, issuer, audience, leeway("121")],
        ),
        ("JWT_ACCESS_LIFETIME_SECONDS", &[lifetime("hidden")]),
        ("JWT_ACCESS_LIFETIME_SECONDS", &[lifetime("0")]),
        ("JWT_ACCESS_LIFETIME_SECONDS", &[lifetime("86401")]),
        (
            "JWT_ACCESS_LIFETIME_SECONDS",
            &[at_jwt, issuer, audience, lifetime("300")],
        ),
    ];
    assert_each_is_named(rows, &[SECRET, "hidden"]);
}

#[test]
fn issuer_and_audience_are_not_looked_at_unless_they_are_set() {
    let (plain, ours, theirs) = (token(json!({})), token(ours()), token(theirs()));
    let process = Process::start(&[KEY]);
    assert!([&plain, &ours, &theirs].iter().all(|it| process.knows(it)));
}

#[test]
fn an_issuer_that_is_set_is_demanded() {
    let process = Process::start(&[KEY, ("JWT_ISSUER", ISSUER)]);
    assert!(process.knows(&token(json!({"iss": ISSUER}))));
    for claims in [
        json!({}),
        theirs(),
        json!({"iss": null}),
        json!({"iss": [ISSUER]}),
        json!({"iss": format!("{ISSUER}/")}),
    ] {
        assert!(!process.knows(&token(claims.clone())), "{claims}");
    }
}

#[test]
fn an_audience_that_is_set_is_demanded_alone_or_in_a_list() {
    let process = Process::start(&[KEY, ("JWT_AUDIENCE", AUDIENCE)]);
    for claims in [
        json!({"aud": AUDIENCE}),
        json!({"aud": ["https://other.example.org", AUDIENCE]}),
    ] {
        assert!(process.knows(&token(claims.clone())), "{claims}");
    }
    for claims in [
        json!({}),
        theirs(),
        json!({"aud": []}),
        json!({"aud": null}),
        json!({"aud": format!("{AUDIENCE}/x")}),
    ] {
        assert!(!process.knows(&token(claims.clone())), "{claims}");
    }
}

#[test]
fn at_jwt_takes_access_tokens_of_rfc_9068_and_nothing_else() {
    let process = Process::start(&[
        KEY,
        ("JWT_PROFILE", "at_jwt"),
        ("JWT_ISSUER", ISSUER),
        ("JWT_AUDIENCE", AUDIENCE),
    ]);
    let issuer = TestIssuer::hs512();
    let typed = |typ: &str, claims: &Value| {
        let header = json!({"alg": "HS512", "typ": typ});
        issuer.sign(header.to_string(), claims.to_string())
    };
    let mut good = ours();
    extend(&mut good, json!({"sub": "ada", "client_id": "portal"}));
    extend(&mut good, Value::Object(issuer.registered_claims()));
    extend(&mut good, ada());
    assert!(process.knows(&typed("at+jwt", &good)));
    assert!(!process.knows(&typed("JWT", &good)));
    for claim in ["iss", "aud", "sub", "client_id", "iat", "jti"] {
        let mut claims = good.clone();
        claims.as_object_mut().unwrap().remove(claim);
        assert!(!process.knows(&typed("at+jwt", &claims)), "{claim}");
    }
}

#[test]
fn leeway_is_for_expiry_and_for_issue() {
    let seconds_ago = |seconds: i64| json!({"iat": now() - 200, "exp": now() - seconds});
    let issued_in = |seconds: i64| json!({"iat": now() + seconds, "exp": now() + 300});
    let strict = Process::start(&[KEY]);
    assert!(!strict.knows(&token(seconds_ago(5))));
    assert!(!strict.knows(&token(issued_in(40))));
    let lenient = Process::start(&[KEY, ("JWT_LEEWAY_SECONDS", "120")]);
    assert!(lenient.knows(&token(seconds_ago(5))));
    assert!(lenient.knows(&token(issued_in(40))));
    assert!(!lenient.knows(&token(seconds_ago(150))));
    assert!(!lenient.knows(&token(issued_in(200))));
}

#[test]
fn next_to_a_set_the_previous_secret_is_for_hs512_only_and_opens_nothing_without_its_setting() {
    let folder = tempfile::tempdir().unwrap();
    let set = set_in(folder.path());
    let moved = [
        ("JWT_JWKS_FILE", set.to_str().unwrap()),
        ("JWT_ALGORITHM", "EdDSA"),
    ];
    let old = token(json!({}));
    let old_of_another_kind =
        TestIssuer::hmac(jwt_auth_actix::Algorithm::HS256).access_token(&ada());
    let new = TestIssuer::ed25519().access_token(&ada());

    let moving = Process::start(
        &[
            moved.as_slice(),
            &[("JWT_SIGNING_KEY_PREVIOUS", TestIssuer::SECRET)],
        ]
        .concat(),
    );
    assert!(moving.knows(&old) && moving.knows(&new));
    assert!(!moving.knows(&old_of_another_kind));
    let done = Process::start(&moved);
    assert!(!done.knows(&old) && done.knows(&new));
}

/// A good access token of Ada's with these claims besides, or instead of, its own.
fn token(claims: Value) -> String {
    let mut all = ada();
    extend(&mut all, claims);
    TestIssuer::hs512().access_token(&all)
}

pub(crate) fn ada() -> Value {
    json!({
        "user_uuid": "6f1c0001-0000-4000-8000-000000000001",
        "user_email": "ada@example.org",
        "user_is_staff": false,
        "user_is_superuser": false,
    })
}

fn ours() -> Value {
    json!({"iss": ISSUER, "aud": AUDIENCE})
}

fn theirs() -> Value {
    json!({"iss": "https://other.example.org", "aud": "https://other.example.org"})
}

fn extend(claims: &mut Value, more: Value) {
    let Value::Object(more) = more else {
        panic!("claims are an object")
    };
    claims.as_object_mut().unwrap().extend(more);
}

fn now() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    now.as_secs().try_into().unwrap()
}
