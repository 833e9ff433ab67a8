//! A database that hangs, or that is asked more than it can answer, is felt by those who need it and by nobody else.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::rt::task::yield_now;
use diesel::SqliteConnection;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use jwt_auth_actix::DieselUserStore;
use serde_json::json;

use crate::service::{Database, User, ada, app, builder_with, get, issuer, send, signed_in, with};

const LONG: Duration = Duration::from_secs(3);

fn token_of(person: &str) -> String {
    issuer().access_token(&with(ada(), json!({"user_uuid": person})))
}

/// Lets everybody who can go on do so, and gives other threads the time to begin.
async fn settle() {
    for _ in 0..50 {
        yield_now().await;
    }
}

#[actix_web::test]
async fn whoever_comes_when_the_queue_is_full_is_told_at_once_and_the_others_are_served() {
    let database = Database::new();
    let store = database.store().pool_wait(LONG);
    let store = store.max_in_flight(1).max_waiting(2);
    let minute = Duration::from_secs(60);
    let auth = builder_with(store).cached_tokens(1_000).row_ttl(minute);
    let app = Rc::new(app(auth.build().unwrap()).await);
    let known = token_of("known");
    send(&*app, signed_in(get("/whoami"), &known)).await;

    let taken: Vec<_> = (0..4).map(|_| database.pool.get().unwrap()).collect();
    let answered = Rc::new(Cell::new(0));
    let waiting: Vec<_> = ["one", "two", "three"]
        .map(|person| {
            let (app, answered, token) = (Rc::clone(&app), Rc::clone(&answered), token_of(person));
            actix_web::rt::spawn(async move {
                let answer = send(&*app, signed_in(get("/home/user/x"), &token)).await;
                answered.set(answered.get() + 1);
                answer.status
            })
        })
        .into();
    settle().await;

    let late = send(&*app, signed_in(get("/home/user/x"), &token_of("late"))).await;
    assert_eq!(late.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(late.header("retry-after").unwrap(), "1");
    for request in [
        get("/untouched"),
        get("/whoami"),
        signed_in(get("/home/user/x"), &known),
    ] {
        assert_eq!(send(&*app, request).await.status, StatusCode::OK);
    }
    assert_eq!(
        answered.get(),
        0,
        "they wait in vain for the one connection"
    );

    drop(taken);
    for status in waiting {
        assert_eq!(status.await.unwrap(), StatusCode::OK);
    }
}

#[actix_web::test]
async fn with_inline_reads_a_stuck_writer_keeps_no_reader_waiting() {
    let database = Database::new();
    let store: DieselUserStore<User, SqliteConnection> = database.store().inline_reads();
    let app = Rc::new(app(builder_with(store.max_in_flight(1)).build().unwrap()).await);
    let known = token_of("known");
    send(&*app, signed_in(get("/whoami"), &known)).await;
    let mut lock = SqliteConnection::establish(&database.path()).unwrap();
    lock.batch_execute("PRAGMA busy_timeout = 2000; BEGIN IMMEDIATE")
        .unwrap();

    let newcomer = {
        let (app, token) = (Rc::clone(&app), token_of("newcomer"));
        actix_web::rt::spawn(async move {
            send(&*app, signed_in(get("/home/user/x"), &token))
                .await
                .status
        })
    };
    settle().await;
    for _ in 0..3 {
        let answer = send(&*app, signed_in(get("/home/user/x"), &known)).await;
        assert_eq!(answer.status, StatusCode::OK);
    }
    assert!(!newcomer.is_finished(), "the only turn was free");

    lock.batch_execute("ROLLBACK").unwrap();
    assert_eq!(newcomer.await.unwrap(), StatusCode::OK);
}
