use actix_web::web::Data;
use actix_web::{FromRequest as _, HttpRequest, HttpResponse, route};
use jwt_auth_actix::{AnonymousReason, MaybeUser, Refusal, TokenExpiry};

use super::App;
use crate::model::User;
use crate::pages::{Expiry, Home, page};
use crate::statements::cost;

#[route("/", method = "GET", method = "HEAD")]
pub(super) async fn home(
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
