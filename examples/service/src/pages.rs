//! The pages and what is on them.

use std::time::{Duration, UNIX_EPOCH};

use actix_web::HttpResponse;
use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, HttpDate};
use askama::Template;
use jwt_auth_actix::TokenExpiry;

use crate::config::Site;
use crate::model::User;

/// `GET /`.
#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct Home<'p> {
    pub(crate) site: &'p Site,
    pub(crate) here: &'p str,
    pub(crate) user: Option<&'p User>,
    pub(crate) expiry: Option<Expiry>,
    /// `None` where nobody can tell.
    pub(crate) cost: Option<u64>,
    pub(crate) inactive: bool,
    pub(crate) login: &'p str,
    pub(crate) logout: Option<&'p str>,
}

/// `GET /home/user/{name}`, `/staff` and `/superuser`.
#[derive(Template)]
#[template(path = "greeting.html")]
pub(crate) struct Greeting<'p> {
    pub(crate) site: &'p Site,
    pub(crate) here: &'p str,
    pub(crate) user: &'p User,
    pub(crate) place: &'p str,
    /// Who may be there.
    pub(crate) admits: &'p str,
    pub(crate) logout: Option<&'p str>,
}

/// `GET /expired`.
#[derive(Template)]
#[template(path = "expired.html")]
pub(crate) struct Expired<'p> {
    pub(crate) site: &'p Site,
    pub(crate) here: &'p str,
    pub(crate) reason: Option<&'p str>,
    pub(crate) expired: bool,
    pub(crate) login: &'p str,
}

/// `GET /form`.
#[derive(Template)]
#[template(path = "form.html")]
pub(crate) struct Forms<'p> {
    pub(crate) site: &'p Site,
    pub(crate) here: &'p str,
    /// As a program has to bring them.
    pub(crate) cookies: &'p str,
    pub(crate) url: &'p str,
}

/// `POST /form`.
#[derive(Template)]
#[template(path = "taken.html")]
pub(crate) struct Taken<'p> {
    pub(crate) site: &'p Site,
    pub(crate) here: &'p str,
    pub(crate) user: &'p User,
}

/// When a token ends.
pub(crate) struct Expiry {
    at: String,
    seconds_left: u64,
}

impl Expiry {
    /// A verified token ends within a day, so the date has a spelling.
    pub(crate) fn of(token: &TokenExpiry) -> Self {
        let seconds = u64::try_from(token.expires_at()).unwrap_or_default();
        Self {
            at: HttpDate::from(UNIX_EPOCH + Duration::from_secs(seconds)).to_string(),
            seconds_left: token.remaining().as_secs(),
        }
    }
}

pub(crate) fn page(site: &Site, template: &impl Template) -> actix_web::Result<HttpResponse> {
    let html = template
        .render()
        .map_err(|error| InternalError::new(error, StatusCode::INTERNAL_SERVER_ERROR))?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_SECURITY_POLICY, site.policy.as_str()))
        .insert_header(("x-content-type-options", "nosniff"))
        .insert_header(("referrer-policy", "same-origin"))
        .body(html))
}
