use std::time::Duration;

use actix_web::error::BlockingError;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, LOCATION, RETRY_AFTER};
use actix_web::{HttpResponse, ResponseError};

use crate::database::StoreError;
use crate::pages::{Message, page};
use crate::signer::SigningError;

/// A request that gets a small page instead of what it asked for.
#[derive(Debug)]
pub(crate) enum Failure {
    NotFound,
    /// The body is no form, or not UTF-8.
    BadForm,
    TooLarge,
    NotAForm,
    CrossOrigin,
    /// Nobody is signed in; whoever signs in comes back to this path.
    SignInFirst(&'static str),
    /// Whoever is signed in is no superuser.
    Forbidden,
    /// Too many wrong passwords; try again after this time.
    TooManyAttempts(Duration),
    /// The database is away, or too many wait for their passwords to be looked at.
    Unavailable,
    Internal,
}

impl Failure {
    fn text(&self) -> &'static str {
        match self {
            Self::NotFound => "There is no such page here.",
            Self::BadForm => "The form that was sent cannot be read.",
            Self::TooLarge => "The form that was sent is too large.",
            Self::NotAForm => {
                "Please send a form: Content-Type: application/x-www-form-urlencoded."
            }
            Self::CrossOrigin => {
                "The request does not prove that it comes from this site. Browsers prove it by themselves; other clients send the header Origin, with the scheme, host and port of this site."
            }
            Self::SignInFirst(_) => "Please sign in.",
            Self::Forbidden => "This page is for superusers only.",
            Self::TooManyAttempts(_) => "Too many attempts. Please wait some minutes.",
            Self::Unavailable => "The service is not available right now. Please try again soon.",
            Self::Internal => "Something went wrong on our side.",
        }
    }

    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::TooManyAttempts(wait) => Some(wait.as_secs().max(1)),
            Self::Unavailable => Some(5),
            _ => None,
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.text())
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::BadForm => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotAForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::CrossOrigin => StatusCode::FORBIDDEN,
            Self::SignInFirst(_) => StatusCode::SEE_OTHER,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::TooManyAttempts(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let status = self.status_code();
        let text = self.text();
        let mut response = page(status, &Message { text })
            .unwrap_or_else(|_| HttpResponse::with_body(status, text).map_into_boxed_body());
        if let Some(seconds) = self.retry_after() {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        if let Self::SignInFirst(path) = self
            && let Ok(login) = HeaderValue::from_str(&format!("/login?next={path}"))
        {
            response.headers_mut().insert(LOCATION, login);
        }
        response
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the database fails");
        Self::Unavailable
    }
}

impl From<BlockingError> for Failure {
    fn from(error: BlockingError) -> Self {
        tracing::error!(%error, "blocking work was lost");
        Self::Unavailable
    }
}

impl From<SigningError> for Failure {
    fn from(_: SigningError) -> Self {
        tracing::error!("a token cannot be signed");
        Self::Internal
    }
}
