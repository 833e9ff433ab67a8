use std::sync::Arc;

use jwt_auth_core::{JwtUser, TestIssuer, UserStore, UserStoreError, Verified, Verifier};

use crate::{JwtAuth, JwtAuthBuilder};

impl<U: JwtUser> JwtAuth<U> {
    /// For tests that have neither key nor database: people come in by [`login`](crate::Login::login) alone. The service is
    /// `https://service.example.org`, its login page `https://auth.example.org/login`, the cookie `access`; change them as
    /// you like. Tokens of [`TestIssuer::hs512`] are good for extractors of claims; looking their user up is answered with
    /// 503, because there is nowhere to look.
    ///
    /// # Panics
    /// Never: the key is part of this crate.
    #[expect(clippy::expect_used, reason = "the key is part of this crate")]
    pub fn for_tests() -> JwtAuthBuilder<U> {
        let verifier = Verifier::simple_jwt(TestIssuer::hs512().verifying_key()).build();
        Self::builder(verifier.expect("the key is good"), Nowhere)
            .access_cookie("access")
            .login_url("https://auth.example.org/login")
            .own_url("https://service.example.org")
    }
}

struct Nowhere;

impl<U: JwtUser> UserStore<U> for Nowhere {
    async fn get_or_sync(&self, _: Arc<Verified<U::Claims>>) -> Result<U, UserStoreError> {
        Err(UserStoreError::Unavailable(
            "JwtAuth::for_tests has no store: log the user in".into(),
        ))
    }
}
