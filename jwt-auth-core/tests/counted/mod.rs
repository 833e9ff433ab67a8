//! A `Claims` that counts how often it is read from a token, which only a verification does.
#![allow(dead_code)]

use std::borrow::Cow;
use std::sync::atomic::{AtomicUsize, Ordering};

use jwt_auth_core::{Changes, ClaimSet, FromClaims, JwtUser, Refusal};

pub(crate) static READ: AtomicUsize = AtomicUsize::new(0);

pub(crate) struct Anybody;
pub(crate) struct Read;

impl FromClaims for Read {
    fn from_claims(_: &ClaimSet<'_>) -> Result<Self, Refusal> {
        READ.fetch_add(1, Ordering::SeqCst);
        Ok(Self)
    }
}

impl JwtUser for Anybody {
    type Claims = Read;
    const COLUMNS: &'static [&'static str] = &[];
    const HAS_WATERMARK: bool = false;

    fn has_key_of(&self, _: &Read) -> bool {
        true
    }

    fn same_person(_: &Read, _: &Read) -> bool {
        true
    }

    fn key_text(_: &Read) -> Cow<'_, str> {
        "".into()
    }

    fn changes(&self, _: &Read) -> Changes {
        Changes::none()
    }
}
