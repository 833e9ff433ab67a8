use std::net::IpAddr;
use std::time::Instant;

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse, post, route};

use crate::accounts::Account;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{Login, page};
use crate::registration::{is_email, is_possible_password};
use crate::server::App;
use crate::session::Session;

/// The redirect of somebody with a good refresh cookie is how access tokens are renewed.
#[route("/login", method = "GET", method = "HEAD")]
pub(super) async fn show(app: Data<App>, req: HttpRequest) -> Result<HttpResponse, Failure> {
    let next = app.next(&req, &Form::default());
    let next = next.as_deref();
    let session = app.session(req.headers()).await?;
    if let Session::Of(account) = &session {
        let access = app.cookies.access(app.tokens.access(account)?);
        tracing::debug!(user_uuid = account.uuid, "access token renewed");
        return Ok(HttpResponse::Found()
            .insert_header((LOCATION, next.unwrap_or("/")))
            .cookie(access)
            .finish());
    }
    let refused = false;
    let mut response = page(StatusCode::OK, &Login { next, refused })?;
    if let Session::Dead = session {
        app.delete_cookies(&mut response)?;
    }
    Ok(response)
}

/// Unknown address, wrong password, inactive account: one answer, after the same work.
#[post("/login")]
pub(super) async fn submit(
    app: Data<App>,
    req: HttpRequest,
    form: Result<Form, Failure>,
) -> Result<HttpResponse, Failure> {
    app.require_own_origin(&req)?;
    let form = form?;
    let next = app.next(&req, &form);
    let next = next.as_deref();
    // What cannot be an address counts as the empty one, which nobody has; the throttle keeps what it is given.
    let email = Some(form.text("email").trim()).filter(|email| is_email(email));
    let email = email.unwrap_or_default();
    let attempt = app
        .throttle
        .attempt(app.client_address(&req), email, Instant::now())
        .map_err(Failure::TooManyAttempts)?;
    match authenticate(&app, email, form.text("password")).await? {
        Some(account) => {
            app.throttle.succeeded(&attempt);
            app.sign_in(&account, next)
        }
        None => {
            tracing::info!("a sign-in is refused");
            let refused = true;
            page(StatusCode::UNAUTHORIZED, &Login { next, refused })
        }
    }
}

async fn authenticate(app: &App, email: &str, password: &str) -> Result<Option<Account>, Failure> {
    let (accounts, email) = (app.accounts.clone(), email.to_owned());
    let account = web::block(move || accounts.by_email(&email)).await??;
    let possible = is_possible_password(password);
    let password = if possible { password } else { "" };
    let stored = account
        .as_ref()
        .map(|account| account.password_hash.clone());
    let matches = app.passwords.verify(password.to_owned(), stored).await?;
    Ok(account.filter(|account| matches && possible && account.is_active))
}

impl App {
    /// The peer, or what the proxy in front wrote at the end of its header: all that comes before is the client's word.
    fn client_address(&self, req: &HttpRequest) -> Option<IpAddr> {
        let forwarded = self.client_address_header.as_ref().and_then(|name| {
            let line = req.headers().get_all(name).last()?.to_str().ok()?;
            line.rsplit(',').next()?.trim().parse().ok()
        });
        forwarded.or_else(|| Some(req.peer_addr()?.ip()))
    }
}
