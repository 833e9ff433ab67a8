mod home;
mod login;
mod logout;
mod next;
mod register;

use actix_web::http::header::LOCATION;
use actix_web::web::ServiceConfig;
use actix_web::{HttpRequest, HttpResponse};

use crate::accounts::Account;
use crate::failure::Failure;
use crate::same_origin::comes_from;
use crate::server::App;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config
        .service(home::home)
        .service(home::health)
        .service(login::show)
        .service(login::submit)
        .service(register::show)
        .service(register::submit)
        .service(logout::confirm)
        .service(logout::submit);
}

impl App {
    fn require_own_origin(&self, req: &HttpRequest) -> Result<(), Failure> {
        self.require_origin(req, &[])
    }

    fn require_origin(&self, req: &HttpRequest, trusted: &[String]) -> Result<(), Failure> {
        if comes_from(req, &self.own_origin, trusted) {
            Ok(())
        } else {
            tracing::debug!(path = req.path(), "a cross-origin request is refused");
            Err(Failure::CrossOrigin)
        }
    }

    /// The answer to a good password: both cookies, and on to where the person came from.
    fn sign_in(&self, account: &Account, next: Option<&str>) -> Result<HttpResponse, Failure> {
        let access = self.cookies.access(self.tokens.access(account)?);
        let refresh = self.cookies.refresh(self.tokens.refresh(account)?);
        tracing::info!(user_uuid = account.uuid, "signed in");
        Ok(HttpResponse::SeeOther()
            .insert_header((LOCATION, next.unwrap_or("/")))
            .cookie(access)
            .cookie(refresh)
            .finish())
    }
}
