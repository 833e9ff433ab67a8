use actix_web::web::{Data, Json, Path, ServiceConfig};
use actix_web::{HttpResponse, Responder, route};
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, Pool};
use jwt_auth_actix::{
    AnonymousReason, CurrentUser, JwtAuth, MaybeUser, Refusal, StaffUser, SuperUser, Verifier,
};
use serde::Serialize;

use crate::connection::AnyConnection;
use crate::departure::Departure;
use crate::live::live;
use crate::migration::Migration;
use crate::model::{User, users};
use crate::pages::{Greeting, Home, page};

/// What the handlers share.
pub(crate) struct App {
    pub(crate) auth: JwtAuth<User>,
    pub(crate) verifier: Verifier,
    pub(crate) migration: Migration,
    pub(crate) pool: Pool<ConnectionManager<AnyConnection>>,
    pub(crate) departure: Departure,
}

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(home)
        .service(whoami)
        .service(home_of)
        .service(staff)
        .service(superuser)
        .configure(live);
}

pub(crate) fn debug_routes(config: &mut ServiceConfig) {
    config.service(all_users);
}

#[route("/", method = "GET", method = "HEAD")]
async fn home(app: Data<App>, user: MaybeUser<User>) -> actix_web::Result<HttpResponse> {
    page(&Home {
        user: user.user(),
        inactive: user.reason() == Some(AnonymousReason::Refused(Refusal::Inactive)),
        login: &app.auth.login_redirect("/"),
        logout: app.auth.logout_redirect("/").as_deref(),
    })
}

#[derive(Serialize)]
struct WhoAmI {
    anonymous: bool,
    user: Option<User>,
}

#[route("/whoami", method = "GET", method = "HEAD")]
async fn whoami(user: MaybeUser<User>) -> impl Responder {
    Json(WhoAmI {
        anonymous: user.user().is_none(),
        user: user.user().cloned(),
    })
}

#[route("/home/user/{name}", method = "GET", method = "HEAD")]
async fn home_of(
    app: Data<App>,
    name: Path<String>,
    user: CurrentUser<User>,
) -> actix_web::Result<HttpResponse> {
    greeting(&app, &user, &format!("the home of {name}"))
}

#[route("/staff", method = "GET", method = "HEAD")]
async fn staff(app: Data<App>, user: StaffUser<User>) -> actix_web::Result<HttpResponse> {
    greeting(&app, &user, "the staff room")
}

#[route("/superuser", method = "GET", method = "HEAD")]
async fn superuser(app: Data<App>, user: SuperUser<User>) -> actix_web::Result<HttpResponse> {
    greeting(&app, &user, "the superusers' room")
}

#[route("/users", method = "GET", method = "HEAD")]
async fn all_users(app: Data<App>) -> actix_web::Result<impl Responder> {
    let rows = actix_web::web::block(move || {
        let mut conn = app.pool.get().map_err(|error| error.to_string())?;
        users::table
            .select(User::as_select())
            .order(users::username)
            .load(&mut *conn)
            .map_err(|error| error.to_string())
    });
    let rows = rows.await?.map_err(|cause| {
        tracing::error!(cause, "cannot list the users");
        actix_web::error::ErrorServiceUnavailable("the database is away")
    })?;
    Ok(Json(rows))
}

fn greeting(app: &App, user: &User, place: &str) -> actix_web::Result<HttpResponse> {
    page(&Greeting {
        user,
        place,
        logout: app.auth.logout_redirect("/").as_deref(),
    })
}
