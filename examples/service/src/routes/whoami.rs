use actix_web::web::Json;
use actix_web::{Responder, route};
use jwt_auth_actix::MaybeUser;
use serde::Serialize;

use crate::model::User;

#[derive(Serialize)]
struct WhoAmI {
    anonymous: bool,
    user: Option<User>,
}

#[route("/whoami", method = "GET", method = "HEAD")]
pub(super) async fn whoami(user: MaybeUser<User>) -> impl Responder {
    Json(WhoAmI {
        anonymous: user.user().is_none(),
        user: user.user().cloned(),
    })
}
