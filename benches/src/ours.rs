//! `JwtAuth` in each of its settings that are compared.

use std::time::Duration;

use actix_web::{App, HttpServer, Route, web};
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, Pool, R2D2Connection};
use jwt_auth_actix::{
    CurrentUser, DieselUser, DieselUserStore, JwtAuth, JwtAuthBuilder, VerifiedClaims, Verifier,
    VerifyingKey,
};
use jwt_auth_migrations::RunLocked as _;

use crate::bare;
use crate::launch::{self, Failure, Launch};
use crate::model::{User, UserClaims, users};

/// What is switched on, and what the handler asks for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Setting {
    /// The middleware is there, and nobody asks.
    Untouched,
    /// The claims of the verified token.
    Claims,
    /// The same, verified for each request.
    ClaimsUncached,
    /// The user, as a service gets them that sets nothing.
    Default,
    /// The same, with all connections open and the whole table in each one's page cache before the first request.
    Warm,
    /// The same, with the token verified for each request.
    Uncached,
    /// The same, looked up on the worker.
    Inline,
    /// The user's row kept for a minute.
    Kept,
}

impl Setting {
    pub(crate) fn named(name: &str) -> Result<Self, Failure> {
        Ok(match name {
            "untouched" => Self::Untouched,
            "claims" => Self::Claims,
            "claims-uncached" => Self::ClaimsUncached,
            "default" => Self::Default,
            "warm" => Self::Warm,
            "uncached" => Self::Uncached,
            "inline" => Self::Inline,
            "kept" => Self::Kept,
            _ => return Err(format!("no server is called {name}").into()),
        })
    }

    /// What the middleware is told beyond what every service tells it.
    fn middleware(self, auth: JwtAuthBuilder<User>) -> JwtAuthBuilder<User> {
        match self {
            Self::Untouched | Self::Claims | Self::Default | Self::Warm | Self::Inline => auth,
            Self::ClaimsUncached | Self::Uncached => auth.cached_tokens(0),
            Self::Kept => auth.row_ttl(Duration::from_secs(60)),
        }
    }

    fn home(self) -> Route {
        match self {
            Self::Untouched => web::get().to(bare::home),
            Self::Claims | Self::ClaimsUncached => web::get().to(home_of_claims),
            Self::Default | Self::Warm | Self::Uncached | Self::Inline | Self::Kept => {
                web::get().to(home_of_user)
            }
        }
    }
}

/// On the database that `DATABASE_URL` names.
pub(crate) async fn serve(launch: &Launch, setting: Setting) -> Result<(), Failure> {
    let url = launch::database_url()?;
    #[cfg(feature = "postgres")]
    if url.starts_with("postgres") {
        let users = DieselUserStore::<User, PgConnection>::connect(&url)?;
        users
            .pool()
            .get()?
            .run_locked(jwt_auth_migrations::POSTGRES)?;
        return serve_with(launch, setting, users).await;
    }
    let users = DieselUserStore::<User, SqliteConnection>::connect(&url)?;
    users
        .pool()
        .get()?
        .run_locked(jwt_auth_migrations::SQLITE)?;
    let users = match setting {
        Setting::Inline => users.inline_reads(),
        Setting::Warm => {
            read_by_each_connection(users.pool())?;
            users
        }
        _ => users,
    };
    serve_with(launch, setting, users).await
}

/// Rows in the order of the index: all pages of both.
fn read_by_each_connection(
    pool: &Pool<ConnectionManager<SqliteConnection>>,
) -> Result<(), Failure> {
    let all: Result<Vec<_>, _> = (0..pool.max_size()).map(|_| pool.get()).collect();
    for mut conn in all? {
        let rows = users::table
            .order(users::username)
            .select(User::as_select())
            .load(&mut conn)?;
        drop::<Vec<User>>(rows);
    }
    Ok(())
}

async fn serve_with<Conn>(
    launch: &Launch,
    setting: Setting,
    users: DieselUserStore<User, Conn>,
) -> Result<(), Failure>
where
    User: DieselUser<Conn>,
    Conn: R2D2Connection + 'static,
{
    let key = VerifyingKey::from_secret(launch::algorithm()?.parse()?, launch::secret()?)?;
    let verifier = Verifier::simple_jwt(key).build()?;
    let auth = JwtAuth::builder(verifier, users)
        .access_cookie("org.breakthesystem.jwt.access")
        .login_url("https://auth.breakthesystem.org/login")
        .own_url("https://someservice.breakthesystem.org");
    let auth = setting.middleware(auth).build()?;
    let server =
        HttpServer::new(move || App::new().wrap(auth.clone()).route("/home", setting.home()));
    server
        .workers(launch.workers)
        .listen(launch.listen()?)?
        .run()
        .await?;
    Ok(())
}

async fn home_of_claims(claims: VerifiedClaims<UserClaims>) -> String {
    claims.username.clone()
}

async fn home_of_user(user: CurrentUser<User>) -> String {
    user.username.clone()
}
