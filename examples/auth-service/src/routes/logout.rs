use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post, route};

use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{Logout, page};
use crate::server::App;

/// Asks first: a link, or an image on another site, must not sign anybody out.
#[route("/logout", method = "GET", method = "HEAD")]
pub(super) async fn confirm(app: Data<App>, req: HttpRequest) -> Result<HttpResponse, Failure> {
    let next = app.next(&req, &Form::default());
    let next = next.as_deref();
    page(StatusCode::OK, &Logout { next })
}

/// The services may post here themselves.
#[post("/logout")]
pub(super) async fn submit(
    app: Data<App>,
    req: HttpRequest,
    form: Result<Form, Failure>,
) -> Result<HttpResponse, Failure> {
    app.require_origin(&req, &app.allowed_origins)?;
    let next = app.next(&req, &form?);
    let next = next.as_deref().unwrap_or("/login");
    let mut response = HttpResponse::SeeOther()
        .insert_header((LOCATION, next))
        .finish();
    app.delete_cookies(&mut response)?;
    tracing::info!("signed out");
    Ok(response)
}

impl App {
    /// A browser deletes a cookie only where name, domain and path are the same.
    pub(super) fn delete_cookies(&self, response: &mut HttpResponse) -> Result<(), Failure> {
        for cookie in self.cookies.removals() {
            response.add_cookie(&cookie).map_err(|error| {
                tracing::error!(%error, "a cookie cannot be deleted");
                Failure::Internal
            })?;
        }
        Ok(())
    }
}
