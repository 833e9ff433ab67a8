//! One kind of request again and again, in one thread and without a socket, for a program that counts instructions:
//! `hot-path KIND REQUESTS`. See `benches/instructions`.

use std::env;
use std::error::Error;
use std::time::Duration;

use actix_web::dev::{Service, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, body::MessageBody, web};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, get_current_timestamp};
use jwt_auth_actix::{
    ClaimsOnlyStore, CurrentUser, JwtAuth, JwtAuthBuilder, JwtUser, LoginRequired, MaybeUser,
    VerifiedClaims, Verifier, VerifyingKey,
};
use serde_json::{Value, json};

/// The user of the README but for the table: a kept row is the same, whatever it was read from.
#[derive(JwtUser)]
#[jwt(claims = UserClaims)]
#[allow(dead_code, reason = "a service would read them")]
struct User {
    #[jwt(key, claim = "user_uuid")]
    username: String,
    #[jwt(claim = "user_email")]
    email: String,
    #[jwt(claim = "user_is_staff", staff)]
    is_staff: bool,
    #[jwt(claim = "user_is_superuser", superuser)]
    is_superuser: bool,
    #[jwt(claim = "user_first_name", optional)]
    first_name: String,
    #[jwt(claim = "user_last_name", optional)]
    last_name: String,
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (Some(kind), Some(requests)) = (env::args().nth(1), env::args().nth(2)) else {
        return Err("usage: hot-path KIND REQUESTS".into());
    };
    let requests = requests.parse()?;
    let minute = Duration::from_secs(60);
    match kind.as_str() {
        "bare" => send(App::new(), "/nobody", requests).await,
        "untouched" => send(App::new().wrap(auth()?.build()?), "/nobody", requests).await,
        "kept" => {
            let auth = auth()?.row_ttl(minute).build()?;
            send(App::new().wrap(auth), "/user", requests).await
        }
        "guarded" => {
            let auth = auth()?.row_ttl(minute).build()?;
            let app = App::new().wrap(LoginRequired::new()).wrap(auth);
            send(app, "/nobody", requests).await
        }
        "claims" => send(App::new().wrap(auth()?.build()?), "/claims", requests).await,
        "claims-uncached" => {
            let auth = auth()?.cached_tokens(0).build()?;
            send(App::new().wrap(auth), "/claims", requests).await
        }
        "hs256" | "hs256-forged" | "hs256-malformed" => {
            let good = hs256_token()?;
            let token = match kind.as_str() {
                "hs256" => good,
                "hs256-forged" => forged(&good),
                _ => malformed(&good),
            };
            let app = App::new().wrap(auth()?.cached_tokens(0).build()?);
            send_with(&token, app, "/maybe", requests).await
        }
        "rs256" | "rs256-forged" => {
            let good = rs256_token()?;
            let token = if kind == "rs256" { good } else { forged(&good) };
            let auth = auth_by(VerifyingKey::rs256_pem(PUBLIC_KEY)?)?;
            let app = App::new().wrap(auth.cached_tokens(0).build()?);
            send_with(&token, app, "/maybe", requests).await
        }
        _ => Err(format!("no kind is called {kind}").into()),
    }
}

fn auth() -> Result<JwtAuthBuilder<User>, Box<dyn Error>> {
    auth_by(VerifyingKey::hs256(SECRET)?)
}

fn auth_by(key: VerifyingKey) -> Result<JwtAuthBuilder<User>, Box<dyn Error>> {
    let verifier = Verifier::simple_jwt(key).build()?;
    Ok(JwtAuth::builder(verifier, ClaimsOnlyStore)
        .access_cookie("org.breakthesystem.jwt.access")
        .login_url("https://auth.breakthesystem.org/login")
        .own_url("https://someservice.breakthesystem.org"))
}

async fn send<T, B>(app: App<T>, path: &str, requests: u32) -> Result<(), Box<dyn Error>>
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
    send_with(&hs256_token()?, app, path, requests).await
}

async fn send_with<T, B>(
    token: &str,
    app: App<T>,
    path: &str,
    requests: u32,
) -> Result<(), Box<dyn Error>>
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
    // One route alone, so that the router has the same to do for each kind.
    let route = match path {
        "/nobody" => web::get().to(async || UUID.to_owned()),
        "/user" => web::get().to(async |it: CurrentUser<User>| it.username.clone()),
        "/maybe" => web::get().to(async |it: MaybeUser<User>| it.user().is_some().to_string()),
        _ => web::get().to(async |it: VerifiedClaims<UserClaims>| it.username.clone()),
    };
    let app = app.route(path, route);
    let app = init_service(app).await;
    // Four of them, the access token among them.
    let session = "x".repeat(400);
    let cookies =
        format!("theme=dark; session={session}; org.breakthesystem.jwt.access={token}; lang=en");
    for _ in 0..requests {
        let request = TestRequest::get()
            .uri(path)
            .insert_header(("Cookie", &*cookies));
        let answer = app.call(request.to_request()).await?;
        if answer.status() != 200 {
            return Err(answer.status().as_str().into());
        }
    }
    Ok(())
}

const SECRET: &str = "a secret that signs for nobody: 8f1d2c3b4a596877";
const UUID: &str = "6f1c0001-0000-4000-8000-000000000001";
const PRIVATE_KEY: &[u8] = include_bytes!("../../../jwt-auth-core/src/test_util/keys/rsa.pem");
const PUBLIC_KEY: &str = include_str!("../../../jwt-auth-core/src/test_util/keys/rsa.pub.pem");

fn claims(more: &str) -> Value {
    let now = get_current_timestamp();
    json!({
        "token_type": "access",
        "exp": now + 3_600,
        "iat": now,
        "jti": "6f1c000100004000800000000000000a",
        "user_id": 1,
        "user_uuid": UUID,
        "user_email": "ada@example.org",
        "user_is_staff": false,
        "user_is_superuser": false,
        "user_first_name": "Ada",
        "user_last_name": "Lovelace",
        "more": more,
    })
}

fn hs256_token() -> Result<String, Box<dyn Error>> {
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    Ok(encode(&Header::new(Algorithm::HS256), &claims(""), &key)?)
}

/// X04: nearly 4 KiB, what a cookie can hold.
fn rs256_token() -> Result<String, Box<dyn Error>> {
    let key = EncodingKey::from_rsa_pem(PRIVATE_KEY)?;
    let claims = claims(&"x".repeat(2_300));
    Ok(encode(&Header::new(Algorithm::RS256), &claims, &key)?)
}

/// The same token with another signature.
fn forged(token: &str) -> String {
    let (signed, signature) = token.rsplit_once('.').unwrap_or_default();
    let other = if signature.starts_with('A') { 'B' } else { 'A' };
    let rest = signature.get(1..).unwrap_or_default();
    format!("{signed}.{other}{rest}")
}

/// The same token with claims that are no base64url.
fn malformed(token: &str) -> String {
    let (signed, signature) = token.rsplit_once('.').unwrap_or_default();
    format!("{signed}=.{signature}")
}
