//! Bad tokens over HTTP: anonymous or redirected, never a 5xx, and nothing is written.
//!
//! The verifier's own tables are in `jwt-auth-core/tests`; these rows show that nothing of it is lost on the way.

use actix_web::http::header::{COOKIE, HeaderValue};
use serde_json::{Value, json};

use crate::service::{
    ACCESS, Database, ada, app, auth, get, issuer, send, signed_in, with, without,
};

#[actix_web::test]
async fn whatever_is_wrong_with_a_token_its_bearer_is_anonymous_and_nothing_is_written() {
    let database = Database::new();
    let app = app(auth(&database)).await;

    for (id, token) in bad_tokens() {
        let request = |path: &str| {
            let line = [ACCESS.as_bytes(), b"=", token.as_bytes()].concat();
            get(path).insert_header((COOKIE, HeaderValue::from_bytes(&line).unwrap()))
        };
        let page = send(&app, request("/home/user/daniel")).await;
        assert_eq!(page.status, 302, "{id}");
        let optional = send(&app, request("/whoami")).await;
        assert_eq!(optional.status, 200, "{id}");
        assert_eq!(optional.json()["user"], Value::Null, "{id}");
        let claims = send(&app, request("/claims")).await;
        assert_eq!(claims.status, 302, "{id}");
    }
    assert!(database.take_statements().is_empty());
    assert!(database.users().is_empty());
}

/// Table rows of groups T, H and C, by their ids.
fn bad_tokens() -> Vec<(&'static str, String)> {
    let issuer = issuer();
    let good = issuer.access_token(&ada());
    let now = issuer.registered_claims()["iat"].as_u64().unwrap();
    let claims = |changes: Value| issuer.access_token(&with(ada(), changes));
    let header = |header: &str| {
        let mut claims = issuer.registered_claims();
        claims.extend(ada().as_object().unwrap().clone());
        issuer.sign(header, Value::Object(claims).to_string())
    };
    let body = |text: &str| issuer.sign(r#"{"alg":"HS512","typ":"JWT"}"#, text);
    let mut rows = vec![
        ("T01", ".".to_owned()),
        ("T01", "..".to_owned()),
        ("T01", "...".to_owned()),
        ("T02", format!("{good}.x")),
        ("T02", good.rsplit_once('.').unwrap().0.to_owned()),
        ("T03", "a.b.c.d.e".to_owned()),
        ("T04", r#"{"payload":"x","signatures":[]}"#.to_owned()),
        ("T06", format!("{good}=")),
        ("T09", good.replace('.', "+/.")),
        ("T10", format!("{good}?")),
        ("T13", format!("{good}{}", "A".repeat(4_096))),
        ("T14", ".".repeat(3_000)),
        ("H01", issuer.unsigned_token(&ada())),
        ("H11", header(r#"{"alg":"hs512"}"#)),
        ("H11", header(r#"{"alg":["HS512"]}"#)),
        ("H12", header(r#"{"alg":"HS512","typ":"refresh+jwt"}"#)),
        ("H19", header(r#"{"alg":"HS512","crit":["x"]}"#)),
        (
            "H20",
            header(r#"{"alg":"HS512","kid":"../../dev/null\u0000"}"#),
        ),
        ("H21", header(r#"{"alg":"HS512","kid":1}"#)),
        ("H25", header(r#"{"alg":"HS512","alg":"HS512"}"#)),
        ("H27", header(r#"{"alg":"HS512","zip":"DEF"}"#)),
        ("foreign", issuer.foreign_token(&ada())),
        ("expired", issuer.expired_token(&ada())),
        ("C04", claims(json!({"exp": "tomorrow"}))),
        ("C05", claims(json!({"exp": 1e19}))),
        ("C08", claims(json!({"nbf": now + 60}))),
        ("C09", claims(json!({"iat": now + 60}))),
        ("C17", claims(json!({"exp": now + 200_000}))),
        ("C21", claims(json!({"user_is_superuser": "true"}))),
        ("C21", claims(json!({"user_is_superuser": 1}))),
        ("C21", claims(json!({"user_is_superuser": null}))),
        ("C25", body("[]")),
        ("C25", body("null")),
        ("C26", body(r#"{"user_first_name":"\ud800"}"#)),
        ("C27", body(r#"{"exp":NaN}"#)),
        ("C28", issuer.refresh_token(&ada())),
        ("C29", claims(json!({"user_email": "a\u{0}b@example.org"}))),
        (
            "C29",
            claims(json!({"user_email": "a@example.org\r\nBcc: all"})),
        ),
        ("C29", claims(json!({"user_email": "x".repeat(1_001)}))),
        ("C29", claims(json!({"user_first_name": "x".repeat(1_001)}))),
        ("P10", claims(json!({"user_uuid": ""}))),
        ("P03", claims(json!({"user_uuid": " 6f1c0001"}))),
        ("P01", claims(json!({"user_uuid": "6f1c0001 "}))),
        ("P07", claims(json!({"user_uuid": "6f1c0001\u{0}"}))),
        ("P08", claims(json!({"user_uuid": "x".repeat(151)}))),
        ("key of another type", claims(json!({"user_uuid": 7}))),
    ];
    for name in [
        "user_uuid",
        "user_email",
        "user_is_staff",
        "user_is_superuser",
    ] {
        rows.push((
            "a required claim is missing",
            issuer.access_token(&without(ada(), name)),
        ));
        rows.push(("a required claim is null", claims(json!({name: null}))));
    }
    rows
}

#[actix_web::test]
async fn odd_but_harmless_claims_are_accepted() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let issuer = issuer();
    for (id, claims) in [
        (
            "C29 not an address",
            with(ada(), json!({"user_email": "=cmd()"})),
        ),
        ("empty e-mail", with(ada(), json!({"user_email": ""}))),
        ("C30 null", with(ada(), json!({"user_first_name": null}))),
        ("C30 missing", without(ada(), "user_first_name")),
        (
            "P13",
            with(ada(), json!({"user_uuid": "'; DROP TABLE users;--"})),
        ),
        (
            "C23",
            with(ada(), json!({"nested": {"a": [1, 2, {"b": null}]}})),
        ),
    ] {
        let answer = send(
            &app,
            signed_in(get("/whoami"), &issuer.access_token(&claims)),
        )
        .await;
        assert_eq!(answer.json()["user"], claims["user_uuid"], "{id}");
    }
    assert!(
        database
            .users()
            .iter()
            .any(|user| user.username.starts_with("';"))
    );
}

#[actix_web::test]
async fn a_missing_optional_name_is_empty_at_first_and_kept_afterwards() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let issuer = issuer();
    let now = issuer.registered_claims()["iat"].as_i64().unwrap();
    let nameless = without(with(ada(), json!({"iat": now - 2})), "user_first_name");
    let named = with(ada(), json!({"iat": now - 1}));
    let null = with(ada(), json!({"iat": now, "user_first_name": null}));

    for (claims, stored) in [(nameless, ""), (named, "Ada"), (null, "Ada")] {
        let token = issuer.access_token(&claims);
        assert_eq!(
            send(&app, signed_in(get("/home/user/x"), &token))
                .await
                .body,
            stored
        );
        assert_eq!(database.users()[0].first_name, stored);
    }
}

#[actix_web::test]
async fn an_older_token_reads_but_never_promotes_again() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let issuer = issuer();
    let now = issuer.registered_claims()["iat"].as_i64().unwrap();
    let token = |iat: i64, superuser: bool| {
        issuer.access_token(&with(
            ada(),
            json!({"iat": iat, "user_is_superuser": superuser}),
        ))
    };
    let (promoted, demoted) = (token(now - 100, true), token(now, false));

    assert_eq!(
        send(&app, signed_in(get("/superuser"), &promoted))
            .await
            .status,
        200
    );
    assert_eq!(
        send(&app, signed_in(get("/superuser"), &demoted))
            .await
            .status,
        403
    );
    database.take_statements();
    assert_eq!(
        send(&app, signed_in(get("/superuser"), &promoted))
            .await
            .status,
        403
    );
    assert_eq!(
        send(&app, signed_in(get("/home/user/x"), &promoted))
            .await
            .status,
        200
    );
    assert_eq!(
        database.take_statements().len(),
        2,
        "two SELECTs and no write"
    );
    assert!(!database.users()[0].is_superuser);
}

#[actix_web::test]
async fn local_edits_of_synced_columns_are_undone_and_local_columns_are_left_alone() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let token = issuer().access_token(&ada());
    send(&app, signed_in(get("/whoami"), &token)).await;
    let id = database.users()[0].id;
    database.execute("UPDATE users SET email = 'local@example.org', is_staff = 1");

    send(&app, signed_in(get("/whoami"), &token)).await;

    let user = &database.users()[0];
    assert_eq!(
        (user.email.as_str(), user.is_staff),
        ("ada@example.org", false)
    );
    assert_eq!((user.id, user.is_active), (id, true));
}
