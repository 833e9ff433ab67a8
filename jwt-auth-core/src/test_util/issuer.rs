use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::EncodingKey;
use serde_json::{Map, Value, json};

use crate::clock::{Clock, SystemClock};
use crate::verifier::{VerifyingKey, crypto};
use crate::{Algorithm, TestClock};

/// An Auth service in a test: it signs whatever it is told to, good or bad.
///
/// Its keys are fixed and public; never configure them outside a test.
///
/// ```
/// use jwt_auth_core::{Refusal, TestIssuer, Verifier};
/// use serde_json::{Value, json};
///
/// let issuer = TestIssuer::hs512();
/// let verifier = Verifier::simple_jwt(issuer.verifying_key()).build()?;
/// let claims = json!({"user_uuid": "6f1c0001", "user_email": "ada@example.org"});
///
/// assert!(verifier.verify::<Value>(&issuer.access_token(&claims)).is_ok());
/// let expired = verifier.verify::<Value>(&issuer.expired_token(&claims));
/// assert_eq!(expired.unwrap_err(), Refusal::Expired);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct TestIssuer {
    algorithm: Algorithm,
    signing: EncodingKey,
    foreign: EncodingKey,
    public: &'static str,
    clock: Box<dyn Clock>,
}

impl TestIssuer {
    /// The secret of [`hs512`](Self::hs512), for a service that is configured by text. Only
    /// [`VerifyingKey::from_insecure_secret`] takes it.
    pub const SECRET: &'static str =
        "this secret is public, has more than sixty-four bytes and is for tests only";

    /// Signs with HS512 and [`SECRET`](Self::SECRET).
    #[must_use]
    pub fn hs512() -> Self {
        Self::hmac(Algorithm::HS512)
    }

    /// Signs with an HMAC algorithm and [`SECRET`](Self::SECRET).
    #[must_use]
    pub fn hmac(algorithm: Algorithm) -> Self {
        Self {
            algorithm,
            signing: EncodingKey::from_secret(Self::SECRET.as_bytes()),
            foreign: EncodingKey::from_secret(&[7; 64]),
            public: Self::SECRET,
            clock: Box::new(SystemClock),
        }
    }

    /// Signs with RS256 and a 2048-bit key.
    #[must_use]
    pub fn rs256() -> Self {
        Self::pem(
            Algorithm::RS256,
            EncodingKey::from_rsa_pem(include_bytes!("keys/rsa.pem")),
            EncodingKey::from_rsa_pem(include_bytes!("keys/foreign_rsa.pem")),
            include_str!("keys/rsa.pub.pem"),
        )
    }

    /// Signs with ES256.
    #[must_use]
    pub fn es256() -> Self {
        Self::pem(
            Algorithm::ES256,
            EncodingKey::from_ec_pem(include_bytes!("keys/p256.pem")),
            EncodingKey::from_ec_pem(include_bytes!("keys/foreign_p256.pem")),
            include_str!("keys/p256.pub.pem"),
        )
    }

    /// Signs with Ed25519.
    #[must_use]
    pub fn ed25519() -> Self {
        Self::pem(
            Algorithm::EdDSA,
            EncodingKey::from_ed_pem(include_bytes!("keys/ed25519.pem")),
            EncodingKey::from_ed_pem(include_bytes!("keys/foreign_ed25519.pem")),
            include_str!("keys/ed25519.pub.pem"),
        )
    }

    #[expect(clippy::expect_used, reason = "the keys are part of this crate")]
    fn pem(
        algorithm: Algorithm,
        signing: jsonwebtoken::errors::Result<EncodingKey>,
        foreign: jsonwebtoken::errors::Result<EncodingKey>,
        public: &'static str,
    ) -> Self {
        Self {
            algorithm,
            signing: signing.expect("the key is good"),
            foreign: foreign.expect("the key is good"),
            public,
            clock: Box::new(SystemClock),
        }
    }

    /// Takes `iat` and `exp` from this clock. Defaults to the system's.
    #[must_use]
    pub fn clock(mut self, clock: TestClock) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// The key that accepts this issuer's tokens.
    #[must_use]
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "the keys are part of this crate"
    )]
    pub fn verifying_key(&self) -> VerifyingKey {
        let key = if self.algorithm.is_hmac() {
            VerifyingKey::from_insecure_secret(self.algorithm, self.public)
        } else {
            VerifyingKey::from_pem(self.algorithm, self.public)
        };
        key.expect("the key is good")
    }

    /// The public key in PEM, or the secret.
    #[must_use]
    pub fn public_text(&self) -> &'static str {
        self.public
    }

    /// A good access token as SimpleJWT makes it, with these claims besides, or instead of, its own.
    #[must_use]
    pub fn access_token(&self, claims: &Value) -> String {
        let mut all = self.registered_claims();
        if let Value::Object(claims) = claims {
            all.extend(claims.clone());
        }
        self.sign_claims(&Value::Object(all))
    }

    /// A token whose `exp` is one second ago.
    #[must_use]
    pub fn expired_token(&self, claims: &Value) -> String {
        let now = self.clock.now();
        self.altered(
            claims,
            json!({"exp": now.saturating_sub(1), "iat": now.saturating_sub(301)}),
        )
    }

    /// A refresh token: all good, but of the other type.
    #[must_use]
    pub fn refresh_token(&self, claims: &Value) -> String {
        self.altered(claims, json!({"token_type": "refresh"}))
    }

    /// A token whose signature was made with another key of the same kind.
    #[must_use]
    pub fn foreign_token(&self, claims: &Value) -> String {
        let good = self.access_token(claims);
        let signed = good.rsplit_once('.').map_or("", |(signed, _)| signed);
        format!("{signed}.{}", sign(self.algorithm, &self.foreign, signed))
    }

    /// A token that says `"alg":"none"` and has the signature of a good one.
    #[must_use]
    pub fn unsigned_token(&self, claims: &Value) -> String {
        let good = self.access_token(claims);
        let tail = good.split_once('.').map_or("", |(_, tail)| tail);
        format!("{}.{tail}", encode(r#"{"alg":"none","typ":"JWT"}"#))
    }

    /// A token whose claims were changed after it was signed: it lives one second longer than the signed one.
    #[must_use]
    pub fn tampered_token(&self, claims: &Value) -> String {
        let longer = self.clock.now() + 301;
        let other = self.altered(claims, json!({"exp": longer}));
        let good = self.access_token(claims);
        let signed = other.rsplit_once('.').map_or("", |(signed, _)| signed);
        let signature = good.rsplit_once('.').map_or("", |(_, signature)| signature);
        format!("{signed}.{signature}")
    }

    /// A token whose `nbf` is in an hour.
    #[must_use]
    pub fn not_yet_valid_token(&self, claims: &Value) -> String {
        self.altered(claims, json!({"nbf": self.clock.now() + 3_600}))
    }

    /// A token whose `iat` is in an hour, and whose `exp` five minutes after that.
    #[must_use]
    pub fn issued_in_future_token(&self, claims: &Value) -> String {
        let later = self.clock.now() + 3_600;
        self.altered(claims, json!({"iat": later, "exp": later + 300}))
    }

    /// A token that lives for a hundred years.
    #[must_use]
    pub fn long_lived_token(&self, claims: &Value) -> String {
        let century = 100 * 365 * 24 * 3_600;
        self.altered(claims, json!({"exp": self.clock.now() + century}))
    }

    /// A token without `exp`.
    #[must_use]
    pub fn token_without_exp(&self, claims: &Value) -> String {
        let mut all = self.registered_claims();
        if let Value::Object(claims) = claims {
            all.extend(claims.clone());
        }
        all.remove("exp");
        self.sign_claims(&Value::Object(all))
    }

    /// A token of another issuer, `https://other-issuer.example`. Refused where one is demanded.
    #[must_use]
    pub fn wrong_issuer_token(&self, claims: &Value) -> String {
        self.altered(claims, json!({"iss": "https://other-issuer.example"}))
    }

    /// A token for another service, `https://other-service.example`. Refused where an audience is demanded.
    #[must_use]
    pub fn wrong_audience_token(&self, claims: &Value) -> String {
        self.altered(claims, json!({"aud": "https://other-service.example"}))
    }

    /// A token that names a key that nobody has, and is signed by this issuer's. Refused where every key has a `kid`.
    #[must_use]
    pub fn unknown_kid_token(&self, claims: &Value) -> String {
        let good = self.access_token(claims);
        let claims = good.split('.').nth(1).unwrap_or_default();
        let header = format!(r#"{{"alg":"{}","kid":"nobody's key"}}"#, self.algorithm);
        let signed = format!("{}.{claims}", encode(header));
        format!("{signed}.{}", sign(self.algorithm, &self.signing, &signed))
    }

    /// `token_type`, `exp` in five minutes, `iat` and `jti`: what SimpleJWT puts into every access token.
    #[must_use]
    pub fn registered_claims(&self) -> Map<String, Value> {
        let now = self.clock.now();
        let mut claims = Map::new();
        claims.insert("token_type".into(), "access".into());
        claims.insert("exp".into(), (now + 300).into());
        claims.insert("iat".into(), now.into());
        claims.insert("jti".into(), "d0c5a1b6e7f84a0c9b1d2e3f4a5b6c7d".into());
        claims
    }

    /// Signs exactly these claims.
    #[must_use]
    pub fn sign_claims(&self, claims: &Value) -> String {
        let header = format!(r#"{{"alg":"{}","typ":"JWT"}}"#, self.algorithm);
        self.sign(&header, claims.to_string())
    }

    /// Signs exactly this text as header and this as claims, whatever they say.
    #[must_use]
    pub fn sign(&self, header: impl AsRef<[u8]>, claims: impl AsRef<[u8]>) -> String {
        let signed = format!("{}.{}", encode(header), encode(claims));
        let signature = sign(self.algorithm, &self.signing, &signed);
        format!("{signed}.{signature}")
    }

    fn altered(&self, claims: &Value, alteration: Value) -> String {
        let mut claims = claims.clone();
        if let (Value::Object(claims), Value::Object(alteration)) = (&mut claims, alteration) {
            claims.extend(alteration);
        }
        self.access_token(&claims)
    }
}

impl fmt::Debug for TestIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestIssuer")
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

fn encode(part: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(part)
}

#[expect(clippy::expect_used, reason = "the keys are part of this crate")]
fn sign(algorithm: Algorithm, key: &EncodingKey, signed: &str) -> String {
    let signer = (crypto::provider().signer_factory)(&algorithm.engine(), key);
    let signature = signer.expect("the key is good").try_sign(signed.as_bytes());
    encode(signature.expect("signing works"))
}
