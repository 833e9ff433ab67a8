//! When the database cannot answer, nobody is taken for anonymous.

use std::time::Duration;

use actix_web::test::init_service;
use actix_web::{App, web};
use diesel::SqliteConnection;
use diesel::r2d2::{ConnectionManager, Pool};
use jwt_auth_actix::{CurrentUser, DieselUserStore, JwtAuth, JwtUser};

use crate::service::{Database, User, ada, app, auth, builder_with, get, issuer, send, signed_in};

fn with_store(store: DieselUserStore<User, SqliteConnection>) -> JwtAuth<User> {
    builder_with(store).build().unwrap()
}

#[actix_web::test]
async fn a_database_that_is_away_is_503_for_who_needs_the_row_and_nothing_for_others() {
    let store = DieselUserStore::connect("/nonexistent/folder/users.db").unwrap();
    let app = app(with_store(store.pool_wait(Duration::from_millis(50)))).await;
    let token = issuer().access_token(&ada());

    for path in ["/whoami", "/home/user/x", "/staff", "/lazy"] {
        let answer = send(&app, signed_in(get(path), &token)).await;
        assert_eq!(answer.status, 503, "F01 {path}");
        assert_eq!(answer.header("retry-after").unwrap(), "2", "{path}");
        assert!(answer.header("location").is_none(), "{path}");
        assert!(
            !answer.body.contains("nonexistent"),
            "{path}: {}",
            answer.body
        );
    }
    assert_eq!(
        send(&app, signed_in(get("/claims"), &token)).await.status,
        200
    );
    assert_eq!(send(&app, get("/whoami")).await.status, 200);
    assert_eq!(send(&app, get("/home/user/x")).await.status, 302);
}

#[actix_web::test]
async fn an_exhausted_pool_is_503_and_works_again_afterwards() {
    let database = Database::new();
    let store = database.store().pool_wait(Duration::from_millis(20));
    let app = app(with_store(store)).await;
    let token = issuer().access_token(&ada());
    let taken: Vec<_> = (0..4).map(|_| database.pool.get().unwrap()).collect();

    let while_taken = send(&app, signed_in(get("/whoami"), &token)).await;
    assert_eq!(while_taken.status, 503, "F02");
    assert_eq!(while_taken.header("retry-after").unwrap(), "1", "F02");
    assert_eq!(send(&app, get("/whoami")).await.status, 200);
    drop(taken);
    assert_eq!(
        send(&app, signed_in(get("/whoami"), &token)).await.status,
        200
    );
}

#[actix_web::test]
async fn a_failure_to_write_the_watermark_alone_serves_the_row() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let issuer = issuer();
    let now = issuer.registered_claims()["iat"].as_i64().unwrap();
    let older = crate::service::with(ada(), serde_json::json!({"iat": now - 9}));
    send(
        &app,
        signed_in(get("/whoami"), &issuer.access_token(&older)),
    )
    .await;
    database.execute(
        "CREATE TRIGGER refuse BEFORE UPDATE ON users BEGIN SELECT RAISE(ABORT, 'read-only'); END",
    );

    let renewed = issuer.access_token(&ada());
    assert_eq!(
        send(&app, signed_in(get("/home/user/x"), &renewed))
            .await
            .status,
        200
    );

    let promoted = crate::service::with(ada(), serde_json::json!({"user_is_superuser": true}));
    let changed = issuer.access_token(&promoted);
    let answer = send(&app, signed_in(get("/home/user/x"), &changed)).await;
    assert_eq!(answer.status, 503);
}

#[actix_web::test]
async fn an_email_that_belongs_to_somebody_else_touches_nobody() {
    let database = Database::new();
    database.execute("CREATE UNIQUE INDEX one_email ON users (email)");
    let app = app(auth(&database)).await;
    let issuer = issuer();
    send(
        &app,
        signed_in(get("/whoami"), &issuer.access_token(&ada())),
    )
    .await;
    let before = database.users();
    let stranger = crate::service::with(ada(), serde_json::json!({"user_uuid": "6f1c0002"}));

    let answer = send(
        &app,
        signed_in(get("/home/user/x"), &issuer.access_token(&stranger)),
    )
    .await;

    assert_eq!(answer.status, 409, "P24, P25");
    assert_eq!(database.users(), before);
}

#[actix_web::test]
async fn a_row_whose_key_was_folded_by_the_database_belongs_to_somebody_else() {
    let database = Database::new();
    database.execute("DROP TABLE users");
    database.execute(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE COLLATE NOCASE,
         email TEXT NOT NULL, is_staff BOOLEAN NOT NULL, is_superuser BOOLEAN NOT NULL,
         first_name TEXT NOT NULL, last_name TEXT NOT NULL, is_active BOOLEAN NOT NULL, token_iat BIGINT,
         not_before BIGINT)",
    );
    let app = app(auth(&database)).await;
    let issuer = issuer();
    let victim = crate::service::with(ada(), serde_json::json!({"user_uuid": "admin"}));
    send(
        &app,
        signed_in(get("/whoami"), &issuer.access_token(&victim)),
    )
    .await;
    let before = database.users();
    let twin = crate::service::with(
        ada(),
        serde_json::json!({"user_uuid": "ADMIN", "user_email": "evil@example.org", "user_is_superuser": true}),
    );

    let answer = send(
        &app,
        signed_in(get("/home/user/x"), &issuer.access_token(&twin)),
    )
    .await;

    assert_eq!(answer.status, 403, "P04, P16");
    assert_eq!(database.users(), before);
}

#[derive(Debug, JwtUser)]
struct Fragile {
    #[jwt(key, claim = "user_uuid")]
    username: String,
    #[jwt(claim = "user_email", with = panics)]
    email: String,
}

fn panics(_: String) -> Result<String, String> {
    panic!("a mapper that panics")
}

#[actix_web::test]
async fn an_extractor_for_another_model_is_500_and_says_so_to_the_developer_only() {
    async fn other(user: CurrentUser<Fragile>) -> String {
        format!("{} {}", user.username, user.email)
    }
    let database = Database::new();
    let app = App::new()
        .route("/other", web::get().to(other))
        .wrap(auth(&database));
    let app = init_service(app).await;
    let token = issuer().access_token(&ada());
    let answer = send(&app, signed_in(get("/other"), &token)).await;
    assert_eq!(answer.status, 500);
    assert!(!answer.body.contains("Fragile"), "{}", answer.body);
}

#[test]
fn a_private_in_memory_database_is_refused() {
    for url in [
        ":memory:",
        "sqlite::memory:",
        "file::memory:",
        ":memory:?cache=private",
        "file:users?mode=memory",
        "",
    ] {
        assert!(
            DieselUserStore::<User, SqliteConnection>::connect(url).is_err(),
            "{url}"
        );
    }
}

#[test]
fn a_connection_to_a_file_is_not_pinged_at_each_checkout() {
    let store = DieselUserStore::<User, SqliteConnection>::connect("unused.db").unwrap();
    assert!(!store.pool().test_on_check_out());
}

#[test]
fn a_pool_of_ones_own_is_taken_as_it_is() {
    let pool = Pool::builder()
        .max_size(1)
        .build_unchecked(ConnectionManager::<SqliteConnection>::new("unused.db"));
    let store = DieselUserStore::<User, SqliteConnection>::new(pool);
    assert_eq!(store.pool().max_size(), 1);
    assert!(store.pool().test_on_check_out());
}

#[actix_web::test]
async fn any_number_of_requests_in_flight_can_be_asked_for() {
    for requests in [0, 1, usize::MAX] {
        let database = Database::new();
        let app = app(with_store(database.store().max_in_flight(requests))).await;
        let token = issuer().access_token(&ada());
        assert_eq!(
            send(&app, signed_in(get("/whoami"), &token)).await.status,
            200
        );
    }
}
