use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use jwt_auth_core::JwtUser;

use super::{Extracted, extracted, find_user, user_at_hand};
use crate::absence::Absence;
use crate::{AnonymousReason, AuthError};

/// The person who is signed in, or anonymous with the reason.
///
/// Still refuses when nobody can know who it is: 503 while the user store is down or the keys cannot be fetched. And a Bearer
/// token that does not hold is 401 here too (RFC 6750 section 3.1): a client that shows a token does not want to be anonymous.
#[derive(Debug)]
pub struct MaybeUser<U>(Result<Arc<U>, AnonymousReason>);

impl<U> MaybeUser<U> {
    /// The user, if somebody is signed in.
    #[must_use]
    pub fn user(&self) -> Option<&U> {
        self.0.as_deref().ok()
    }

    /// Why nobody is signed in; `None` if somebody is.
    #[must_use]
    pub fn reason(&self) -> Option<AnonymousReason> {
        self.0.as_ref().err().copied()
    }

    /// The user, shared with whoever else asked during this request.
    ///
    /// # Errors
    /// Why nobody is signed in.
    pub fn into_inner(self) -> Result<Arc<U>, AnonymousReason> {
        self.0
    }
}

impl<U: JwtUser> FromRequest for MaybeUser<U> {
    type Error = AuthError;
    type Future = Extracted<Self>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let at_hand = user_at_hand(req).map(|user| Self(Ok(user)));
        extracted(req, at_hand, async |req| {
            let (identity, user) = find_user::<U>(&req).await?;
            let settings = identity.settings();
            match user {
                Ok(user) => Ok(Self(Ok(user))),
                Err(Absence::Anonymous(reason)) if !settings.sources.is_bearer(req.headers()) => {
                    Ok(Self(Err(reason)))
                }
                Err(absence) => Err(AuthError::absent(&req, settings, absence)),
            }
        })
    }
}
