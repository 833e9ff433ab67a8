//! The keys and rules under which a token is judged, and the Auth service that signs for them.

use std::time::Duration;

use fastrand::Rng;
use jsonwebtoken::EncodingKey;
use jwt_auth_core::{Algorithm, Clock, TestIssuer, Verifier};

use super::json::Object;

#[cfg(feature = "aws-lc-rs")]
use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
#[cfg(not(feature = "aws-lc-rs"))]
use jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER;

pub(crate) const ISSUER: &str = "https://auth.example";
pub(crate) const AUDIENCE: &str = "svc";
/// For every date, in seconds.
pub(crate) const LEEWAY: u64 = 10;

pub(crate) struct Setting {
    pub(crate) algorithm: Algorithm,
    /// Whether `iss` and `aud` are looked at. Otherwise the rules are SimpleJWT's.
    pub(crate) with_parties: bool,
    /// The secret or the public key in PEM.
    pub(crate) public: &'static str,
    pub(crate) verifier: Verifier,
    signing: EncodingKey,
    stranger: EncodingKey,
}

/// Every algorithm under every rule.
pub(crate) fn settings(clock: &(impl Clock + Clone)) -> Vec<Setting> {
    let algorithms = [
        Algorithm::HS256,
        Algorithm::HS512,
        Algorithm::ES256,
        Algorithm::EdDSA,
    ];
    algorithms
        .into_iter()
        .flat_map(|it| [false, true].map(|with_parties| Setting::new(it, with_parties, clock)))
        .collect()
}

impl Setting {
    fn new(algorithm: Algorithm, with_parties: bool, clock: &(impl Clock + Clone)) -> Self {
        let (issuer, signing, stranger) = match algorithm {
            Algorithm::ES256 => (
                TestIssuer::es256(),
                EncodingKey::from_ec_pem(include_bytes!("../../../src/test_util/keys/p256.pem")),
                EncodingKey::from_ec_pem(include_bytes!(
                    "../../../src/test_util/keys/foreign_p256.pem"
                )),
            ),
            Algorithm::EdDSA => (
                TestIssuer::ed25519(),
                EncodingKey::from_ed_pem(include_bytes!("../../../src/test_util/keys/ed25519.pem")),
                EncodingKey::from_ed_pem(include_bytes!(
                    "../../../src/test_util/keys/foreign_ed25519.pem"
                )),
            ),
            hmac => (
                TestIssuer::hmac(hmac),
                Ok(EncodingKey::from_secret(TestIssuer::SECRET.as_bytes())),
                Ok(EncodingKey::from_secret(&[7; 64])),
            ),
        };
        let key = issuer.verifying_key();
        let rules = if with_parties {
            Verifier::builder(key.with_kid("2026").unwrap())
                .issuer(ISSUER)
                .audience(AUDIENCE)
        } else {
            Verifier::simple_jwt(key)
        };
        let leeway = Duration::from_secs(LEEWAY);
        let rules = rules.leeway(leeway).expiry_leeway(leeway);
        Self {
            algorithm,
            with_parties,
            public: issuer.public_text(),
            verifier: rules.clock(clock.clone()).build().unwrap(),
            signing: signing.unwrap(),
            stranger: stranger.unwrap(),
        }
    }

    pub(super) fn header(&self) -> Object {
        let alg = format!("\"{}\"", self.algorithm);
        Object::new(&[("alg", &alg), ("typ", r#""JWT""#), ("kid", r#""2026""#)])
    }

    pub(super) fn claims(&self, now: u64) -> Object {
        let (exp, iat) = ((now + 300).to_string(), (now - 60).to_string());
        let (iss, aud) = (format!("\"{ISSUER}\""), format!("\"{AUDIENCE}\""));
        Object::new(&[
            ("token_type", r#""access""#),
            ("exp", &exp),
            ("iat", &iat),
            ("jti", r#""d0c5a1b6""#),
            ("sub", r#""6f1c0001""#),
            ("iss", &iss),
            ("aud", &aud),
        ])
    }

    pub(crate) fn sign(&self, signed: &str) -> Vec<u8> {
        sign(self.algorithm, &self.signing, signed)
    }

    /// With another key of the same kind, or, where the key is public, with its text as a secret.
    pub(super) fn sign_as_stranger(&self, signed: &str, rng: &mut Rng) -> Vec<u8> {
        if rng.bool() {
            return sign(self.algorithm, &self.stranger, signed);
        }
        let secret = match self.algorithm.is_hmac() {
            true => "",
            false => self.public,
        };
        let key = EncodingKey::from_secret(secret.as_bytes());
        sign(Algorithm::HS256, &key, signed)
    }
}

fn sign(algorithm: Algorithm, key: &EncodingKey, signed: &str) -> Vec<u8> {
    let algorithm = algorithm.to_string().parse().unwrap();
    let signer = (DEFAULT_PROVIDER.signer_factory)(&algorithm, key).unwrap();
    signer.try_sign(signed.as_bytes()).unwrap()
}
