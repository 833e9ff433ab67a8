//! The two tokens, as `SimpleJWT` makes them.

use std::time::Duration;

use jsonwebtoken::EncodingKey;
use jwt_auth_actix::{Clock, KeySource, Verifier, VerifierBuildError, VerifyingKey};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::accounts::Account;
use crate::clock::TokenClock;
use crate::dev::ClaimChanges;
use crate::families::Family;
use crate::keys::SigningKeys;
use crate::signer::{Signer, SigningError};

/// How many seconds an access token is good.
pub(crate) const ACCESS_LIFETIME: i64 = 5 * 60;
/// How many seconds a refresh token is good: whoever stays away longer is asked for the password.
pub(crate) const REFRESH_LIFETIME: i64 = 5 * 24 * 3_600;
/// No refresh token is good longer than so many seconds after it was issued. Above [`REFRESH_LIFETIME`], so that a clock that
/// was set back does not sign people out.
pub(crate) const REFRESH_LIFETIME_CAP: i64 = 6 * 24 * 3_600;

/// Signs both tokens and reads refresh tokens again.
pub(crate) struct Tokens {
    signer: Signer,
    refresh: Verifier,
    /// `iss`, which the article's tokens do not have.
    issuer: Option<String>,
    clock: TokenClock,
}

impl Tokens {
    /// Signs with the key pair whose time it is. Refresh tokens may also be under the secret from before there were any.
    ///
    /// # Errors
    /// As [`Verifier`]'s builder.
    pub(crate) fn with_key_pairs(
        keys: SigningKeys,
        issuer: &str,
        previous: Option<VerifyingKey>,
        clock: impl Clock + Clone,
    ) -> Result<Self, VerifierBuildError> {
        let verifying = keys.verifying();
        Ok(Self {
            signer: Signer::KeyPairs(keys),
            refresh: refresh_verifier(verifying, previous, clock.clone())?,
            issuer: Some(issuer.to_owned()),
            clock: TokenClock::new(clock),
        })
    }

    /// As in the article: signs with the secret, of which `key` is the other half. Refresh tokens may also be under the one
    /// before it.
    ///
    /// # Errors
    /// As [`Verifier`]'s builder.
    pub(crate) fn with_secret(
        secret: &str,
        key: VerifyingKey,
        previous: Option<VerifyingKey>,
        clock: impl Clock + Clone,
    ) -> Result<Self, VerifierBuildError> {
        Ok(Self {
            signer: Signer::Secret(EncodingKey::from_secret(secret.as_bytes())),
            refresh: refresh_verifier(key, previous, clock.clone())?,
            issuer: None,
            clock: TokenClock::new(clock),
        })
    }

    /// `None` where tokens are signed with a secret.
    pub(crate) fn signing_keys(&self) -> Option<&SigningKeys> {
        match &self.signer {
            Signer::KeyPairs(keys) => Some(keys),
            Signer::Secret(_) => None,
        }
    }

    pub(crate) fn clock(&self) -> &TokenClock {
        &self.clock
    }

    /// What services read: everything they need to know about the person. They go by the newest `iat`, so it is from before the
    /// account was read: what it says may have changed since.
    pub(crate) fn access(&self, account: &Account, read_at: i64) -> Result<String, SigningError> {
        self.access_from(account, read_at, ACCESS_LIFETIME)
    }

    /// The same from now on for so many seconds; none or fewer: it ended so long ago. For development.
    pub(crate) fn access_lasting(
        &self,
        account: &Account,
        lifetime: i64,
    ) -> Result<String, SigningError> {
        self.access_from(account, self.clock.now(), lifetime)
    }

    /// The same with other claims. For development.
    pub(crate) fn access_changed(
        &self,
        account: &Account,
        lifetime: i64,
        changes: &ClaimChanges,
    ) -> Result<String, SigningError> {
        let jti = new_jti();
        let claims = self.access_claims(account, self.clock.now(), lifetime, &jti);
        let Ok(Value::Object(mut claims)) = serde_json::to_value(&claims) else {
            return Err(SigningError);
        };
        changes.apply(&mut claims);
        self.sign(&claims)
    }

    fn access_from(
        &self,
        account: &Account,
        issued: i64,
        lifetime: i64,
    ) -> Result<String, SigningError> {
        self.sign(&self.access_claims(account, issued, lifetime, &new_jti()))
    }

    fn access_claims<'a>(
        &'a self,
        account: &'a Account,
        issued: i64,
        lifetime: i64,
        jti: &'a str,
    ) -> AccessClaims<'a> {
        let exp = issued.saturating_add(lifetime);
        AccessClaims {
            registered: Registered {
                iss: self.issuer.as_deref(),
                token_type: "access",
                exp,
                iat: issued.min(exp.saturating_sub(1)),
                jti,
                user_id: account.id,
                user_uuid: &account.uuid,
            },
            user_email: &account.email,
            user_is_staff: account.is_staff,
            user_is_superuser: account.is_superuser,
            user_first_name: &account.first_name,
            user_last_name: &account.last_name,
        }
    }

    /// What only this service reads, and looks the account up again: it says who, and which sign-in. The current token of the
    /// family, the same bytes whenever it is signed with one key.
    pub(crate) fn refresh(
        &self,
        account: &Account,
        family: &Family,
    ) -> Result<String, SigningError> {
        self.sign(&RefreshClaims {
            registered: Registered {
                iss: self.issuer.as_deref(),
                token_type: "refresh",
                exp: family.expires(),
                iat: family.issued,
                jti: &family.current_jti,
                user_id: account.id,
                user_uuid: &account.uuid,
            },
            family: &family.id,
        })
    }

    /// What a refresh token says, if it is good in itself.
    pub(crate) fn verify_refresh(&self, token: &str) -> Option<RefreshToken> {
        if let Some(keys) = self.signing_keys() {
            // It is the look that brings the verifier up to date.
            keys.pairs();
        }
        let verified = self.refresh.verify::<ReadClaims>(token);
        let verified = verified
            .inspect_err(|refusal| tracing::debug!(%refusal, "a refresh token is not good"))
            .ok()?;
        let claims = verified.claims();
        Some(RefreshToken {
            user_uuid: claims.user_uuid.clone(),
            family: claims.family.clone(),
            jti: claims.jti.clone(),
            issued: verified.issued_at(),
            expires: verified.expires_at(),
        })
    }

    fn sign(&self, claims: &impl Serialize) -> Result<String, SigningError> {
        let claims = serde_json::to_string(claims).map_err(|_| SigningError)?;
        self.signer.sign(&claims)
    }
}

fn new_jti() -> String {
    Uuid::new_v4().simple().to_string()
}

fn refresh_verifier(
    keys: impl Into<KeySource>,
    previous: Option<VerifyingKey>,
    clock: impl Clock,
) -> Result<Verifier, VerifierBuildError> {
    let mut verifier = Verifier::simple_jwt(keys)
        .token_type("refresh")
        .clock(clock)
        .max_lifetime(Duration::from_secs(REFRESH_LIFETIME_CAP.unsigned_abs()));
    if let Some(previous) = previous {
        verifier = verifier.also_accept(previous);
    }
    verifier.build()
}

/// A refresh token that verified. Whether its family is still good is for the database to say.
pub(crate) struct RefreshToken {
    pub(crate) user_uuid: String,
    /// None in tokens of the time before families, and in those of a Django Auth service with the same secret.
    pub(crate) family: Option<String>,
    pub(crate) jti: String,
    /// `iat`. Every token that is signed here has it.
    pub(crate) issued: Option<i64>,
    /// `exp`.
    pub(crate) expires: i64,
}

impl RefreshToken {
    /// The name of its family; one without is the first of its own.
    pub(crate) fn family(&self) -> &str {
        self.family.as_deref().unwrap_or(&self.jti)
    }
}

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

#[derive(Serialize)]
struct RefreshClaims<'a> {
    #[serde(flatten)]
    registered: Registered<'a>,
    family: &'a str,
}

/// What `SimpleJWT` puts into every token, and the stable id.
#[derive(Serialize)]
struct Registered<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    iss: Option<&'a str>,
    token_type: &'static str,
    exp: i64,
    iat: i64,
    jti: &'a str,
    user_id: i32,
    user_uuid: &'a str,
}

#[derive(Deserialize)]
struct ReadClaims {
    user_uuid: String,
    jti: String,
    family: Option<String>,
}
