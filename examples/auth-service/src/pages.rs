use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use crate::accounts::{Account, Rights};
use crate::dev::{Person, Sample};
use crate::failure::Failure;
use crate::form::Form;
use crate::problems::Problems;

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
    pub(crate) problems: &'p Problems,
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

/// `/dev`, of the development issuer.
#[derive(Template)]
#[template(path = "dev.html")]
pub(crate) struct Dev<'p> {
    pub(crate) next: Option<&'p str>,
    pub(crate) problems: &'p [&'p str],
    pub(crate) account: Option<&'p Account>,
    pub(crate) samples: &'p [Sample],
    /// What stands in the form.
    pub(crate) person: &'p Person,
    pub(crate) lifetime: i64,
}

/// `/account`: three forms, and what is wrong with each.
#[derive(Template)]
#[template(path = "account.html")]
pub(crate) struct AccountPage<'p> {
    account: &'p Account,
    saved: &'p str,
    first_name: &'p str,
    last_name: &'p str,
    email: &'p str,
    of_names: Problems,
    of_email: Problems,
    of_password: Problems,
}

impl<'p> AccountPage<'p> {
    pub(crate) fn of(account: &'p Account) -> Self {
        Self {
            account,
            saved: "",
            first_name: &account.first_name,
            last_name: &account.last_name,
            email: &account.email,
            of_names: Problems::default(),
            of_email: Problems::default(),
            of_password: Problems::default(),
        }
    }

    /// After this form was sent and did what it should.
    pub(crate) fn saved(mut self, what: &'p str) -> Self {
        self.saved = what;
        self
    }

    /// With what was typed into the form that is refused, but the passwords.
    pub(crate) fn refused(mut self, form: &'p Form, problems: Problems) -> Self {
        match form.text("change") {
            "names" => {
                self.first_name = form.text("first_name");
                self.last_name = form.text("last_name");
                self.of_names = problems;
            }
            "email" => {
                self.email = form.text("email");
                self.of_email = problems;
            }
            _ => self.of_password = problems,
        }
        self
    }
}

/// `/admin`: some of the accounts.
#[derive(Template)]
#[template(path = "admin.html")]
pub(crate) struct AdminPage<'p> {
    pub(crate) account: &'p Account,
    pub(crate) found: &'p [Account],
    /// How the addresses begin, and after which one.
    pub(crate) email: &'p str,
    pub(crate) after: &'p str,
    pub(crate) next_page: Option<&'p str>,
    pub(crate) notice: Option<&'p str>,
    pub(crate) alert: Option<&'p str>,
}

/// `POST /admin/{uuid}`, before the superuser has confirmed it with the password.
#[derive(Template)]
#[template(path = "admin_confirm.html")]
pub(crate) struct AdminConfirm<'p> {
    pub(crate) account: &'p Account,
    /// Whose rights are to change, and into which.
    pub(crate) of: &'p Account,
    pub(crate) rights: Rights,
    /// The name of each right, and whether it is there before and after.
    pub(crate) changes: &'p [(&'static str, bool, bool)],
    /// The page of the list that the form was on.
    pub(crate) email: &'p str,
    pub(crate) after: &'p str,
    pub(crate) back: &'p str,
    pub(crate) problems: &'p Problems,
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
