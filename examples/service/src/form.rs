//! A form that changes nothing, to send from this service and from others.

use actix_web::web::{Data, ServiceConfig};
use actix_web::{HttpResponse, route};
use jwt_auth_actix::CurrentUser;

use crate::model::User;
use crate::pages::{Forms, Taken, page};
use crate::routes::App;

const PATH: &str = "/form";

pub(crate) fn form(config: &mut ServiceConfig) {
    config.service(forms).service(taken);
}

#[route("/form", method = "GET", method = "HEAD")]
async fn forms(app: Data<App>) -> actix_web::Result<HttpResponse> {
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
async fn taken(app: Data<App>, user: CurrentUser<User>) -> actix_web::Result<HttpResponse> {
    page(
        &app.site,
        &Taken {
            site: &app.site,
            here: "",
            user: &user,
        },
    )
}
