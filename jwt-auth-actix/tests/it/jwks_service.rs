//! The service under test with keys that it fetches, and who publishes them.

use std::time::Duration;

use actix_http::Request;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::test::TestRequest;
use jwt_auth_actix::{
    Algorithm, JwtAuth, RemoteJwkSet, RemoteJwkSetBuilder, TestClock, TestIssuer, Verifier,
};
use serde_json::{Value, json};

use crate::caches::CachesAsAsked as _;
use crate::jwks_server::{Reply, Server, eventually};
use crate::service::{
    ACCESS, Answer, Database, LOGIN_URL, OWN_URL, User, ada, get, send, signed_in,
};

/// Routes of every kind of extractor that reads tokens.
pub(crate) const ASKING: [&str; 6] = [
    "/home/user/x",
    "/whoami",
    "/claims",
    "/raw-claims",
    "/lazy",
    "/staff",
];

/// An Auth service that publishes one key under several names.
pub(crate) struct Publisher {
    pub(crate) server: Server,
    /// By which keys grow old.
    pub(crate) clock: TestClock,
    pub(crate) database: Database,
}

impl Publisher {
    pub(crate) fn of(kids: &[&str]) -> Self {
        Self {
            server: Server::start(keys(kids)),
            clock: TestClock::at(0),
            database: Database::new(),
        }
    }

    pub(crate) fn publish(&self, kids: &[&str]) {
        self.server.reply(keys(kids));
    }

    pub(crate) fn fail(&self) {
        let reply = Reply::status("500 Internal Server Error", "text/html", "canary");
        self.server.reply(reply);
    }

    pub(crate) fn settings(&self) -> RemoteJwkSetBuilder {
        RemoteJwkSet::at(self.server.url(), &[Algorithm::EdDSA])
            .dangerous_allow_http()
            .test_clock(self.clock.clone())
    }

    /// With a long timeout: fetches shall not fail on a busy machine.
    pub(crate) fn set(&self) -> RemoteJwkSet {
        let settings = self.settings().timeout(Duration::from_secs(10));
        settings.build().unwrap()
    }

    /// After the first fetch.
    pub(crate) fn loaded(&self) -> RemoteJwkSet {
        let set = self.set();
        eventually("first set", || set.is_ready());
        set
    }

    pub(crate) fn auth(&self, set: &RemoteJwkSet) -> JwtAuth<User> {
        let verifier = Verifier::simple_jwt(set.clone()).build().unwrap();
        JwtAuth::builder(verifier, self.database.store())
            .caches_as_asked()
            .access_cookie(ACCESS)
            .allow_bearer()
            .login_url(LOGIN_URL)
            .own_url(OWN_URL)
            .build()
            .unwrap()
    }
}

pub(crate) fn keys(kids: &[&str]) -> Reply {
    let keys: Vec<Value> = kids.iter().map(|kid| jwk(kid)).collect();
    Reply::json(json!({ "keys": keys }).to_string())
}

pub(crate) fn jwk(kid: &str) -> Value {
    let pem = TestIssuer::ed25519().public_text();
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    // The 32 bytes of the key come after 12 others, which are 16 letters of Base64.
    let x = body[16..].trim_end_matches('=');
    let x = x.replace('+', "-").replace('/', "_");
    json!({"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "kid": kid, "x": x})
}

pub(crate) fn token(kid: &str) -> String {
    token_of(kid, &ada())
}

pub(crate) fn token_of(kid: &str, person: &Value) -> String {
    let issuer = TestIssuer::ed25519();
    let mut claims = issuer.registered_claims();
    claims.extend(person.as_object().unwrap().clone());
    let header = json!({"alg": "EdDSA", "kid": kid});
    issuer.sign(header.to_string(), Value::Object(claims).to_string())
}

/// Somebody who navigates, unless something else is said.
pub(crate) async fn ask<S, B>(app: &S, path: &str, token: &str) -> Answer
where
    S: Service<Request, Response = ServiceResponse<B>, Error = actix_web::Error>,
    B: MessageBody,
{
    send(app, signed_in(get(path), token)).await
}

pub(crate) fn program(path: &str) -> TestRequest {
    get(path).insert_header(("Accept", "application/json"))
}

/// Neither accepted nor refused: to be asked again, and nothing else.
pub(crate) fn assert_outage(answer: &Answer, retry_after: &str, id: &str) {
    assert_eq!(answer.status, 503, "{id}");
    let header = |name| answer.header(name);
    assert_eq!(header("retry-after").as_deref(), Some(retry_after), "{id}");
    assert_eq!(header("cache-control").as_deref(), Some("no-store"), "{id}");
    let vary = header("vary").unwrap_or_default();
    assert!(vary.contains("Cookie"), "{id} {vary}");
    for name in ["location", "hx-redirect", "www-authenticate", "set-cookie"] {
        assert_eq!(header(name), None, "{id} {name}");
    }
    for word in ["jwks", "kid", "127.0.0.1", "canary", "login"] {
        assert!(!answer.body.contains(word), "{id} {word}: {}", answer.body);
    }
}
