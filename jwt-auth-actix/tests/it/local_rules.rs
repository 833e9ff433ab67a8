//! What the service itself decides about people whose token is good: who has a row, which rows count, since when.

use jwt_auth_actix::{AdoptExisting, JwtAuth, UnknownUser};
use serde_json::json;

use crate::service::{
    Answer, Database, User, ada, app, auth, builder_with, get, issuer, send, signed_in, with,
};

#[actix_web::test]
async fn whoever_was_signed_out_everywhere_is_sent_to_sign_in_again() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let issuer = issuer();
    let now = issuer.registered_claims()["iat"].as_i64().unwrap();
    let before = issuer.access_token(&with(ada(), json!({"iat": now - 60})));
    let after = issuer.access_token(&with(ada(), json!({"iat": now - 59})));
    send(&app, signed_in(get("/whoami"), &before)).await;
    let signed_out_at = now - 59;
    database.execute(&format!("UPDATE users SET not_before = {signed_out_at}"));
    database.take_statements();

    let person = send(&app, signed_in(get("/home/user/x"), &before)).await;
    assert_eq!(database.take_statements().len(), 1, "no extra query");
    assert_eq!(person.status, 302);
    let program =
        signed_in(get("/home/user/x"), &before).insert_header(("Accept", "application/json"));
    let program = send(&app, program).await;
    assert_eq!(program.status, 401);
    assert_eq!(program.json()["reason"], "expired");
    let anonymous = send(&app, signed_in(get("/whoami"), &before)).await;
    assert_eq!(anonymous.json()["reason"], "signed_out");

    let again = send(&app, signed_in(get("/home/user/x"), &after)).await;
    assert_eq!(again.status, 200);
}

#[actix_web::test]
async fn a_stranger_is_refused_without_a_redirect_where_rows_are_made_elsewhere() {
    let database = Database::new();
    let closed = database.store().unknown_user(UnknownUser::Reject);
    let answer = refused(builder_with(closed).build().unwrap(), "unknown_user").await;
    assert!(answer.body.contains("no account"), "{}", answer.body);
    assert_eq!(database.users(), []);
}

#[actix_web::test]
async fn a_row_that_no_token_made_is_not_taken_over_where_that_is_not_wanted() {
    let database = Database::new();
    database.execute(
        "INSERT INTO users (username, email, is_superuser) VALUES ('6f1c0001', 'root@localhost', TRUE)",
    );
    let before = database.users();
    let careful = database.store().adopt_existing(AdoptExisting::No);
    refused(builder_with(careful).build().unwrap(), "not_adopted").await;
    assert_eq!(database.users(), before);
}

/// Signing in again would not help, so there is no way there.
async fn refused(auth: JwtAuth<User>, reason: &str) -> Answer {
    let app = app(auth).await;
    let token = issuer().access_token(&ada());
    let maybe = send(&app, signed_in(get("/whoami"), &token)).await;
    assert_eq!(maybe.json()["reason"], reason);
    let answer = send(&app, signed_in(get("/home/user/x"), &token)).await;
    assert_eq!(answer.status, 403);
    assert_eq!(answer.header("location"), None);
    answer
}
