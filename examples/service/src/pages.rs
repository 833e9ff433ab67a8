use actix_web::HttpResponse;
use actix_web::error::InternalError;
use actix_web::http::StatusCode;
use askama::Template;

use crate::model::User;

/// `GET /`.
#[derive(Template)]
#[template(path = "home.html")]
pub(crate) struct Home<'p> {
    pub(crate) user: Option<&'p User>,
    pub(crate) inactive: bool,
    pub(crate) login: &'p str,
    pub(crate) logout: Option<&'p str>,
}

/// `GET /home/user/{name}`, `/staff` and `/superuser`.
#[derive(Template)]
#[template(path = "greeting.html")]
pub(crate) struct Greeting<'p> {
    pub(crate) user: &'p User,
    pub(crate) place: &'p str,
    pub(crate) logout: Option<&'p str>,
}

pub(crate) fn page(template: &impl Template) -> actix_web::Result<HttpResponse> {
    let html = template
        .render()
        .map_err(|error| InternalError::new(error, StatusCode::INTERNAL_SERVER_ERROR))?;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((
            "content-security-policy",
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
        ))
        .insert_header(("x-content-type-options", "nosniff"))
        .insert_header(("referrer-policy", "same-origin"))
        .body(html))
}
