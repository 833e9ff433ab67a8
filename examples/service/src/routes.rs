use actix_web::web::{Data, Json, Path, ServiceConfig};
use actix_web::{FromRequest as _, HttpRequest, HttpResponse, Responder, route};
use diesel::prelude::*;
use jwt_auth_actix::{
    AnonymousReason, CurrentUser, JwtAuth, MaybeUser, Refusal, StaffUser, SuperUser, TokenExpiry,
    Verifier,
};
use serde::Serialize;

use crate::config::Site;
use crate::database::Connections;
use crate::departure::Departure;
use crate::form::form;
use crate::live::live;
use crate::migration::Migration;
use crate::model::{User, users};
use crate::pages::{Expiry, Greeting, Home, page, style};
use crate::statements::cost;

/// What the handlers share.
pub(crate) struct App {
    pub(crate) auth: JwtAuth<User>,
    pub(crate) verifier: Verifier,
    pub(crate) migration: Migration,
    pub(crate) pool: Connections,
    pub(crate) departure: Departure,
    pub(crate) site: Site,
    pub(crate) own_url: String,
    /// As a program has to bring them, with its token in `$TOKEN`.
    pub(crate) cookies: String,
}

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(style)
        .service(home)
        .service(whoami)
        .service(home_of)
        .service(staff)
        .service(superuser)
        .configure(form)
        .configure(live);
}

pub(crate) fn debug_routes(config: &mut ServiceConfig) {
    config.service(all_users);
}

#[route("/", method = "GET", method = "HEAD")]
async fn home(
    app: Data<App>,
    user: MaybeUser<User>,
    req: HttpRequest,
) -> actix_web::Result<HttpResponse> {
    let expiry = match user.user() {
        Some(_) => TokenExpiry::extract(&req).await.ok(),
        None => None,
    };
    page(
        &app.site,
        &Home {
            site: &app.site,
            here: "/",
            user: user.user(),
            expiry: expiry.as_ref().map(Expiry::of),
            cost: cost(),
            inactive: user.reason() == Some(AnonymousReason::Refused(Refusal::Inactive)),
            login: &app.auth.login_redirect("/"),
            logout: app.auth.logout_redirect("/").as_deref(),
        },
    )
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
    let place = format!("the home of {name}");
    let admits = "anybody who is signed in may, and the name in the address is only a text";
    greeting(&app, "", &user, &place, admits)
}

#[route("/staff", method = "GET", method = "HEAD")]
async fn staff(app: Data<App>, user: StaffUser<User>) -> actix_web::Result<HttpResponse> {
    greeting(&app, "/staff", &user, "the staff room", "all staff may")
}

#[route("/superuser", method = "GET", method = "HEAD")]
async fn superuser(app: Data<App>, user: SuperUser<User>) -> actix_web::Result<HttpResponse> {
    let place = "the superusers' room";
    greeting(&app, "/superuser", &user, place, "all superusers may")
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

pub(crate) fn greeting(
    app: &App,
    here: &str,
    user: &User,
    place: &str,
    admits: &str,
) -> actix_web::Result<HttpResponse> {
    page(
        &app.site,
        &Greeting {
            site: &app.site,
            here,
            user,
            place,
            admits,
            logout: app.auth.logout_redirect("/").as_deref(),
        },
    )
}
