use actix_web::web::{Data, Json};
use actix_web::{Responder, route};
use diesel::prelude::*;

use super::App;
use crate::model::{User, users};

#[route("/users", method = "GET", method = "HEAD")]
pub(super) async fn all(app: Data<App>) -> actix_web::Result<impl Responder> {
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
