//! How many statements a request costs, counted at the connection.

use actix_web::test::TestRequest;
use serde_json::json;

use crate::service::{Database, ada, app, auth, get, issuer, send, signed_in, with};

#[actix_web::test]
async fn a_request_that_does_not_look_at_the_user_costs_nothing() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let token = issuer().access_token(&ada());

    let answer = send(&app, signed_in(get("/untouched"), &token)).await;

    assert_eq!(answer.status, 200);
    assert!(database.take_statements().is_empty());
    assert!(database.users().is_empty());
}

#[actix_web::test]
async fn first_sight_costs_two_selects_and_one_complete_insert() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let token = issuer().access_token(&ada());

    let answer = send(&app, signed_in(get("/home/user/daniel"), &token)).await;

    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, "Ada"));
    assert_eq!(verbs(&database), ["SELECT", "INSERT", "SELECT"]);
    let users = database.users();
    assert_eq!(users.len(), 1);
    assert_eq!(users[0].username, "6f1c0001");
    assert_eq!(users[0].email, "ada@example.org");
    assert_eq!(users[0].last_name, "Lovelace");
    assert!(users[0].is_active);
    assert!(users[0].token_iat.is_some());
}

#[actix_web::test]
async fn the_same_token_again_costs_one_select_and_no_write() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let token = issuer().access_token(&ada());
    send(&app, signed_in(get("/home/user/daniel"), &token)).await;
    database.take_statements();

    for _ in 0..3 {
        send(&app, signed_in(get("/home/user/daniel"), &token)).await;
        assert_eq!(verbs(&database), ["SELECT"]);
    }
}

#[actix_web::test]
async fn a_renewed_token_with_equal_fields_updates_the_watermark_alone() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let issuer = issuer();
    let now = issuer.registered_claims()["iat"].as_i64().unwrap();
    let older = issuer.access_token(&with(ada(), json!({"iat": now - 200})));
    let renewed = issuer.access_token(&with(ada(), json!({"iat": now - 100})));
    send(&app, signed_in(get("/home/user/daniel"), &older)).await;
    database.take_statements();

    send(&app, signed_in(get("/home/user/daniel"), &renewed)).await;

    let statements = database.take_statements();
    assert_eq!(statements.len(), 2, "{statements:?}");
    assert!(statements[0].starts_with("SELECT"));
    assert_eq!(assigned(&statements[1]), ["token_iat"]);
    assert_eq!(database.users()[0].token_iat, Some(now - 100));
}

#[actix_web::test]
async fn a_changed_claim_updates_its_column_and_the_watermark() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let issuer = issuer();
    let now = issuer.registered_claims()["iat"].as_i64().unwrap();
    let before = issuer.access_token(&with(ada(), json!({"iat": now - 200})));
    let after = issuer.access_token(&with(ada(), json!({"iat": now, "user_email": "a@b.org"})));
    send(&app, signed_in(get("/home/user/daniel"), &before)).await;
    database.take_statements();

    let answer = send(&app, signed_in(get("/whoami"), &after)).await;

    assert_eq!(answer.json()["email"], "a@b.org");
    let statements = database.take_statements();
    assert_eq!(statements.len(), 3, "{statements:?}");
    assert_eq!(assigned(&statements[1]), ["email", "token_iat"]);
    // The row as the database has it now, whatever a trigger made of the values.
    assert!(statements[2].starts_with("SELECT"));
    assert_eq!(database.users()[0].email, "a@b.org");
}

#[actix_web::test]
async fn however_many_extractors_ask_there_is_one_look_up() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let admin = with(
        ada(),
        json!({"user_is_staff": true, "user_is_superuser": true}),
    );
    let token = issuer().access_token(&admin);
    send(&app, signed_in(get("/whoami"), &token)).await;
    database.take_statements();

    let answer = send(&app, signed_in(get("/everything"), &token)).await;

    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(verbs(&database), ["SELECT"]);
}

#[actix_web::test]
async fn verified_claims_cost_no_query() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let token = issuer().access_token(&ada());

    let typed = send(&app, signed_in(get("/claims"), &token)).await;
    let raw = send(&app, signed_in(get("/raw-claims"), &token)).await;

    assert_eq!(typed.body, "ada@example.org");
    assert_eq!(raw.body, "\"ada@example.org\"");
    assert!(database.take_statements().is_empty());
}

#[actix_web::test]
async fn sixty_four_first_requests_at_once_make_one_row_and_all_succeed() {
    let database = Database::new();
    let auth = auth(&database);
    let server = actix_test::start(move || {
        actix_web::App::new()
            .wrap(auth.clone())
            .configure(crate::service::routes)
    });
    let token = issuer().access_token(&ada());
    let requests = (0..64).map(|_| {
        server
            .get("/home/user/daniel")
            .insert_header(("Cookie", format!("{}={token}", crate::service::ACCESS)))
            .send()
    });

    let answers = futures_util::future::join_all(requests).await;

    let statuses: Vec<u16> = answers
        .iter()
        .map(|answer| answer.as_ref().unwrap().status().as_u16())
        .collect();
    assert_eq!(statuses, [200; 64]);
    assert_eq!(database.users().len(), 1);
}

#[actix_web::test]
async fn nothing_is_asked_of_the_database_when_the_token_is_bad() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let token = issuer().foreign_token(&ada());

    send(&app, signed_in(get("/home/user/daniel"), &token)).await;
    send(&app, TestRequest::get().uri("/whoami")).await;

    assert!(database.take_statements().is_empty());
}

fn verbs(database: &Database) -> Vec<String> {
    database
        .take_statements()
        .iter()
        .map(|sql| sql.split(' ').next().unwrap().to_owned())
        .collect()
}

/// The columns that an `UPDATE` assigns.
fn assigned(update: &str) -> Vec<String> {
    let set = update.split(" SET ").nth(1).unwrap();
    let set = set.split(" WHERE ").next().unwrap();
    set.split(',')
        .map(|assignment| assignment.split('`').nth(1).unwrap().to_owned())
        .collect()
}
