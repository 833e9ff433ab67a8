//! Group B of the security reference: `Authorization`, and what it does to the cookie.

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
        ("B02", "Bearer".to_owned(), 401),
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
        let request = get(path)
            .append_header(("Authorization", bearer.as_str()))
            .append_header(("Authorization", bearer.as_str()));
        assert_eq!(send(&app, request).await.status, 400, "B03 {path}");
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
