//! What an expired token gets, shown without waiting for it: judged by a clock that is ahead.

use actix_web::dev::HttpServiceFactory;
use actix_web::web::{self, Data};
use actix_web::{HttpResponse, route};
use jwt_auth_actix::{AnonymousReason, CurrentUser, JwtAuth, MaybeUser, Refusal};

use super::App;
use super::rooms::greeting;
use crate::model::User;
use crate::pages::{Expired, page};

const PATH: &str = "/expired";
const NOWHERE: &str = "where nobody comes";
const ADMITS: &str = "anybody whose token is good for 25 hours more may";

/// `later` stands inside of the `JwtAuth` of the whole service, so it is the one that counts here.
pub(super) fn scope(later: JwtAuth<User>) -> impl HttpServiceFactory {
    web::scope(PATH)
        .wrap(later)
        .service(explained)
        .service(form)
        .service(closed)
}

#[route("", method = "GET", method = "HEAD")]
async fn explained(app: Data<App>, user: MaybeUser<User>) -> actix_web::Result<HttpResponse> {
    let reason = user.reason();
    page(
        &app.site,
        &Expired {
            site: &app.site,
            here: PATH,
            reason: reason.map(AnonymousReason::code),
            expired: reason == Some(AnonymousReason::Refused(Refusal::Expired)),
            login: &app.auth.login_redirect(PATH),
        },
    )
}

#[route("", method = "POST")]
async fn form(app: Data<App>, user: CurrentUser<User>) -> actix_web::Result<HttpResponse> {
    greeting(&app, "", &user, NOWHERE, ADMITS)
}

#[route("/page", method = "GET", method = "HEAD")]
async fn closed(app: Data<App>, user: CurrentUser<User>) -> actix_web::Result<HttpResponse> {
    greeting(&app, "", &user, NOWHERE, ADMITS)
}
