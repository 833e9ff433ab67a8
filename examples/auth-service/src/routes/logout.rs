use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{self, Data};
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
    app.require_page_of_a_service(&req)?;
    let next = app.next(&req, &form?);
    let next = next.as_deref().unwrap_or("/login");
    app.end_session(&req).await;
    let mut response = HttpResponse::SeeOther()
        .insert_header((LOCATION, next))
        .finish();
    app.delete_cookies(&mut response)?;
    tracing::info!("signed out");
    Ok(response)
}

impl App {
    /// Nobody can use a copy of the cookie after this. When the database is away, the browser still forgets its own.
    async fn end_session(&self, req: &HttpRequest) {
        let (tokens, families) = (self.refresh_tokens(req.headers()), self.families.clone());
        let revoked = web::block(move || families.revoke(&tokens)).await;
        if let Err(failure) = revoked.map_err(Failure::from).and_then(|done| Ok(done?)) {
            tracing::error!(%failure, "signed out in the browser only: refresh tokens are not revoked");
        }
    }

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
