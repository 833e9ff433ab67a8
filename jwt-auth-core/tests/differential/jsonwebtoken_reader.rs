//! `jsonwebtoken::decode` under settings that are equivalent to ours where it has such settings.

use std::sync::Once;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::errors::Error;
use jsonwebtoken::{DecodingKey, Validation, decode};
use jwt_auth_core::Algorithm;
use serde_json::{Map, Value};

use crate::mutated::{AUDIENCE, ISSUER, LEEWAY, Setting};

#[cfg(feature = "aws-lc-rs")]
use jsonwebtoken::crypto::aws_lc::DEFAULT_PROVIDER;
#[cfg(not(feature = "aws-lc-rs"))]
use jsonwebtoken::crypto::rust_crypto::DEFAULT_PROVIDER;

pub(crate) struct Reader {
    key: DecodingKey,
    validation: Validation,
}

impl Reader {
    pub(crate) fn new(setting: &Setting) -> Self {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| DEFAULT_PROVIDER.install_default().unwrap());
        let public = setting.public.as_bytes();
        let key = match setting.algorithm {
            Algorithm::ES256 => DecodingKey::from_ec_pem(public).unwrap(),
            Algorithm::EdDSA => DecodingKey::from_ed_pem(public).unwrap(),
            _ => DecodingKey::from_secret(public),
        };
        let mut validation = Validation::new(setting.algorithm.name().parse().unwrap());
        validation.leeway = LEEWAY;
        validation.validate_nbf = true;
        validation.validate_aud = setting.with_parties;
        if setting.with_parties {
            validation.set_required_spec_claims(&["exp", "iss", "aud"]);
            validation.set_issuer(&[ISSUER]);
            validation.set_audience(&[AUDIENCE]);
        }
        Self { key, validation }
    }

    pub(crate) fn read(&self, token: &str) -> Result<(), Error> {
        decode::<Value>(token, &self.key, &self.validation).map(|_| ())
    }

    /// The difference that explains their refusal: without it, signed anew, they accept the token.
    pub(crate) fn excuse(&self, setting: &Setting, token: &str) -> Option<&'static str> {
        let (header, rest) = token.split_once('.')?;
        let (claims, _) = rest.split_once('.')?;
        let mut header: Map<String, Value> =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
        DIFFERENCES.into_iter().find_map(|(reason, remove)| {
            remove(&mut header);
            let text = Value::Object(header.clone()).to_string();
            let signed = format!("{}.{claims}", URL_SAFE_NO_PAD.encode(text));
            let signature = URL_SAFE_NO_PAD.encode(setting.sign(&signed));
            let accepted = self.read(&format!("{signed}.{signature}")).is_ok();
            accepted.then_some(reason)
        })
    }
}

type Difference = (&'static str, fn(&mut Map<String, Value>));

const DIFFERENCES: [Difference; 2] = [
    (
        "the header has a parameter that nobody reads, in a form that jsonwebtoken does not know (RFC 7515 section 4)",
        |header| {
            for name in [
                "jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256", "nonce", "url",
            ] {
                header.remove(name);
            }
        },
    ),
    (
        "the header calls EdDSA by its name of RFC 9864, Ed25519, which jsonwebtoken does not know",
        |header| {
            if header.get("alg") == Some(&"Ed25519".into()) {
                header.insert("alg".into(), "EdDSA".into());
            }
        },
    ),
];
