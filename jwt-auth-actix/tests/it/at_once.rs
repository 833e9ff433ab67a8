//! Requests that bring a new token at the same time share what it costs.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::test::init_service;
use actix_web::{App, web};
use futures_util::FutureExt as _;
use futures_util::future::join_all;
use jwt_auth_actix::{
    CurrentUser, JwtAuth, JwtUser, UserStore, UserStoreError, Verified, Verifier,
};
use tokio::sync::Semaphore;

use crate::service::{ACCESS, LOGIN_URL, OWN_URL, ada, get, issuer, send, signed_in};

#[derive(Debug, JwtUser)]
#[jwt(claims = PersonClaims)]
struct Person {
    #[jwt(key, claim = "user_uuid")]
    uuid: String,
    #[jwt(claim = "user_first_name", with = counted)]
    first_name: String,
}

static VERIFIED: AtomicUsize = AtomicUsize::new(0);

/// Every verification reads the claims once.
fn counted(first_name: String) -> Result<String, Infallible> {
    VERIFIED.fetch_add(1, Ordering::SeqCst);
    Ok(first_name)
}

/// Counts how often it is asked, and answers when it has a permit.
#[derive(Clone)]
struct Store {
    asked: Arc<AtomicUsize>,
    permits: Arc<Semaphore>,
}

impl UserStore<Person> for Store {
    async fn get_or_sync(
        &self,
        verified: Arc<Verified<PersonClaims>>,
    ) -> Result<Person, UserStoreError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let _permit = self.permits.acquire().await;
        Ok(Person {
            uuid: verified.claims().uuid.clone(),
            first_name: verified.claims().first_name.clone(),
        })
    }
}

async fn hello(person: CurrentUser<Person>) -> String {
    format!("{} {}", person.uuid, person.first_name)
}

#[actix_web::test]
async fn fifty_requests_at_once_with_a_new_token_cost_one_verification_and_one_look_up() {
    for row_ttl in [0, 60] {
        let store = Store {
            asked: Arc::default(),
            permits: Arc::new(Semaphore::new(0)),
        };
        let verifier = Verifier::simple_jwt(issuer().verifying_key());
        let auth = JwtAuth::<Person>::builder(verifier.build().unwrap(), store.clone())
            .row_ttl(Duration::from_secs(row_ttl))
            .access_cookie(ACCESS)
            .login_url(LOGIN_URL)
            .own_url(OWN_URL);
        let app = App::new().wrap(auth.build().unwrap());
        let app = init_service(app.route("/hello", web::get().to(hello))).await;
        let token = issuer().access_token(&ada());
        VERIFIED.store(0, Ordering::SeqCst);

        let request = || Box::pin(send(&app, signed_in(get("/hello"), &token)));
        let mut requests: Vec<_> = std::iter::repeat_with(request).take(50).collect();
        for request in &mut requests {
            assert!(request.now_or_never().is_none(), "the store has no permit");
        }
        store.permits.add_permits(50);
        for answer in join_all(requests).await {
            assert_eq!(
                (answer.status.as_u16(), &*answer.body),
                (200, "6f1c0001 Ada")
            );
        }

        assert_eq!(VERIFIED.load(Ordering::SeqCst), 1, "row_ttl {row_ttl}");
        assert_eq!(store.asked.load(Ordering::SeqCst), 1, "row_ttl {row_ttl}");
    }
}
