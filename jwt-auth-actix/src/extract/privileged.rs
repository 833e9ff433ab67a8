use std::ops::Deref;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use jwt_auth_core::JwtUser;

use super::{Extracted, extracted, require_passing, user_at_hand};
use crate::AuthError;

/// A person who is signed in and whose `staff` field is true; 403 for others who are signed in, and for everybody where the
/// model has no such field.
#[derive(Debug)]
pub struct StaffUser<U>(Arc<U>);

/// A person who is signed in and whose `superuser` field is true; 403 for others who are signed in, and for everybody where
/// the model has no such field.
#[derive(Debug)]
pub struct SuperUser<U>(Arc<U>);

impl<U> Deref for StaffUser<U> {
    type Target = U;

    fn deref(&self) -> &U {
        &self.0
    }
}

impl<U> Deref for SuperUser<U> {
    type Target = U;

    fn deref(&self) -> &U {
        &self.0
    }
}

impl<U: JwtUser> FromRequest for StaffUser<U> {
    type Error = AuthError;
    type Future = Extracted<Self>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let at_hand = user_at_hand(req).filter(|user| U::is_staff(user)).map(Self);
        extracted(req, at_hand, async |req| {
            require_passing(&req, U::is_staff).await.map(Self)
        })
    }
}

impl<U: JwtUser> FromRequest for SuperUser<U> {
    type Error = AuthError;
    type Future = Extracted<Self>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let at_hand = user_at_hand(req)
            .filter(|user| U::is_superuser(user))
            .map(Self);
        extracted(req, at_hand, async |req| {
            require_passing(&req, U::is_superuser).await.map(Self)
        })
    }
}
