use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use jwt_auth_core::{FromClaims, Verified};

use super::{Extracted, extracted, identity};
use crate::AuthError;
use crate::current_identity::CurrentIdentity;

/// The claims of the verified token, without any look-up: whether the person's row is active, or exists, is not known.
///
/// Without a good token the handler is not called, and the answer is a redirect to the login page or 401. It works while the
/// database is away.
///
/// `C` is the model's own claims struct or any type that is `Deserialize`.
pub struct VerifiedClaims<C>(Arc<Verified<C>>);

impl<C> VerifiedClaims<C> {
    /// The proof itself, with the registered claims.
    #[must_use]
    pub fn verified(&self) -> &Verified<C> {
        &self.0
    }
}

impl<C> fmt::Debug for VerifiedClaims<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("VerifiedClaims").field(&self.0).finish()
    }
}

impl<C> Deref for VerifiedClaims<C> {
    type Target = C;

    fn deref(&self) -> &C {
        self.0.claims()
    }
}

impl<C: FromClaims> FromRequest for VerifiedClaims<C> {
    type Error = AuthError;
    type Future = Extracted<Self>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let at_hand = CurrentIdentity::of(req).and_then(|it| it.verified_at_hand(req));
        extracted(req, at_hand.map(Self), async |req| {
            let identity = identity(&req)?;
            match identity.verified(&req).await {
                Ok(verified) => Ok(Self(verified)),
                Err(absence) => Err(AuthError::absent(&req, identity.settings(), absence)),
            }
        })
    }
}
