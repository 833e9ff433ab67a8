//! Group B of the security reference: `Authorization`, and what it does to the cookie.

use actix_web::http::header::HeaderValue;
use actix_web::test::TestRequest;
use serde_json::json;

use crate::service::{Database, ada, app, auth, builder, get, issuer, send, signed_in, with};

#[actix_web::test]
async fn bearer_tokens_count_only_where_they_are_switched_on() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let bearer = format!("Bearer {}", issuer().access_token(&ada()));

    let answer = send(
        &app,
        get("/whoami").insert_header(("Authorization", bearer)),
    )
    .await;

    assert_eq!(answer.json()["reason"], "no_token");
}

#[actix_web::test]
async fn the_grammar_of_rfc_6750_decides() {
    let database = Database::new();
    let app = app(builder(&database).allow_bearer().build().unwrap()).await;
    let good = issuer().access_token(&ada());
    for (id, value, status) in [
        ("B01", format!("Bearer {good}"), 200),
        ("B01", format!("bearer {good}"), 200),
        ("B01", format!("BEARER {good}"), 200),
        ("B01", format!("Bearer   {good}"), 200),
        ("B01", format!("Bearer {good}  "), 200),
        ("B01", format!("Bearer {good}\t"), 200),
        ("B02", "Bearer".to_owned(), 401),
        ("B02", "Bearer ".to_owned(), 401),
        ("B02", format!("Bearer {good},"), 401),
        ("B02", format!("Bearer {good} {good}"), 401),
        ("B02", format!("Bearer Bearer {good}"), 401),
        ("B02", format!("Bearer \"{good}\""), 401),
        ("B02", format!("Bearer \t{good}"), 401),
        ("B02", "Bearer a b".to_owned(), 401),
        ("B02", "Bearer a,b".to_owned(), 401),
        ("B08", format!("Bearer {good}="), 401),
        ("B09", "Bearer \u{e9}\u{e9}".to_owned(), 401),
        ("BearerX", format!("BearerX {good}"), 200),
        ("no space", format!("Bearer{good}"), 200),
        ("too long", format!("Bearer {}", "a".repeat(9_000)), 401),
    ] {
        let answer = send(&app, get("/whoami").insert_header(("Authorization", value))).await;
        assert_eq!(answer.status.as_u16(), status, "{id}");
        if status == 401 {
            assert_eq!(
                answer.header("www-authenticate").as_deref(),
                Some("Bearer realm=\"someservice.breakthesystem.org\", error=\"invalid_token\""),
                "{id}"
            );
        }
    }
}

#[actix_web::test]
async fn bytes_that_are_no_text_are_refused_like_any_other_token() {
    let database = Database::new();
    let app = app(builder(&database).allow_bearer().build().unwrap()).await;
    for value in [&b"Bearer \xff"[..], b"Bearer \xc3\xa9", b"Bearer a\x80.b.c"] {
        let value = HeaderValue::from_bytes(value).unwrap();
        let answer = send(&app, get("/whoami").insert_header(("Authorization", value))).await;
        assert_eq!(answer.status, 401, "B09");
    }
}

#[actix_web::test]
async fn a_bearer_token_excuses_only_itself_from_same_origin_proof() {
    let database = Database::new();
    let app = app(builder(&database).allow_bearer().build().unwrap()).await;
    let cookie = issuer().access_token(&ada());
    let bearer = issuer().access_token(&with(ada(), json!({"user_uuid": "6f1c0002"})));
    for (authorization, user) in [
        (format!("Bearer {bearer}"), Some("6f1c0002")),
        ("Basic YTpi".to_owned(), None),
    ] {
        let post = TestRequest::post()
            .uri("/whoami")
            .insert_header(("Sec-Fetch-Site", "cross-site"))
            .insert_header(("Authorization", authorization));
        let answer = send(&app, signed_in(post, &cookie)).await;
        assert_eq!(answer.json()["user"].as_str(), user, "B06");
    }
}

#[actix_web::test]
async fn another_scheme_is_none_of_ours() {
    let database = Database::new();
    let app = app(builder(&database).allow_bearer().build().unwrap()).await;
    let token = issuer().access_token(&ada());
    for value in ["Basic YTpi", "BearerX y", "Digest"] {
        let request = get("/whoami").insert_header(("Authorization", value));
        let answer = send(&app, signed_in(request, &token)).await;
        assert_eq!(answer.json()["user"], "6f1c0001", "B04 {value}");
    }
}

#[actix_web::test]
async fn a_bad_bearer_never_falls_back_to_the_cookie() {
    let database = Database::new();
    let app = app(builder(&database).allow_bearer().build().unwrap()).await;
    let good = issuer().access_token(&ada());
    for bad in [issuer().expired_token(&ada()), "a.b.c".to_owned()] {
        for path in ["/whoami", "/home/user/x", "/claims"] {
            let request = get(path).insert_header(("Authorization", format!("Bearer {bad}")));
            let answer = send(&app, signed_in(request, &good)).await;
            assert_eq!(answer.status, 401, "B05 {path}");
        }
    }
}

#[actix_web::test]
async fn the_bearer_goes_before_the_cookie() {
    let database = Database::new();
    let app = app(builder(&database).allow_bearer().build().unwrap()).await;
    let other = issuer().access_token(&with(ada(), json!({"user_uuid": "6f1c0002"})));
    let request = get("/whoami").insert_header(("Authorization", format!("Bearer {other}")));

    let answer = send(&app, signed_in(request, &issuer().access_token(&ada()))).await;

    assert_eq!(answer.json()["user"], "6f1c0002", "B06");
}

#[actix_web::test]
async fn two_authorization_lines_are_a_bad_request() {
    let database = Database::new();
    let app = app(builder(&database).allow_bearer().build().unwrap()).await;
    let bearer = format!("Bearer {}", issuer().access_token(&ada()));
    for path in ["/whoami", "/home/user/x"] {
        for (first, second) in [
            (bearer.as_str(), bearer.as_str()),
            (bearer.as_str(), "Basic YTpi"),
            ("Basic YTpi", bearer.as_str()),
            ("", bearer.as_str()),
        ] {
            let request = get(path)
                .append_header(("Authorization", first))
                .append_header(("Authorization", second));
            assert_eq!(send(&app, request).await.status, 400, "B03 {path}");
        }
    }
}

#[actix_web::test]
async fn tokens_in_other_places_are_ignored() {
    let database = Database::new();
    let app = app(builder(&database).allow_bearer().build().unwrap()).await;
    let token = issuer().access_token(&ada());
    let bearer = format!("Bearer {token}");
    for request in [
        get(&format!("/whoami?access_token={token}")),
        TestRequest::post()
            .uri("/whoami")
            .set_form([("access_token", token.as_str())]),
        get("/whoami").insert_header(("Proxy-Authorization", bearer.as_str())),
        get("/whoami").insert_header(("X-Forwarded-Access-Token", token.as_str())),
    ] {
        assert_eq!(
            send(&app, request).await.json()["reason"],
            "no_token",
            "B07, B10"
        );
    }
}

#[actix_web::test]
async fn the_required_cookie_is_not_asked_of_a_bearer() {
    let database = Database::new();
    let auth = builder(&database)
        .allow_bearer()
        .also_require_cookie("refresh")
        .build()
        .unwrap();
    let app = app(auth).await;
    let bearer = format!("Bearer {}", issuer().access_token(&ada()));
    let answer = send(
        &app,
        get("/whoami").insert_header(("Authorization", bearer)),
    )
    .await;
    assert_eq!(answer.json()["user"], "6f1c0001");
}

#[actix_web::test]
async fn a_missing_privilege_is_named_to_a_bearer_and_only_to_a_bearer() {
    let database = Database::new();
    let app = app(builder(&database).allow_bearer().build().unwrap()).await;
    let token = issuer().access_token(&ada());

    let bearer = get("/staff").insert_header(("Authorization", format!("Bearer {token}")));
    let answer = send(&app, bearer).await;
    assert_eq!(answer.status, 403, "F30");
    assert_eq!(
        answer.header("www-authenticate").as_deref(),
        Some("Bearer realm=\"someservice.breakthesystem.org\", error=\"insufficient_scope\"")
    );
    let answer = send(&app, signed_in(get("/staff"), &token)).await;
    assert_eq!(answer.status, 403);
    assert_eq!(answer.header("www-authenticate"), None);

    let twice = TestRequest::get()
        .uri("/staff")
        .append_header(("Authorization", format!("Bearer {token}")))
        .append_header(("Authorization", format!("Bearer {token}")));
    let answer = send(&app, twice).await;
    assert_eq!(answer.status, 400);
    assert!(
        answer
            .header("www-authenticate")
            .unwrap()
            .contains("error=\"invalid_request\"")
    );
}
