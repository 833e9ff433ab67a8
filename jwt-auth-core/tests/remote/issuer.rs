//! An Auth service that signs with Ed25519 and publishes its keys, and a service that reads them.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jwt_auth_core::{Algorithm, Refusal, RemoteJwkSet, RemoteJwkSetBuilder, TestClock, Verifier};
use rcgen::{KeyPair, PKCS_ED25519, SigningKey as _};
use serde_json::{Value, json};

use crate::server::{PATIENCE, Reply, Server, eventually};

/// By which tokens are judged: it stands still, so that no token expires while keys grow old.
pub(crate) const NOW: u64 = 1_767_225_600;

/// For fetches that shall not fail on a busy machine.
pub(crate) const LONG: Duration = Duration::from_secs(10);

pub(crate) struct Signer {
    kid: String,
    pair: KeyPair,
}

impl Signer {
    pub(crate) fn new(kid: impl Into<String>) -> Self {
        crate::trace::start();
        Self {
            kid: kid.into(),
            pair: KeyPair::generate_for(&PKCS_ED25519).unwrap(),
        }
    }

    pub(crate) fn kid(&self) -> &str {
        &self.kid
    }

    pub(crate) fn jwk(&self) -> Value {
        let x = encode(self.pair.public_key_raw());
        json!({"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": self.kid, "x": x})
    }

    /// The public key without its `kid`.
    pub(crate) fn unnamed_jwk(&self) -> Value {
        let mut jwk = self.jwk();
        jwk.as_object_mut().unwrap().remove("kid");
        jwk
    }

    pub(crate) fn token(&self) -> String {
        self.token_with_header(&json!({"alg": "EdDSA", "kid": self.kid}))
    }

    pub(crate) fn token_with_header(&self, header: &Value) -> String {
        let claims =
            json!({"token_type": "access", "exp": NOW + 300, "iat": NOW, "jti": "d0c5a1b6"});
        let signed = format!(
            "{}.{}",
            encode(header.to_string()),
            encode(claims.to_string())
        );
        let signature = self.pair.sign(signed.as_bytes()).unwrap();
        format!("{signed}.{}", encode(signature))
    }
}

/// The server of an Auth service, and the clock of who fetches from it.
pub(crate) struct Issuer {
    pub(crate) server: Server,
    pub(crate) clock: TestClock,
}

impl Issuer {
    pub(crate) fn replying(reply: Reply) -> Self {
        Self {
            server: Server::start(reply),
            clock: TestClock::at(0),
        }
    }

    pub(crate) fn publishing(signers: &[&Signer]) -> Self {
        Self::replying(keys(signers))
    }

    pub(crate) fn publish(&self, signers: &[&Signer]) {
        self.server.reply(keys(signers));
    }

    pub(crate) fn fail(&self) {
        let reply = Reply::status("500 Internal Server Error", "text/plain", "canary");
        self.server.reply(reply);
    }

    pub(crate) fn set(&self) -> RemoteJwkSetBuilder {
        RemoteJwkSet::at(self.server.url(), &[Algorithm::EdDSA])
            .dangerous_allow_http()
            .timeout(LONG)
            .test_clock(self.clock.clone())
    }

    /// After the first fetch.
    pub(crate) fn loaded(&self) -> RemoteJwkSet {
        let set = self.set().build().unwrap();
        eventually("first set", || set.is_ready());
        set
    }
}

pub(crate) fn keys(signers: &[&Signer]) -> Reply {
    let keys: Vec<Value> = signers.iter().map(|signer| signer.jwk()).collect();
    set_of(&keys)
}

pub(crate) fn set_of(keys: &[Value]) -> Reply {
    Reply::json(json!({ "keys": keys }).to_string())
}

pub(crate) fn verifier(set: &RemoteJwkSet) -> Verifier {
    let rules = Verifier::simple_jwt(set.clone());
    rules.clock(TestClock::at(NOW)).build().unwrap()
}

/// Without waiting for keys.
pub(crate) fn verdict(verifier: &Verifier, token: &str) -> Result<(), Refusal> {
    verifier.verify::<Value>(token).map(drop)
}

pub(crate) async fn verdict_with_refresh(verifier: &Verifier, token: &str) -> Result<(), Refusal> {
    let verified = within(verifier.verify_with_refresh::<Value>(token)).await;
    verified.map(drop)
}

pub(crate) async fn refreshed(set: &RemoteJwkSet) -> bool {
    within(set.refresh_now()).await
}

/// What must end ends, or the test fails.
pub(crate) async fn within<F: Future>(future: F) -> F::Output {
    let output = tokio::time::timeout(PATIENCE, future).await;
    output.expect("an end")
}

pub(crate) fn unavailable(retry_after: u16) -> Result<(), Refusal> {
    Err(Refusal::KeysUnavailable { retry_after })
}

pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
