//! Tokens of one Auth service, and what a store answers to them. The clock stands still at `NOW`.

use std::fmt::Debug;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use diesel::r2d2::R2D2Connection;
use jwt_auth_actix::{
    DieselUser, DieselUserStore, JwtUser, Refusal, SchemaProblem, TestClock, TestIssuer, UserStore,
    UserStoreError, Verified, Verifier,
};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::database::{AnyConnection, Database};

pub(crate) const NOW: i64 = 1_800_000_000;

pub(crate) type Store<U> = DieselUserStore<U, AnyConnection>;
pub(crate) type Answer<U> = Result<U, UserStoreError>;

static AUTH_SERVICE: LazyLock<(TestIssuer, Verifier)> = LazyLock::new(|| {
    crate::trace::start();
    let clock = TestClock::at(NOW.unsigned_abs());
    let issuer = TestIssuer::hs512().clock(clock.clone());
    let verifier = Verifier::simple_jwt(issuer.verifying_key()).clock(clock);
    (issuer, verifier.build().unwrap())
});

/// A server that is busy with the other tests may take its time for a connection.
pub(crate) const PATIENCE: Duration = Duration::from_secs(2);

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

pub(crate) fn store<U: DieselUser<AnyConnection>>(database: &Database) -> Store<U> {
    let store = DieselUserStore::connect(database.url()).unwrap();
    store.pool_wait(PATIENCE)
}

/// A token that was issued `NOW`, unless `claims` say otherwise; with `"iat": null` it has no such claim.
pub(crate) fn verified<U: JwtUser>(claims: Value) -> Result<Arc<Verified<U::Claims>>, Refusal> {
    let (issuer, verifier) = &*AUTH_SERVICE;
    let mut all = issuer.registered_claims();
    let Value::Object(claims) = claims else {
        panic!("claims are an object");
    };
    all.extend(claims);
    if all["iat"].is_null() {
        all.remove("iat");
    }
    let token = issuer.sign_claims(&Value::Object(all));
    verifier.verify(&token).map(Arc::new)
}

/// One request with a token of these claims.
pub(crate) fn visit<U: JwtUser>(store: &impl UserStore<U>, claims: Value) -> Answer<U> {
    show(store, &verified::<U>(claims)?)
}

/// One request with this token.
pub(crate) fn show<U: JwtUser>(
    store: &impl UserStore<U>,
    token: &Arc<Verified<U::Claims>>,
) -> Answer<U> {
    RUNTIME.block_on(store.get_or_sync(Arc::clone(token)))
}

/// All these requests at once.
pub(crate) fn visit_at_once<U: JwtUser>(
    store: &(impl UserStore<U> + Clone),
    all: Vec<Value>,
) -> Vec<Answer<U>> {
    let requests: Vec<_> = all
        .into_iter()
        .map(|claims| {
            let (store, token) = (store.clone(), verified::<U>(claims).unwrap());
            RUNTIME.spawn(async move { store.get_or_sync(token).await })
        })
        .collect();
    requests
        .into_iter()
        .map(|request| RUNTIME.block_on(request).unwrap())
        .collect()
}

pub(crate) fn refusal<U: Debug>(answer: Answer<U>) -> Refusal {
    match answer {
        Err(UserStoreError::Refused(refusal)) => refusal,
        other => panic!("no refusal: {other:?}"),
    }
}

/// `claims` with others added or replaced.
pub(crate) fn with(mut claims: Value, changes: Value) -> Value {
    let (Value::Object(members), Value::Object(changes)) = (&mut claims, changes) else {
        panic!("claims are an object");
    };
    members.extend(changes);
    claims
}

/// The person of most tests.
pub(crate) fn ada() -> Value {
    person("ada")
}

pub(crate) fn person(key: &str) -> Value {
    json!({"sub": key, "email": format!("{key}@example.org"), "staff": false, "name": key})
}

pub(crate) fn check<U, Conn>(
    store: &DieselUserStore<U, Conn>,
) -> Result<Vec<SchemaProblem>, UserStoreError>
where
    U: DieselUser<Conn>,
    Conn: R2D2Connection + 'static,
{
    RUNTIME.block_on(store.check())
}
