//! A form that changes nothing, to send from this service and from others.

use actix_web::web::Data;
use actix_web::{HttpResponse, route};
use jwt_auth_actix::CurrentUser;

use super::App;
use crate::model::User;
use crate::pages::{Forms, Taken, page};

const PATH: &str = "/form";

#[route("/form", method = "GET", method = "HEAD")]
pub(super) async fn show(app: Data<App>) -> actix_web::Result<HttpResponse> {
    page(
        &app.site,
        &Forms {
            site: &app.site,
            here: PATH,
            cookies: &app.cookies,
            url: app.own_url.trim_end_matches('/'),
        },
    )
}

/// From elsewhere, `CurrentUser` refuses.
#[route("/form", method = "POST")]
pub(super) async fn submit(
    app: Data<App>,
    user: CurrentUser<User>,
) -> actix_web::Result<HttpResponse> {
    page(
        &app.site,
        &Taken {
            site: &app.site,
            here: "",
            user: &user,
        },
    )
}
