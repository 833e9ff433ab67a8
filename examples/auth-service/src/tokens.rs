//! The two tokens, as `SimpleJWT` makes them.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey};
use jwt_auth_actix::{Clock as _, SystemClock, Verifier, VerifierBuildError, VerifyingKey};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::accounts::Account;

/// How long an access token is good.
pub(crate) const ACCESS_LIFETIME: Duration = Duration::from_secs(5 * 60);
/// How long a refresh token is good: after that, the password is asked for.
pub(crate) const REFRESH_LIFETIME: Duration = Duration::from_secs(5 * 24 * 3_600);
/// Above [`REFRESH_LIFETIME`], so that a clock that was set back does not sign people out.
const REFRESH_LIFETIME_CAP: Duration = Duration::from_secs(6 * 24 * 3_600);

const HEADER: &str = r#"{"alg":"HS512","typ":"JWT"}"#;

/// Signs both tokens and reads refresh tokens again.
pub(crate) struct Tokens {
    key: EncodingKey,
    refresh: Verifier,
}

impl Tokens {
    /// Signs with the secret, of which `key` is the other half. Refresh tokens may also be under the one before it.
    ///
    /// # Errors
    /// As [`Verifier`]'s builder.
    pub(crate) fn new(
        secret: &str,
        key: VerifyingKey,
        previous: Option<VerifyingKey>,
    ) -> Result<Self, VerifierBuildError> {
        let mut refresh = Verifier::simple_jwt(key)
            .token_type("refresh")
            .max_lifetime(REFRESH_LIFETIME_CAP);
        if let Some(previous) = previous {
            refresh = refresh.also_accept(previous);
        }
        Ok(Self {
            key: EncodingKey::from_secret(secret.as_bytes()),
            refresh: refresh.build()?,
        })
    }

    /// What services read: everything they need to know about the person.
    pub(crate) fn access(&self, account: &Account) -> Result<String, SigningError> {
        self.sign(&AccessClaims {
            registered: Registered::new("access", ACCESS_LIFETIME, account),
            user_email: &account.email,
            user_is_staff: account.is_staff,
            user_is_superuser: account.is_superuser,
            user_first_name: &account.first_name,
            user_last_name: &account.last_name,
        })
    }

    /// What only this service reads, and looks the account up again: it says who, and nothing else.
    pub(crate) fn refresh(&self, account: &Account) -> Result<String, SigningError> {
        self.sign(&Registered::new("refresh", REFRESH_LIFETIME, account))
    }

    /// The `user_uuid` of a good refresh token.
    pub(crate) fn refresh_owner(&self, token: &str) -> Option<String> {
        match self.refresh.verify::<RefreshClaims>(token) {
            Ok(verified) => Some(verified.claims().user_uuid.clone()),
            Err(refusal) => {
                tracing::debug!(%refusal, "a refresh token is not good");
                None
            }
        }
    }

    /// By a provider that is named here: the process-wide one panics when two crates of a binary chose differently.
    fn sign(&self, claims: &impl Serialize) -> Result<String, SigningError> {
        let claims = serde_json::to_string(claims).map_err(|_| SigningError)?;
        let signed = format!("{}.{}", encode(HEADER), encode(claims));
        let provider = &jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
        let signature = (provider.signer_factory)(&Algorithm::HS512, &self.key)
            .map_err(|_| SigningError)?
            .try_sign(signed.as_bytes())
            .map_err(|_| SigningError)?;
        Ok(format!("{signed}.{}", encode(signature)))
    }
}

/// The cryptographic back end refused to sign.
#[derive(Debug)]
pub(crate) struct SigningError;

#[derive(Serialize)]
struct AccessClaims<'a> {
    #[serde(flatten)]
    registered: Registered<'a>,
    user_email: &'a str,
    user_is_staff: bool,
    user_is_superuser: bool,
    user_first_name: &'a str,
    user_last_name: &'a str,
}

/// What `SimpleJWT` puts into every token, and the stable id.
#[derive(Serialize)]
struct Registered<'a> {
    token_type: &'static str,
    exp: u64,
    iat: u64,
    jti: String,
    user_id: i32,
    user_uuid: &'a str,
}

impl<'a> Registered<'a> {
    fn new(token_type: &'static str, lifetime: Duration, account: &'a Account) -> Self {
        let now = SystemClock.now();
        Self {
            token_type,
            exp: now + lifetime.as_secs(),
            iat: now,
            jti: Uuid::new_v4().simple().to_string(),
            user_id: account.id,
            user_uuid: &account.uuid,
        }
    }
}

#[derive(Deserialize)]
struct RefreshClaims {
    user_uuid: String,
}

fn encode(part: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(part)
}
