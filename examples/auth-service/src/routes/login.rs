use std::net::IpAddr;
use std::time::Instant;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, LOCATION, WWW_AUTHENTICATE};
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse, post, route};

use crate::accounts::Account;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{Login, page};
use crate::registration::{is_email, is_possible_password};
use crate::server::App;
use crate::session::{Session, SignedIn};

pub(super) const WRONG_PASSWORD: &str = "The e-mail address or the password is not right.";
const REVOKED: &str = "This sign-in has ended: somebody signed out, or it was used in two places at once. Please sign in again.";
const UNCLEAR: &str = "Your browser sends the sign-ins of several people. Please sign in again.";

/// The redirect of somebody with a good refresh cookie is how access tokens are renewed.
#[route("/login", method = "GET", method = "HEAD")]
pub(super) async fn show(app: Data<App>, req: HttpRequest) -> Result<HttpResponse, Failure> {
    let next = app.next(&req, &Form::default());
    let next = next.as_deref();
    let session = app.renewed_session(req.headers()).await?;
    if let Session::Of(signed_in) = &session {
        return app.renew(signed_in, next);
    }
    let (status, alert) = match session {
        Session::Revoked => (StatusCode::UNAUTHORIZED, Some(REVOKED)),
        Session::Unclear => (StatusCode::OK, Some(UNCLEAR)),
        _ => (StatusCode::OK, None),
    };
    let mut response = match app.is_development {
        true => super::dev::instead_of_the_form(&req),
        false => app.login_page(status, next, alert)?,
    };
    if matches!(session, Session::Dead | Session::Revoked) {
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
    app.require_own_page(&req)?;
    let form = form?;
    let next = app.next(&req, &form);
    let next = next.as_deref();
    // What cannot be an address counts as the empty one, which nobody has; the throttle keeps what it is given.
    let email = Some(form.text("email").trim()).filter(|email| is_email(email));
    let email = email.unwrap_or_default();
    let address = app.client_address(&req);
    let attempt = app
        .throttle
        .attempt(address, email, Instant::now())
        .map_err(Failure::TooManyAttempts)?;
    let found = authenticate(&app, address, email, form.text("password")).await;
    match found.inspect_err(|_| app.throttle.not_judged(&attempt))? {
        Some(account) => {
            app.throttle.succeeded(&attempt);
            app.sign_in(&req, account, next).await
        }
        None => {
            tracing::info!("a sign-in is refused");
            let alert = Some(WRONG_PASSWORD);
            app.login_page(StatusCode::UNAUTHORIZED, next, alert)
        }
    }
}

async fn authenticate(
    app: &App,
    address: Option<IpAddr>,
    email: &str,
    password: &str,
) -> Result<Option<Account>, Failure> {
    let (accounts, email) = (app.accounts.clone(), email.to_owned());
    let account = web::block(move || accounts.by_email(&email)).await??;
    let possible = is_possible_password(password);
    let password = if possible { password } else { "" };
    let stored = account
        .as_ref()
        .map(|account| account.password_hash.clone());
    let password = password.to_owned();
    let matches = app.passwords.verify(address, password, stored).await?;
    Ok(account.filter(|account| matches && possible && account.is_active))
}

impl App {
    /// Every 401 has a challenge (RFC 9110 section 15.5.2), in a scheme that browsers do not know: they leave the person to the
    /// form.
    pub(super) fn login_page(
        &self,
        status: StatusCode,
        next: Option<&str>,
        alert: Option<&str>,
    ) -> Result<HttpResponse, Failure> {
        let mut response = page(status, &Login { next, alert })?;
        let challenge = format!(
            r#"Cookie realm="{}", form-action="/login""#,
            self.own_origin
        );
        if status == StatusCode::UNAUTHORIZED
            && let Ok(challenge) = HeaderValue::from_str(&challenge)
        {
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        Ok(response)
    }

    /// Whoever signs out or signs in elsewhere while this answer is on its way may get its cookies last. The refresh token is
    /// of no use then, the access token until it ends. Only a short time can be between: how the family stands was read last.
    fn renew(&self, signed_in: &SignedIn, next: Option<&str>) -> Result<HttpResponse, Failure> {
        let SignedIn {
            account,
            read_at,
            family,
        } = signed_in;
        tracing::debug!(user_uuid = account.uuid, "access token renewed");
        let mut response = HttpResponse::Found();
        response
            .insert_header((LOCATION, next.unwrap_or("/")))
            .cookie(self.access_cookie(account, *read_at)?);
        if self.refresh_rotation {
            response.cookie(self.refresh_cookie(account, family)?);
        }
        Ok(response.finish())
    }
}
