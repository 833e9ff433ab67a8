use std::time::Instant;

use actix_web::cookie::Cookie;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse, post, route};

use crate::accounts::{Account, Change, Reading};
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{AccountPage, page};
use crate::problems::{Problem, Problems};
use crate::registration::{
    email_problem, is_possible_password, name_problem, password_problem, repetition_problem,
};
use crate::server::App;
use crate::session::{Session, SignedIn};

const HERE: &str = "/account";
const OUTDATED: &str =
    "The account was changed elsewhere in the meantime. Please look at it again.";

#[route("/account", method = "GET", method = "HEAD")]
pub(super) async fn show(app: Data<App>, req: HttpRequest) -> Result<HttpResponse, Failure> {
    let SignedIn { account, .. } = &*app.signed_in(&req, HERE).await?;
    let query = Form::from_query(&req);
    let saved = query.text("saved");
    page(StatusCode::OK, &AccountPage::of(account).saved(saved))
}

/// One of three forms. The services hear of the change at once: the answer brings a new access token.
#[post("/account")]
pub(super) async fn submit(
    app: Data<App>,
    req: HttpRequest,
    form: Result<Form, Failure>,
) -> Result<HttpResponse, Failure> {
    app.require_own_page(&req)?;
    let form = form?;
    let signed_in = app.signed_in(&req, HERE).await?;
    let what = form.text("change");
    let changed = match what {
        "names" => app.change_names(&signed_in, &form).await,
        "email" => app.change_email(&req, &signed_in, &form).await,
        "password" => app.change_password(&req, &signed_in, &form).await,
        _ => return Err(Failure::BadForm),
    };
    match changed {
        Ok(cookies) => {
            let user_uuid = &signed_in.account.uuid;
            tracing::info!(user_uuid, what, "an account is changed");
            let mut response = HttpResponse::SeeOther();
            response.insert_header((LOCATION, format!("{HERE}?saved={what}")));
            for cookie in cookies {
                response.cookie(cookie);
            }
            Ok(response.finish())
        }
        Err(Refusal::Failure(failure)) => Err(failure),
        Err(Refusal::Problems(status, problems)) => {
            let refused = AccountPage::of(&signed_in.account).refused(&form, problems);
            page(status, &refused)
        }
    }
}

/// What the browser gets when something is changed.
type NewCookies = Vec<Cookie<'static>>;

/// Why nothing is changed.
pub(super) enum Refusal {
    Problems(StatusCode, Problems),
    Failure(Failure),
}

impl Refusal {
    fn unprocessable(problem: Problem) -> Self {
        Self::Problems(StatusCode::UNPROCESSABLE_ENTITY, problem.into())
    }

    fn conflict(text: &'static str) -> Self {
        Self::Problems(StatusCode::CONFLICT, Problem::of_the_form(text).into())
    }
}

impl<F: Into<Failure>> From<F> for Refusal {
    fn from(failure: F) -> Self {
        Self::Failure(failure.into())
    }
}

impl App {
    /// Who is signed in. Strangers are led to sign in, and back to this page.
    pub(super) async fn signed_in(
        &self,
        req: &HttpRequest,
        here: &'static str,
    ) -> Result<Box<SignedIn>, Failure> {
        match self.session(req.headers()).await? {
            Session::Of(signed_in) => Ok(signed_in),
            Session::None | Session::Dead | Session::Revoked | Session::Unclear => {
                Err(Failure::SignInFirst(here))
            }
        }
    }

    async fn change_names(&self, signed_in: &SignedIn, form: &Form) -> Result<NewCookies, Refusal> {
        let [first, last] =
            ["first_name", "last_name"].map(|name| form.text(name).trim().to_owned());
        require([
            name_problem("first_name", &first),
            name_problem("last_name", &last),
        ])?;
        let (accounts, account) = (self.accounts.clone(), signed_in.account.clone());
        let change = web::block(move || accounts.change_names(&account, &first, &last));
        self.done(change.await??)
    }

    /// A taken address is refused in words as general as those of a registration, and tried as rarely.
    async fn change_email(
        &self,
        req: &HttpRequest,
        signed_in: &SignedIn,
        form: &Form,
    ) -> Result<NewCookies, Refusal> {
        let email = form.text("email").trim().to_owned();
        require([email_problem(&email)])?;
        self.require_current_password(req, &signed_in.account, form)
            .await?;
        self.throttle
            .new_email(self.client_address(req), Instant::now())
            .map_err(Failure::TooManyAttempts)?;
        let (accounts, account) = (self.accounts.clone(), signed_in.account.clone());
        let change = web::block(move || accounts.change_email(&account, &email));
        self.done(change.await??)
    }

    fn done(&self, change: Change) -> Result<NewCookies, Refusal> {
        match change {
            Change::Done(Reading { account, at }) => Ok(vec![self.access_cookie(&account, at)?]),
            Change::Taken => Err(Refusal::conflict("This e-mail address is not possible.")),
            Change::Outdated => Err(Refusal::conflict(OUTDATED)),
        }
    }

    async fn change_password(
        &self,
        req: &HttpRequest,
        signed_in: &SignedIn,
        form: &Form,
    ) -> Result<NewCookies, Refusal> {
        let password = form.text("password");
        require([
            password_problem(password),
            repetition_problem(password, form.text("password_again")),
        ])?;
        self.require_current_password(req, &signed_in.account, form)
            .await?;
        let address = self.client_address(req);
        let hash = self.passwords.hash(address, password.to_owned()).await?;
        let (accounts, account) = (self.accounts.clone(), signed_in.account.clone());
        let changed = web::block(move || accounts.change_password(&account, &hash));
        match changed.await?? {
            Some((account, family)) => Ok(self.cookies_of(&account, &family)?.into()),
            None => Err(Refusal::conflict(OUTDATED)),
        }
    }

    /// Whoever finds a browser that is signed in, or has a copy of its cookie, must not take the account over. Guesses count as
    /// those at the login page do.
    pub(super) async fn require_current_password(
        &self,
        req: &HttpRequest,
        account: &Account,
        form: &Form,
    ) -> Result<(), Refusal> {
        let address = self.client_address(req);
        let attempt = self
            .throttle
            .attempt(address, &account.email, Instant::now())
            .map_err(Failure::TooManyAttempts)?;
        let (password, stored) = (form.text("current_password"), &account.password_hash);
        let is_right = is_possible_password(password)
            && self
                .passwords
                .verify(address, password.to_owned(), Some(stored.clone()))
                .await
                .inspect_err(|_| self.throttle.not_judged(&attempt))?;
        if !is_right {
            tracing::info!(
                user_uuid = account.uuid,
                "a change of an account is refused"
            );
            return Err(Refusal::unprocessable(Problem {
                field: "current_password",
                text: "The current password is not right.",
            }));
        }
        self.throttle.succeeded(&attempt);
        Ok(())
    }
}

fn require<const N: usize>(checks: [Option<Problem>; N]) -> Result<(), Refusal> {
    let problems: Problems = checks.into_iter().flatten().collect();
    if problems.is_empty() {
        return Ok(());
    }
    Err(Refusal::Problems(
        StatusCode::UNPROCESSABLE_ENTITY,
        problems,
    ))
}
