//! Nothing happens for a request until somebody asks, and then it happens once.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jwt_auth_actix::{JwtAuth, UserStore, UserStoreError, Verified, Verifier};

use crate::caches::CachesAsAsked as _;
use crate::service::{
    ACCESS, Database, LOGIN_URL, OWN_URL, User, UserClaims, ada, app, auth, get, issuer, send,
    signed_in,
};

#[actix_web::test]
async fn a_lazy_user_is_looked_up_when_asked_for() {
    let database = Database::new();
    let app = app(auth(&database)).await;
    let token = issuer().access_token(&ada());

    assert_eq!(
        send(&app, signed_in(get("/lazy"), &token)).await.body,
        "6f1c0001"
    );
    assert_eq!(send(&app, get("/lazy")).await.status, 302);
    assert_eq!(send(&app, get("/untouched")).await.status, 200);
}

/// Counts how often a store is asked, and answers that it is away.
#[derive(Clone, Default)]
struct Away(Arc<AtomicUsize>);

impl UserStore<User> for Away {
    async fn get_or_sync(&self, _: Arc<Verified<UserClaims>>) -> Result<User, UserStoreError> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Err(UserStoreError::Unavailable("away".into()))
    }
}

#[actix_web::test]
async fn an_outage_is_found_out_once_per_request_too() {
    let store = Away::default();
    let verifier = Verifier::simple_jwt(issuer().verifying_key())
        .build()
        .unwrap();
    let auth = JwtAuth::builder(verifier, store.clone())
        .caches_as_asked()
        .access_cookie(ACCESS)
        .login_url(LOGIN_URL)
        .own_url(OWN_URL)
        .build()
        .unwrap();
    let app = app(auth).await;
    let token = issuer().access_token(&ada());

    let answer = send(&app, signed_in(get("/everything"), &token)).await;

    assert_eq!(answer.status, 503);
    assert_eq!(store.0.load(Ordering::SeqCst), 1);
}
