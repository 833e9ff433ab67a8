use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use crate::accounts::Account;
use crate::failure::Failure;

/// `GET /`.
#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct Home<'p> {
    pub(crate) account: Option<&'p Account>,
}

/// `/login`. Never repeats what was typed, so that two refusals are the same bytes.
#[derive(Template)]
#[template(path = "login.html")]
pub(crate) struct Login<'p> {
    pub(crate) next: Option<&'p str>,
    pub(crate) alert: Option<&'p str>,
}

/// `/register`, with what was typed but the passwords.
#[derive(Template)]
#[template(path = "register.html")]
pub(crate) struct Register<'p> {
    pub(crate) next: Option<&'p str>,
    pub(crate) problems: &'p [&'p str],
    pub(crate) first_name: &'p str,
    pub(crate) last_name: &'p str,
    pub(crate) email: &'p str,
}

/// `GET /logout`.
#[derive(Template)]
#[template(path = "logout.html")]
pub(crate) struct Logout<'p> {
    pub(crate) next: Option<&'p str>,
}

/// Everything that has no page of its own.
#[derive(Template)]
#[template(path = "message.html")]
pub(crate) struct Message<'p> {
    pub(crate) text: &'p str,
}

pub(crate) fn page(status: StatusCode, template: &impl Template) -> Result<HttpResponse, Failure> {
    let html = template.render().map_err(|error| {
        tracing::error!(%error, "a page cannot be rendered");
        Failure::Internal
    })?;
    Ok(HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .body(html))
}
