//! What each step of a request costs by itself.

use std::error::Error;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{Service as _, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, web};
use criterion::{BatchSize, Criterion};
use diesel::prelude::*;
use futures_util::FutureExt as _;
use jsonwebtoken::{DecodingKey, Validation};
use jwt_auth_actix::{
    Algorithm, CacheSettings, CurrentUser, DieselUserStore, JwtAuth, JwtUser, TestIssuer,
    UserStore as _, VerificationCache, Verified, VerifiedClaims, Verifier,
};
use jwt_auth_migrations::RunLocked as _;
use serde::Deserialize;
use serde_json::json;

#[path = "../src/model.rs"]
mod model;

use model::{User, UserClaims};

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let mut criterion = Criterion::default().configure_from_args();
    requests(&mut criterion)?;
    verification(&mut criterion)?;
    repetition(&mut criterion)?;
    look_up(&mut criterion)?;
    criterion.final_summary();
    Ok(())
}

/// A whole request with four cookies, in memory and without a socket. What the others take beyond `bare` is the price of
/// attaching the lazy value, and then of the scan of the cookies, the cache and the headers of the answer.
fn requests(criterion: &mut Criterion) -> Outcome {
    let folder = tempfile::tempdir()?;
    let issuer = TestIssuer::hmac(Algorithm::HS256);
    let auth = |store| -> Result<_, Box<dyn Error>> {
        let verifier = Verifier::simple_jwt(issuer.verifying_key()).build()?;
        Ok(JwtAuth::builder(verifier, store)
            .access_cookie("access")
            .login_url("https://auth.example.org/login")
            .own_url("https://service.example.org"))
    };
    let kept = auth(users(&folder)?)?
        .row_ttl(Duration::from_secs(60))
        .build()?;
    let inline = auth(users(&folder)?.inline_reads())?.build()?;
    let default = auth(users(&folder)?)?.build()?;
    let uncached = auth(users(&folder)?)?.cached_tokens(0).build()?;
    let token = issuer.access_token(&claims());
    let session = "x".repeat(400);
    let cookies = format!("theme=dark; session={session}; access={token}; lang=en");
    let app = |auth: &JwtAuth<User>| App::new().wrap(auth.clone());
    request(criterion, "bare", "/nobody", &cookies, App::new())?;
    request(
        criterion,
        "nobody is asked for",
        "/nobody",
        &cookies,
        app(&kept),
    )?;
    request(criterion, "claims", "/claims", &cookies, app(&kept))?;
    request(
        criterion,
        "claims, no cache",
        "/claims",
        &cookies,
        app(&uncached),
    )?;
    request(criterion, "user, row kept", "/user", &cookies, app(&kept))?;
    request(
        criterion,
        "user, SELECT on the worker",
        "/user",
        &cookies,
        app(&inline),
    )?;
    request(
        criterion,
        "user, SELECT after the hop",
        "/user",
        &cookies,
        app(&default),
    )
}

fn request<T, B>(
    criterion: &mut Criterion,
    name: &str,
    path: &str,
    cookies: &str,
    app: App<T>,
) -> Outcome
where
    T: ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<B>,
            Error = actix_web::Error,
            InitError = (),
        > + 'static,
    B: MessageBody + 'static,
{
    // One route alone, so that the router has the same to do for each.
    let route = match path {
        "/nobody" => web::get().to(async || USER.to_owned()),
        "/claims" => web::get().to(async |it: VerifiedClaims<UserClaims>| it.username.clone()),
        _ => web::get().to(async |it: CurrentUser<User>| it.username.clone()),
    };
    let app = app.route(path, route);
    let system = actix_web::rt::System::new();
    let app = system.block_on(init_service(app));
    let send = || {
        let request = TestRequest::get()
            .uri(path)
            .insert_header(("cookie", cookies));
        system.block_on(app.call(request.to_request()))
    };
    assert_eq!(send()?.status(), 200);
    criterion
        .benchmark_group("a request in memory")
        .bench_function(name, |bencher| bencher.iter(send));
    Ok(())
}

/// `Verifier::verify` beside jsonwebtoken's `decode` with a key and a `Validation` that are kept.
fn verification(criterion: &mut Criterion) -> Outcome {
    let secret = || Ok(DecodingKey::from_secret(TestIssuer::SECRET.as_bytes()));
    let hs256 = TestIssuer::hmac(Algorithm::HS256);
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

/// A token that was verified before, under each algorithm, and those of 10,000 people in turn.
fn repetition(criterion: &mut Criterion) -> Outcome {
    let mut group = criterion.benchmark_group("VerificationCache::get");
    for (name, issuer) in [
        ("HS256", TestIssuer::hmac(Algorithm::HS256)),
        ("HS512", TestIssuer::hs512()),
        ("RS256", TestIssuer::rs256()),
        ("ES256", TestIssuer::es256()),
        ("EdDSA", TestIssuer::ed25519()),
    ] {
        let (cache, tokens) = kept(&issuer, 1)?;
        let token = tokens.first().ok_or("no token")?;
        group.bench_function(name, |bencher| bencher.iter(|| cache.get(black_box(token))));
    }
    let (cache, tokens) = kept(&TestIssuer::hmac(Algorithm::HS256), 10_000)?;
    let mut in_turn = tokens.iter().cycle();
    group.bench_function("HS256, 10,000 people", |bencher| {
        bencher.iter(|| in_turn.next().and_then(|token| cache.get(token)));
    });
    group.finish();
    Ok(())
}

/// So many people's tokens, verified and remembered.
fn kept(
    issuer: &TestIssuer,
    people: usize,
) -> Result<(VerificationCache<User>, Vec<String>), Box<dyn Error>> {
    let verifier = Verifier::simple_jwt(issuer.verifying_key()).build()?;
    let cache = VerificationCache::new(verifier, CacheSettings::default());
    let tokens: Vec<_> = (0..people)
        .map(|number| issuer.access_token(&claims_of(number, "Daniel")))
        .collect();
    for token in &tokens {
        let verified = cache.verify(token).now_or_never();
        verified.ok_or("the keys are not here")??;
        assert!(cache.get(token).is_some());
    }
    Ok((cache, tokens))
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

/// `get_or_sync` with the hop to a thread that may block: a person who is known and whose token says nothing new is one
/// `SELECT`, one with another name an `UPDATE` more, a person who is new two `SELECT`s and an `INSERT`.
fn look_up(criterion: &mut Criterion) -> Outcome {
    let folder = tempfile::tempdir()?;
    let users = users(&folder)?;
    let issuer = TestIssuer::hs512();
    let verifier = Verifier::simple_jwt(issuer.verifying_key()).build()?;
    let verified = |claims| -> Result<Arc<Verified<UserClaims>>, _> {
        let token = issuer.access_token(&claims);
        verifier.verify(&token).map(Arc::new)
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()?;
    let get = |verified: Arc<Verified<_>>| runtime.block_on(users.get_or_sync(verified));

    let mut group = criterion.benchmark_group("get_or_sync, SQLite");
    let known = verified(claims())?;
    assert!(get(Arc::clone(&known))?.has_key_of(known.claims()));
    group.bench_function("no change", |bencher| {
        bencher.iter(|| get(Arc::clone(&known)));
    });
    let renamed = verified(claims_of(1, "Augusta"))?;
    let mut in_turn = [renamed, known].into_iter().cycle();
    group.bench_function("a changed claim", |bencher| {
        bencher.iter(|| in_turn.next().map(&get));
    });
    let mut number = 1;
    group.bench_function("a new person", |bencher| {
        let new = || {
            number += 1;
            verified(claims_of(number, "Daniel"))
        };
        bencher.iter_batched(new, |new| new.map(&get), BatchSize::SmallInput);
    });
    group.finish();
    Ok(())
}

fn users(
    folder: &tempfile::TempDir,
) -> Result<DieselUserStore<User, SqliteConnection>, Box<dyn Error>> {
    let path = folder.path().join("users.db");
    let url = path.to_str().ok_or("the path is not UTF-8")?;
    let users = DieselUserStore::<User, SqliteConnection>::connect(url)?;
    users
        .pool()
        .get()?
        .run_locked(jwt_auth_migrations::SQLITE)?;
    Ok(users)
}

const USER: &str = "6f1c0001-0000-4000-8000-000000000001";

fn claims() -> serde_json::Value {
    claims_of(1, "Daniel")
}

fn claims_of(number: usize, first_name: &str) -> serde_json::Value {
    json!({
        "user_id": number,
        "user_uuid": format!("6f1c0001-0000-4000-8000-{number:012}"),
        "user_email": format!("daniel-{number}@example.org"),
        "user_is_staff": false,
        "user_is_superuser": false,
        "user_first_name": first_name,
        "user_last_name": "Example",
    })
}
