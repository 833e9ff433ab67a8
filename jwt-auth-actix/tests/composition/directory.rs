//! The people of the service, and a store that counts how often it is asked for one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::prelude::*;
use jwt_auth_actix::{
    JwtAuth, JwtUser, Refusal, TestIssuer, UserStore, UserStoreError, Verified, Verifier,
};
use serde_json::{Value, json};

use crate::caches::CachesAsAsked as _;

pub(crate) const ACCESS: &str = "access";
pub(crate) const OWN_URL: &str = "https://service.example.org";
pub(crate) const LOGIN_URL: &str = "https://auth.example.org/login";

diesel::table! {
    users (id) {
        id -> Integer,
        username -> Text,
        is_staff -> Bool,
        is_superuser -> Bool,
        is_active -> Bool,
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, JwtUser)]
#[diesel(table_name = users)]
#[jwt(connection = SqliteConnection, claims = UserClaims)]
pub(crate) struct User {
    pub(crate) id: i32,
    #[jwt(key, claim = "user_uuid")]
    pub(crate) username: String,
    #[jwt(claim = "user_is_staff", staff)]
    pub(crate) is_staff: bool,
    #[jwt(claim = "user_is_superuser", superuser)]
    pub(crate) is_superuser: bool,
    #[jwt(active)]
    pub(crate) is_active: bool,
}

/// Somebody without any privilege.
pub(crate) fn ada() -> User {
    User {
        id: 1,
        username: "ada".to_owned(),
        is_staff: false,
        is_superuser: false,
        is_active: true,
    }
}

/// What the Auth service says about this person.
pub(crate) fn claims(user: &User) -> Value {
    json!({
        "user_uuid": user.username,
        "user_is_staff": user.is_staff,
        "user_is_superuser": user.is_superuser,
    })
}

/// A real access token for this person.
pub(crate) fn token(user: &User) -> String {
    crate::logger::listen();
    TestIssuer::hs512().access_token(&claims(user))
}

/// The same as a `Cookie` header.
pub(crate) fn cookie(user: &User) -> (&'static str, String) {
    ("Cookie", format!("{ACCESS}={}", token(user)))
}

/// Knows everybody; clones count together.
#[derive(Clone, Default)]
pub(crate) struct Directory {
    asked: Arc<AtomicUsize>,
    banned: bool,
}

impl Directory {
    /// Everybody in it is inactive.
    pub(crate) fn of_banned_people() -> Self {
        Self {
            banned: true,
            ..Self::default()
        }
    }

    pub(crate) fn look_ups(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    pub(crate) fn auth(&self) -> JwtAuth<User> {
        let verifier = Verifier::simple_jwt(TestIssuer::hs512().verifying_key());
        JwtAuth::builder(verifier.build().unwrap(), self.clone())
            .caches_as_asked()
            .access_cookie(ACCESS)
            .login_url(LOGIN_URL)
            .own_url(OWN_URL)
            .build()
            .unwrap()
    }
}

impl UserStore<User> for Directory {
    async fn get_or_sync(
        &self,
        verified: Arc<Verified<UserClaims>>,
    ) -> Result<User, UserStoreError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if self.banned {
            return Err(Refusal::Inactive.into());
        }
        let claims = verified.claims();
        Ok(User {
            username: claims.username.clone(),
            is_staff: claims.is_staff,
            is_superuser: claims.is_superuser,
            ..ada()
        })
    }
}
