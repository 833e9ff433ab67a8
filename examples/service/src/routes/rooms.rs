//! Pages for whoever is signed in, for staff and for superusers.

use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, route};
use jwt_auth_actix::{CurrentUser, StaffUser, SuperUser};

use super::App;
use crate::model::User;
use crate::pages::{Greeting, page};

#[route("/home/user/{name}", method = "GET", method = "HEAD")]
pub(super) async fn home_of(
    app: Data<App>,
    name: Path<String>,
    user: CurrentUser<User>,
) -> actix_web::Result<HttpResponse> {
    let place = format!("the home of {name}");
    let admits = "anybody who is signed in may, and the name in the address is only a text";
    greeting(&app, "", &user, &place, admits)
}

#[route("/staff", method = "GET", method = "HEAD")]
pub(super) async fn staff(
    app: Data<App>,
    user: StaffUser<User>,
) -> actix_web::Result<HttpResponse> {
    greeting(&app, "/staff", &user, "the staff room", "all staff may")
}

#[route("/superuser", method = "GET", method = "HEAD")]
pub(super) async fn superuser(
    app: Data<App>,
    user: SuperUser<User>,
) -> actix_web::Result<HttpResponse> {
    let place = "the superusers' room";
    greeting(&app, "/superuser", &user, place, "all superusers may")
}

pub(super) fn greeting(
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
