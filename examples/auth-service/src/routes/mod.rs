mod account;
mod admin;
mod dev;
mod home;
mod jwks;
mod login;
mod logout;
mod next;
mod register;
mod style;

use actix_web::cookie::Cookie;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use jwt_auth_actix::CrossOriginProtection;

use crate::accounts::Account;
use crate::failure::Failure;
use crate::families::Family;
use crate::server::App;

pub(crate) fn routes(config: &mut ServiceConfig, is_development: bool) {
    if is_development {
        config.service(dev::show).service(dev::submit);
    }
    config
        .service(home::home)
        .service(home::health)
        .service(jwks::jwks)
        .service(style::style)
        .service(login::show)
        .service(login::submit)
        .service(register::show)
        .service(register::submit)
        .service(logout::confirm)
        .service(logout::submit)
        .service(account::show)
        .service(account::submit)
        .service(admin::show)
        .service(admin::submit);
}

fn require(pages: &CrossOriginProtection, req: &HttpRequest) -> Result<(), Failure> {
    if pages.allows(req) {
        Ok(())
    } else {
        tracing::debug!(path = req.path(), "a cross-origin request is refused");
        Err(Failure::CrossOrigin)
    }
}

impl App {
    /// A form on another site must not sign anybody in.
    fn require_own_page(&self, req: &HttpRequest) -> Result<(), Failure> {
        require(&self.own_pages, req)
    }

    /// Nor out, but for the services.
    fn require_page_of_a_service(&self, req: &HttpRequest) -> Result<(), Failure> {
        require(&self.pages_of_services, req)
    }

    /// The answer to a good password: both cookies, and on to where the person came from. Whoever was signed in here before
    /// no longer is. Whose account has changed since the password was looked at gets the answer to a wrong one.
    async fn sign_in(
        &self,
        req: &HttpRequest,
        account: Account,
        next: Option<&str>,
    ) -> Result<HttpResponse, Failure> {
        let (before, families) = (self.refresh_tokens(req.headers()), self.families.clone());
        let begun = web::block(move || {
            families.revoke(&before)?;
            families.sign_in(&account)
        });
        let Some((account, family)) = begun.await?? else {
            let alert = Some(login::WRONG_PASSWORD);
            return self.login_page(StatusCode::UNAUTHORIZED, next, alert);
        };
        let [access, refresh] = self.cookies_of(&account, &family)?;
        tracing::info!(user_uuid = account.uuid, "signed in");
        Ok(HttpResponse::SeeOther()
            .insert_header((LOCATION, next.unwrap_or("/")))
            .cookie(access)
            .cookie(refresh)
            .finish())
    }

    /// Both, of a sign-in that has just begun.
    fn cookies_of(
        &self,
        account: &Account,
        family: &Family,
    ) -> Result<[Cookie<'static>; 2], Failure> {
        Ok([
            self.access_cookie(account, family.issued)?,
            self.refresh_cookie(account, family)?,
        ])
    }

    /// A new access token.
    fn access_cookie(&self, account: &Account, read_at: i64) -> Result<Cookie<'static>, Failure> {
        let token = self.tokens.access(account, read_at)?;
        Ok(self.cookies.access(token))
    }

    /// The family's current refresh token.
    fn refresh_cookie(
        &self,
        account: &Account,
        family: &Family,
    ) -> Result<Cookie<'static>, Failure> {
        let token = self.tokens.refresh(account, family)?;
        let left = family.expires().saturating_sub(self.tokens.clock().now());
        Ok(self.cookies.refresh(token, left))
    }
}
