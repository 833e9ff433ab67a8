//! X33: what others wrote cannot begin a line of the log or colour a terminal.

use actix_web::middleware::from_fn;
use actix_web::test::init_service;
use actix_web::{App, web};
use jwt_auth_actix::{CurrentUser, TestIssuer};
use serde_json::json;

use crate::log::{listen, take_events, take_text};
use crate::people::{Store, User, ada, ada_with, token};
use crate::service::{app, auth, get, send, with_cookie};

/// As a line of the log would look, with colours.
const FORGED: &str = "x\r\n2026-11-24T00:00:00Z ERROR jwt_auth: \u{1b}[31mforged\u{1b}[0m \u{202e}";

fn assert_escaped(text: &str, lines: usize) {
    assert_eq!(text.lines().count(), lines, "X33: {text:?}");
    for character in ['\r', '\u{1b}', '\u{202e}', '\u{7}', '\u{9b}'] {
        assert!(!text.contains(character), "X33 {character:?}: {text:?}");
    }
}

#[actix_web::test]
async fn claims_with_line_breaks_and_colours_reach_no_log() {
    let auth = auth(Store::Works);
    let app = app(&auth).await;
    for claim in ["user_uuid", "user_email", "jti", "iss", "token_type"] {
        take_text();
        take_events();
        send(
            &app,
            with_cookie(get("/me"), &token(&ada_with(claim, FORGED))),
        )
        .await;
        let text = take_text();
        assert!(!text.contains("forged"), "X33 {claim}: {text:?}");
        assert_escaped(&text, take_events().len());
    }
    // A claim's name is the attacker's too.
    take_text();
    send(&app, with_cookie(get("/me"), &token(&ada_with(FORGED, 1)))).await;
    assert!(!take_text().contains("forged"), "X33");
}

#[actix_web::test]
async fn the_header_of_a_token_reaches_no_log() {
    let auth = auth(Store::Works);
    let app = app(&auth).await;
    let issuer = TestIssuer::hs512();
    for header in ["alg", "kid", "typ", "cty"] {
        let mut parameters = json!({"alg": "HS512"});
        parameters[header] = FORGED.into();
        let token = issuer.sign(parameters.to_string(), ada().to_string());
        take_text();
        send(&app, with_cookie(get("/me"), &token)).await;
        assert!(!take_text().contains("forged"), "X33 {header}");
    }
}

#[actix_web::test]
async fn cookies_and_authorization_reach_no_log() {
    let auth = auth(Store::Works);
    let app = app(&auth).await;
    for request in [
        with_cookie(get("/me"), "forged"),
        with_cookie(get("/me"), "forged\t\u{fc}"),
        get("/me").insert_header(("Authorization", "Bearer forged!")),
        get("/me").insert_header(("Authorization", "Bearer forged\t")),
        get("/me").insert_header(("Cookie", "forged=1; access")),
    ] {
        take_text();
        send(&app, request).await;
        let text = take_text();
        assert!(text.contains("refused"), "{text:?}");
        assert!(!text.contains("forged"), "X33: {text:?}");
        assert_escaped(&text, 1);
    }
}

#[actix_web::test]
async fn a_path_is_logged_as_it_was_sent_on_one_line() {
    listen();
    let app = App::new().default_service(web::to(async |_: CurrentUser<User>| ""));
    let app = init_service(app).await;
    let path = "/x%0D%0A2026%20ERROR%1B%5B31mforged%22";
    take_text();
    let answer = send(&app, get(path)).await;
    assert_eq!(answer.status, 500);
    let text = take_text();
    assert!(text.contains(path), "{text:?}");
    assert_escaped(&text, 1);
}

#[actix_web::test]
async fn the_words_of_a_database_are_escaped() {
    let auth = auth(Store::IsAway(FORGED));
    let app = app(&auth).await;
    take_text();
    send(&app, with_cookie(get("/me"), &token(&ada()))).await;
    let text = take_text();
    assert!(
        text.contains("forged"),
        "they are what an operator needs: {text:?}"
    );
    assert_escaped(&text, 1);
}

/// A key without control characters can still hold what a terminal obeys or a reader mistakes.
#[actix_web::test]
async fn the_key_in_a_span_is_escaped() {
    let app = App::new()
        .configure(crate::service::routes)
        .wrap(auth(Store::Works))
        .wrap(from_fn(
            async |request, next: actix_web::middleware::Next<_>| {
                use tracing::Instrument as _;
                let span = tracing::info_span!("request", user = tracing::field::Empty);
                next.call(request).instrument(span).await
            },
        ));
    let app = init_service(app).await;
    for key in ["ada\" ERROR forged=\"", "ada\\", "ada} ERROR forged"] {
        take_text();
        let claims = ada_with("user_uuid", key);
        let answer = send(&app, with_cookie(get("/for-staff/me"), &token(&claims))).await;
        let text = take_text();
        assert_escaped(&text, 1);
        if answer.status == 403 {
            let field = format!("user={key:?}");
            assert!(text.contains(&field), "X33 {field}: {text:?}");
        }
    }
}
