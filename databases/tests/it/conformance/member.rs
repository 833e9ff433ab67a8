//! A model without Diesel and without the derive.

use std::borrow::Cow;

use jwt_auth_actix::{Changes, JwtUser};
use serde::Deserialize;

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Claims {
    pub(super) sub: String,
    pub(super) email: String,
    pub(super) staff: bool,
    pub(super) superuser: bool,
    pub(super) name: Option<String>,
}

#[derive(Debug, Clone)]
pub(super) struct Member {
    pub(super) claims: Claims,
    pub(super) active: bool,
    pub(super) note: String,
    pub(super) token_iat: Option<i64>,
    pub(super) not_before: Option<i64>,
}

impl Member {
    pub(super) fn new(claims: &Claims, token: Option<i64>) -> Self {
        Self {
            claims: claims.clone(),
            active: true,
            note: String::new(),
            token_iat: token,
            not_before: None,
        }
    }
}

impl JwtUser for Member {
    type Claims = Claims;
    const COLUMNS: &'static [&'static str] = &["claims"];
    const HAS_WATERMARK: bool = true;

    fn has_key_of(&self, claims: &Claims) -> bool {
        self.claims.sub == claims.sub
    }

    fn same_person(one: &Claims, other: &Claims) -> bool {
        one.sub == other.sub
    }

    fn key_text(claims: &Claims) -> Cow<'_, str> {
        (&claims.sub).into()
    }

    fn changes(&self, claims: &Claims) -> Changes {
        Changes::none().and(0, self.claims != *claims)
    }

    fn watermark(&self) -> Option<i64> {
        self.token_iat
    }
}
