//! What each step of a request costs by itself.

use std::error::Error;
use std::hint::black_box;
use std::sync::Arc;

use criterion::Criterion;
use diesel::prelude::*;
use jsonwebtoken::{DecodingKey, Validation};
use jwt_auth_actix::{DieselUserStore, JwtUser, TestIssuer, UserStore as _, Verified, Verifier};
use jwt_auth_migrations::RunLocked as _;
use serde::Deserialize;
use serde_json::json;

#[path = "../src/model.rs"]
mod model;

use model::{User, UserClaims};

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let mut criterion = Criterion::default().configure_from_args();
    verification(&mut criterion)?;
    look_up(&mut criterion)?;
    criterion.final_summary();
    Ok(())
}

/// `Verifier::verify` beside jsonwebtoken's `decode` with a key and a `Validation` that are kept.
fn verification(criterion: &mut Criterion) -> Outcome {
    let secret = || Ok(DecodingKey::from_secret(TestIssuer::SECRET.as_bytes()));
    let hs256 = TestIssuer::hmac(jwt_auth_actix::Algorithm::HS256);
    compare(criterion, "HS256", &hs256, |_| secret())?;
    compare(criterion, "HS512", &TestIssuer::hs512(), |_| secret())?;
    compare(
        criterion,
        "RS256",
        &TestIssuer::rs256(),
        DecodingKey::from_rsa_pem,
    )?;
    compare(
        criterion,
        "ES256",
        &TestIssuer::es256(),
        DecodingKey::from_ec_pem,
    )?;
    compare(
        criterion,
        "EdDSA",
        &TestIssuer::ed25519(),
        DecodingKey::from_ed_pem,
    )
}

fn compare(
    criterion: &mut Criterion,
    algorithm: &str,
    issuer: &TestIssuer,
    key: impl Fn(&[u8]) -> jsonwebtoken::errors::Result<DecodingKey>,
) -> Outcome {
    let token = issuer.access_token(&claims());
    let verifier = Verifier::simple_jwt(issuer.verifying_key()).build()?;
    let key = key(issuer.public_text().as_bytes())?;
    let validation = Validation::new(algorithm.parse()?);
    let decode = || jsonwebtoken::decode::<PeerClaims>(&token, &key, &validation);
    let (ours, theirs) = (verifier.verify::<UserClaims>(&token)?, decode()?.claims);
    assert_eq!(ours.claims().username, theirs.user_uuid);

    let mut group = criterion.benchmark_group(algorithm);
    group.bench_function("Verifier::verify", |bencher| {
        bencher.iter(|| verifier.verify::<UserClaims>(black_box(&token)));
    });
    group.bench_function("jsonwebtoken::decode", |bencher| bencher.iter(decode));
    group.finish();
    Ok(())
}

/// What a peer reads; `exp` is checked by jsonwebtoken itself.
#[derive(Deserialize)]
#[allow(dead_code, reason = "a service would read them")]
struct PeerClaims {
    token_type: String,
    jti: String,
    iat: i64,
    user_uuid: String,
    user_email: String,
    user_is_staff: bool,
    user_is_superuser: bool,
    user_first_name: String,
    user_last_name: String,
}

/// The row of a person who is known and whose token says nothing new: one `SELECT`, with the hop to a thread that may block.
fn look_up(criterion: &mut Criterion) -> Outcome {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("users.db");
    let url = path.to_str().ok_or("the path is not UTF-8")?;
    let users = DieselUserStore::<User, SqliteConnection>::connect(url)?;
    users
        .pool()
        .get()?
        .run_locked(jwt_auth_migrations::SQLITE)?;
    let issuer = TestIssuer::hs512();
    let verifier = Verifier::simple_jwt(issuer.verifying_key()).build()?;
    let verified = Arc::new(verifier.verify(&issuer.access_token(&claims()))?);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()?;
    let get = |verified: Arc<Verified<_>>| runtime.block_on(users.get_or_sync(verified));
    assert!(get(Arc::clone(&verified))?.has_key_of(verified.claims()));

    criterion.bench_function("get_or_sync, no change, SQLite", |bencher| {
        bencher.iter(|| get(Arc::clone(&verified)));
    });
    Ok(())
}

fn claims() -> serde_json::Value {
    json!({
        "user_id": 1,
        "user_uuid": "6f1c0001-0000-4000-8000-000000000001",
        "user_email": "daniel@example.org",
        "user_is_staff": false,
        "user_is_superuser": false,
        "user_first_name": "Daniel",
        "user_last_name": "Example",
    })
}
