use std::time::Instant;

use actix_web::http::StatusCode;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse, post, route};

use crate::accounts::Creation;
use crate::failure::Failure;
use crate::form::Form;
use crate::pages::{Register, page};
use crate::problems::{Problem, Problems};
use crate::registration::{NewAccount, repetition_problem};
use crate::server::App;

#[route("/register", method = "GET", method = "HEAD")]
pub(super) async fn show(app: Data<App>, req: HttpRequest) -> Result<HttpResponse, Failure> {
    let next = app.next(&req, &Form::default());
    let empty = NewAccount::default();
    answer(
        StatusCode::OK,
        &empty,
        next.as_deref(),
        &Problems::default(),
    )
}

#[post("/register")]
pub(super) async fn submit(
    app: Data<App>,
    req: HttpRequest,
    form: Result<Form, Failure>,
) -> Result<HttpResponse, Failure> {
    app.require_own_page(&req)?;
    let form = form?;
    let next = app.next(&req, &form);
    let next = next.as_deref();
    let new = new_account(&form);
    let repetition = repetition_problem(&new.password, form.text("password_again"));
    let problems: Problems = new.field_problems().chain(repetition).collect();
    if !problems.is_empty() {
        return answer(StatusCode::UNPROCESSABLE_ENTITY, &new, next, &problems);
    }
    let address = app.client_address(&req);
    let new_email = app
        .throttle
        .new_email(address, Instant::now())
        .map_err(Failure::TooManyAttempts)?;
    // Hashed before it is known whether the address is free: the time does not tell.
    let hash = app.passwords.hash(address, new.password.clone()).await;
    let hash = hash.inspect_err(|_| app.throttle.not_looked_up(&new_email))?;
    let (accounts, wanted) = (app.accounts.clone(), new.clone());
    match web::block(move || accounts.create(&wanted, &hash)).await?? {
        Creation::Created(account) => {
            tracing::info!(user_uuid = account.uuid, "registered");
            app.sign_in(&req, account, next).await
        }
        Creation::Taken => {
            let problem = Problem::of_the_form("This registration is not possible.");
            answer(StatusCode::CONFLICT, &new, next, &problem.into())
        }
    }
}

/// Nobody becomes staff by a form, whatever its fields are called.
fn new_account(form: &Form) -> NewAccount {
    let trimmed = |name| form.text(name).trim().to_owned();
    NewAccount {
        first_name: trimmed("first_name"),
        last_name: trimmed("last_name"),
        email: trimmed("email"),
        password: form.text("password").to_owned(),
        is_staff: false,
        is_superuser: false,
    }
}

fn answer(
    status: StatusCode,
    new: &NewAccount,
    next: Option<&str>,
    problems: &Problems,
) -> Result<HttpResponse, Failure> {
    let form = Register {
        next,
        problems,
        first_name: &new.first_name,
        last_name: &new.last_name,
        email: &new.email,
    };
    page(status, &form)
}
