//! The service under test: its model, its routes, its database, and a log of the SQL that it ran.

use std::sync::{Arc, Mutex};

use actix_http::Request;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use actix_web::test::{TestRequest, init_service, read_body};
use actix_web::{App, Error, HttpResponse, route, web};
use diesel::connection::{Instrumentation, InstrumentationEvent};
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};
use diesel_migrations::MigrationHarness as _;
use jwt_auth_actix::{
    CurrentUser, DieselUserStore, JwtAuth, JwtAuthBuilder, JwtUser, LazyUser, MaybeUser, StaffUser,
    SuperUser, TestIssuer, VerifiedClaims, Verifier,
};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::caches::{self, CachesAsAsked as _};

pub(crate) const ACCESS: &str = "org.breakthesystem.jwt.access";
pub(crate) const OWN_URL: &str = "https://someservice.breakthesystem.org";
pub(crate) const LOGIN_URL: &str = "https://auth.breakthesystem.org/login";

diesel::table! {
    users (id) {
        id -> Integer,
        username -> Text,
        email -> Text,
        is_staff -> Bool,
        is_superuser -> Bool,
        first_name -> Text,
        last_name -> Text,
        is_active -> Bool,
        token_iat -> Nullable<BigInt>,
        not_before -> Nullable<BigInt>,
    }
}

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, JwtUser)]
#[diesel(table_name = users)]
#[jwt(connection = SqliteConnection, claims = UserClaims)]
pub(crate) struct User {
    pub(crate) id: i32,
    #[jwt(key, claim = "user_uuid")]
    pub(crate) username: String,
    #[jwt(claim = "user_email")]
    pub(crate) email: String,
    #[jwt(claim = "user_is_staff", staff)]
    pub(crate) is_staff: bool,
    #[jwt(claim = "user_is_superuser", superuser)]
    pub(crate) is_superuser: bool,
    #[jwt(claim = "user_first_name", optional)]
    pub(crate) first_name: String,
    #[jwt(claim = "user_last_name", optional)]
    pub(crate) last_name: String,
    #[jwt(active)]
    pub(crate) is_active: bool,
    #[jwt(issued_at)]
    pub(crate) token_iat: Option<i64>,
    #[jwt(not_before)]
    pub(crate) not_before: Option<i64>,
}

type ConnPool = Pool<ConnectionManager<SqliteConnection>>;

/// A database with a log of its statements.
pub(crate) struct Database {
    pub(crate) pool: ConnPool,
    log: Arc<Mutex<Vec<String>>>,
    folder: TempDir,
}

impl Database {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let log = Arc::new(Mutex::new(Vec::new()));
        let pool = Pool::builder()
            .max_size(4)
            .test_on_check_out(false)
            .connection_customizer(Box::new(Logged(Arc::clone(&log))))
            .build(ConnectionManager::new(
                folder.path().join("users.db").to_str().unwrap(),
            ))
            .unwrap();
        pool.get()
            .unwrap()
            .run_pending_migrations(jwt_auth_migrations::SQLITE)
            .unwrap();
        let database = Self { pool, log, folder };
        database.take_statements();
        database
    }

    pub(crate) fn path(&self) -> String {
        self.folder
            .path()
            .join("users.db")
            .to_str()
            .unwrap()
            .to_owned()
    }

    pub(crate) fn store(&self) -> DieselUserStore<User, SqliteConnection> {
        let store = DieselUserStore::new(self.pool.clone());
        if caches::reads_inline() {
            store.inline_reads()
        } else {
            store
        }
    }

    pub(crate) fn users(&self) -> Vec<User> {
        let mut conn = self.pool.get().unwrap();
        let rows = users::table
            .select(User::as_select())
            .order(users::username)
            .load(&mut *conn)
            .unwrap();
        self.log.lock().unwrap().pop();
        rows
    }

    pub(crate) fn execute(&self, sql: &str) {
        let mut conn = self.pool.get().unwrap();
        diesel::sql_query(sql).execute(&mut *conn).unwrap();
        self.log.lock().unwrap().pop();
    }

    /// The SELECT, INSERT and UPDATE statements since the last call.
    pub(crate) fn take_statements(&self) -> Vec<String> {
        let statements = std::mem::take(&mut *self.log.lock().unwrap());
        statements
            .into_iter()
            .filter(|sql| {
                ["SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE"]
                    .iter()
                    .any(|verb| sql.starts_with(verb))
            })
            .collect()
    }
}

#[derive(Debug)]
struct Logged(Arc<Mutex<Vec<String>>>);

impl CustomizeConnection<SqliteConnection, diesel::r2d2::Error> for Logged {
    fn on_acquire(&self, conn: &mut SqliteConnection) -> Result<(), diesel::r2d2::Error> {
        use diesel::connection::SimpleConnection as _;
        conn.batch_execute("PRAGMA busy_timeout = 2000")
            .and_then(|()| conn.batch_execute("PRAGMA journal_mode = WAL"))
            .map_err(diesel::r2d2::Error::QueryError)?;
        conn.set_instrumentation(StatementLog(Arc::clone(&self.0)));
        Ok(())
    }
}

struct StatementLog(Arc<Mutex<Vec<String>>>);

impl Instrumentation for StatementLog {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            self.0.lock().unwrap().push(query.to_string());
        }
    }
}

pub(crate) fn issuer() -> TestIssuer {
    crate::trace::start();
    TestIssuer::hs512()
}

/// The claims that the article's Auth service puts into a token besides SimpleJWT's own.
pub(crate) fn ada() -> Value {
    json!({
        "user_id": 1,
        "user_uuid": "6f1c0001",
        "user_email": "ada@example.org",
        "user_is_staff": false,
        "user_is_superuser": false,
        "user_first_name": "Ada",
        "user_last_name": "Lovelace",
    })
}

/// `claims` with some of them replaced.
pub(crate) fn with(mut person: Value, changes: Value) -> Value {
    let (Value::Object(members), Value::Object(changes)) = (&mut person, changes) else {
        panic!("objects are needed");
    };
    members.extend(changes);
    person
}

pub(crate) fn without(mut person: Value, name: &str) -> Value {
    person.as_object_mut().unwrap().remove(name);
    person
}

pub(crate) fn builder(database: &Database) -> JwtAuthBuilder<User> {
    builder_with(database.store())
}

pub(crate) fn builder_with(store: DieselUserStore<User, SqliteConnection>) -> JwtAuthBuilder<User> {
    let verifier = Verifier::simple_jwt(issuer().verifying_key())
        .build()
        .unwrap();
    JwtAuth::builder(verifier, store)
        .caches_as_asked()
        .access_cookie(ACCESS)
        .login_url(LOGIN_URL)
        .own_url(OWN_URL)
}

pub(crate) fn auth(database: &Database) -> JwtAuth<User> {
    builder(database).build().unwrap()
}

#[route("/home/user/{name}", method = "GET", method = "HEAD", method = "POST")]
async fn home(user: CurrentUser<User>) -> String {
    user.first_name.clone()
}

#[route("/whoami", method = "GET", method = "POST")]
async fn whoami(user: MaybeUser<User>) -> HttpResponse {
    HttpResponse::Ok().json(json!({
        "user": user.user().map(|user| &user.username),
        "email": user.user().map(|user| &user.email),
        "reason": user.reason().map(|reason| reason.to_string()),
    }))
}

#[route("/untouched", method = "GET")]
async fn untouched(_user: LazyUser<User>) -> &'static str {
    "public"
}

#[route("/lazy", method = "GET")]
async fn lazy(user: LazyUser<User>) -> actix_web::Result<String> {
    Ok(user.get().await?.username.clone())
}

#[route("/claims", method = "GET")]
async fn claims(verified: VerifiedClaims<UserClaims>) -> String {
    verified.email.clone()
}

#[route("/raw-claims", method = "GET")]
async fn raw_claims(verified: VerifiedClaims<Value>) -> String {
    verified["user_email"].to_string()
}

#[route("/everything", method = "GET")]
async fn everything(
    _lazy: LazyUser<User>,
    maybe: MaybeUser<User>,
    current: CurrentUser<User>,
    is_staff: StaffUser<User>,
    is_superuser: SuperUser<User>,
    verified: VerifiedClaims<UserClaims>,
) -> String {
    assert_eq!(maybe.user().unwrap().id, current.id);
    assert_eq!(is_staff.id, is_superuser.id);
    verified.username.clone()
}

async fn any(user: CurrentUser<User>) -> String {
    user.username.clone()
}

#[derive(serde::Deserialize)]
struct Tenant {
    tenant: String,
}

#[route("/tenant", method = "GET")]
async fn tenant(verified: VerifiedClaims<Tenant>) -> String {
    verified.tenant.clone()
}

#[route("/staff", method = "GET")]
async fn staff(user: StaffUser<User>) -> String {
    user.username.clone()
}

#[route("/superuser", method = "GET")]
async fn superuser(user: SuperUser<User>) -> String {
    user.username.clone()
}

pub(crate) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(home)
        .service(whoami)
        .service(untouched)
        .service(lazy)
        .service(claims)
        .service(raw_claims)
        .service(everything)
        .service(tenant)
        .route("/any", web::to(any))
        .service(staff)
        .service(superuser);
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let lines: Vec<_> = self
            .headers
            .get_all(name)
            .map(|line| line.to_str().unwrap().to_owned())
            .collect();
        (!lines.is_empty()).then(|| lines.join(", "))
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

pub(crate) async fn app(
    auth: JwtAuth<User>,
) -> impl Service<Request, Response = ServiceResponse<impl MessageBody>, Error = Error> {
    init_service(App::new().wrap(auth).configure(routes)).await
}

pub(crate) async fn send<S, B>(app: &S, request: TestRequest) -> Answer
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    let response = actix_web::test::call_service(app, request.to_request()).await;
    let (status, headers) = (response.status(), response.headers().clone());
    let body = read_body(response).await;
    Answer {
        status,
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    }
}

pub(crate) fn get(path: &str) -> TestRequest {
    TestRequest::get().uri(path)
}

/// A `Cookie` line with the access token.
pub(crate) fn signed_in(request: TestRequest, token: &str) -> TestRequest {
    request.insert_header(("Cookie", format!("theme=dark; {ACCESS}={token}; lang=en")))
}
