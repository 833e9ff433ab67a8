use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{Error, HttpResponse, ResponseError};

use crate::cache_headers::Personal;

/// An error of an inner middleware that looked at the user: its answer must not reach somebody else through a shared cache.
///
/// It stays an error, so that whatever is outside treats it as it treats all others; only its type is hidden.
#[derive(Debug)]
pub(crate) struct PersonalError {
    error: Error,
    personal: Personal,
}

impl PersonalError {
    pub(crate) fn new(error: Error, personal: Personal) -> Self {
        Self { error, personal }
    }
}

impl ResponseError for PersonalError {
    fn status_code(&self) -> StatusCode {
        self.error.as_response_error().status_code()
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = self.error.error_response();
        self.personal.mark(response.headers_mut());
        response
    }
}

impl fmt::Display for PersonalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}
