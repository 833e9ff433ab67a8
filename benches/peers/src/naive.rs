//! The article's middleware, line by line in Rust: verify, find or create the row, write all of it, at every request.

use actix_web::error::{ErrorInternalServerError, ErrorUnauthorized};
use actix_web::web::{self, Data};
use actix_web::{App, Error, HttpRequest, HttpServer};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::r2d2::{self, ConnectionManager, CustomizeConnection, Pool};
use jwt_auth_migrations::RunLocked as _;

use crate::cookies::{ACCESS, REFRESH};
use crate::launch::{self, Failure, Launch};
use crate::tokens::{Claims, Tokens};

type Users = Pool<ConnectionManager<SqliteConnection>>;

diesel::table! {
    users (id) {
        id -> Integer,
        username -> Text,
        email -> Text,
        is_staff -> Bool,
        is_superuser -> Bool,
        first_name -> Text,
        last_name -> Text,
    }
}

#[derive(Queryable, Selectable)]
#[allow(dead_code, reason = "a service would read them")]
struct User {
    id: i32,
    username: String,
    email: String,
    is_staff: bool,
    is_superuser: bool,
    first_name: String,
    last_name: String,
}

pub(crate) async fn serve(launch: &Launch) -> Result<(), Failure> {
    let tokens = Tokens::from_env()?;
    let users: Users = Pool::builder()
        .connection_customizer(Box::new(Wal))
        .build(ConnectionManager::new(launch::database_url()?))?;
    users.get()?.run_locked(jwt_auth_migrations::SQLITE)?;
    let server = HttpServer::new(move || {
        App::new()
            .app_data(Data::new(tokens.clone()))
            .app_data(Data::new(users.clone()))
            .route("/home", web::get().to(home))
    });
    server
        .workers(launch.workers)
        .listen(launch.listen()?)?
        .run()
        .await?;
    Ok(())
}

async fn home(req: HttpRequest, tokens: Data<Tokens>, users: Data<Users>) -> Result<String, Error> {
    let access = req.cookie(ACCESS);
    let claims = access.and_then(|access| tokens.claims(access.value()));
    let (Some(claims), Some(_)) = (claims, req.cookie(REFRESH)) else {
        return Err(ErrorUnauthorized("sign in"));
    };
    let user = web::block(move || {
        let mut conn = users.get()?;
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(get_and_overwrite(&mut conn, &claims)?)
    });
    let user = user.await?.map_err(ErrorInternalServerError)?;
    Ok(user.username)
}

fn get_and_overwrite(conn: &mut SqliteConnection, claims: &Claims) -> QueryResult<User> {
    let mut user = get_or_create(conn, claims)?;
    user.email.clone_from(&claims.user_email);
    user.is_staff = claims.user_is_staff;
    user.is_superuser = claims.user_is_superuser;
    user.first_name.clone_from(&claims.user_first_name);
    user.last_name.clone_from(&claims.user_last_name);
    diesel::update(users::table.find(user.id))
        .set((
            users::username.eq(&user.username),
            users::email.eq(&user.email),
            users::is_staff.eq(user.is_staff),
            users::is_superuser.eq(user.is_superuser),
            users::first_name.eq(&user.first_name),
            users::last_name.eq(&user.last_name),
        ))
        .execute(conn)?;
    Ok(user)
}

fn get_or_create(conn: &mut SqliteConnection, claims: &Claims) -> QueryResult<User> {
    let find = || {
        users::table
            .filter(users::username.eq(&claims.user_uuid))
            .select(User::as_select())
    };
    if let Some(user) = find().first(conn).optional()? {
        return Ok(user);
    }
    diesel::insert_or_ignore_into(users::table)
        .values((users::username.eq(&claims.user_uuid), users::email.eq("")))
        .execute(conn)?;
    find().first(conn)
}

/// Without these, requests that meet at the file are answered with 500.
#[derive(Debug)]
struct Wal;

impl CustomizeConnection<SqliteConnection, r2d2::Error> for Wal {
    fn on_acquire(&self, conn: &mut SqliteConnection) -> Result<(), r2d2::Error> {
        conn.batch_execute(
            "PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL",
        )
        .map_err(r2d2::Error::QueryError)
    }
}
