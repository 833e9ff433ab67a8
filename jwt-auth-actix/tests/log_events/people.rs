//! Who signs in, where they are kept, and what can be wrong with the place.

use std::sync::Arc;

use diesel::prelude::*;
use jwt_auth_actix::{JwtUser, Refusal, TestIssuer, UserStore, UserStoreError, Verified};
use serde_json::{Value, json};

diesel::table! {
    users (username) {
        username -> Text,
        email -> Text,
        is_staff -> Bool,
        is_active -> Bool,
    }
}

#[derive(Debug, Clone, Queryable, Selectable, JwtUser)]
#[diesel(table_name = users)]
#[jwt(connection = SqliteConnection, claims = UserClaims)]
pub(crate) struct User {
    #[jwt(key, claim = "user_uuid")]
    pub(crate) username: String,
    #[jwt(claim = "user_email")]
    email: String,
    #[jwt(claim = "user_is_staff", staff)]
    is_staff: bool,
    #[jwt(active)]
    is_active: bool,
}

pub(crate) fn ada() -> Value {
    json!({"user_uuid": "6f1c0001", "user_email": "ada@example.org", "user_is_staff": false})
}

/// Ada with one claim changed.
pub(crate) fn ada_with(claim: &str, value: impl Into<Value>) -> Value {
    let mut claims = ada();
    claims[claim] = value.into();
    claims
}

pub(crate) fn token(claims: &Value) -> String {
    TestIssuer::hs512().access_token(claims)
}

/// What the store does.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Store {
    Works,
    Refuses(Refusal),
    /// In the words of the database.
    IsAway(&'static str),
    IsBusy,
    Panics,
}

impl UserStore<User> for Store {
    async fn get_or_sync(
        &self,
        verified: Arc<Verified<UserClaims>>,
    ) -> Result<User, UserStoreError> {
        let claims = verified.claims();
        match *self {
            Self::Works => Ok(User {
                username: claims.username.clone(),
                email: claims.email.clone(),
                is_staff: claims.is_staff,
                is_active: true,
            }),
            Self::Refuses(refusal) => Err(refusal.into()),
            Self::IsAway(words) => Err(UserStoreError::Unavailable(words.into())),
            Self::IsBusy => Err(UserStoreError::Busy),
            Self::Panics => Err(UserStoreError::Panicked),
        }
    }
}
