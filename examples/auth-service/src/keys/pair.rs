//! One Ed25519 key pair, as a private JWK (RFC 8037 section 2).

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rand;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

const SEED_BYTES: usize = 32;

/// A key pair that signs from a certain second on.
pub(crate) struct KeyPair {
    kid: String,
    signs_from: i64,
    public: String,
    private: Zeroizing<String>,
    pair: Ed25519KeyPair,
}

impl KeyPair {
    /// A new one, called after its thumbprint (RFC 7638).
    pub(super) fn generate(signs_from: i64) -> Result<Self, Unspecified> {
        let mut seed = Zeroizing::new([0; SEED_BYTES]);
        rand::fill(&mut *seed)?;
        let pair = Ed25519KeyPair::from_seed_unchecked(&*seed).map_err(|_| Unspecified)?;
        let public = encode(pair.public_key());
        Ok(Self {
            kid: thumbprint(&public),
            signs_from,
            public,
            private: Zeroizing::new(encode(*seed)),
            pair,
        })
    }

    /// `None` when it is no private key for Ed25519, when its halves do not belong together, or when the name cannot stand in
    /// the header of a token.
    pub(super) fn read(jwk: PrivateJwk) -> Option<Self> {
        let kid = jwk.kid.unwrap_or_else(|| thumbprint(&jwk.x));
        let seed = Zeroizing::new(URL_SAFE_NO_PAD.decode(jwk.d.as_bytes()).ok()?);
        let public = URL_SAFE_NO_PAD.decode(&jwk.x).ok()?;
        if jwk.kty != "OKP" || jwk.crv != "Ed25519" || seed.len() != SEED_BYTES || !is_plain(&kid) {
            return None;
        }
        let pair = Ed25519KeyPair::from_seed_and_public_key(&seed, &public).ok()?;
        Some(Self {
            kid,
            signs_from: jwk.signs_from,
            public: jwk.x,
            private: jwk.d,
            pair,
        })
    }

    pub(crate) fn kid(&self) -> &str {
        &self.kid
    }

    /// Seconds since 1970.
    pub(crate) fn signs_from(&self) -> i64 {
        self.signs_from
    }

    pub(crate) fn sign(&self, text: &[u8]) -> Result<impl AsRef<[u8]> + use<>, Unspecified> {
        self.pair.try_sign(text)
    }

    pub(super) fn private_jwk(&self) -> PrivateJwk {
        PrivateJwk {
            kty: "OKP".to_owned(),
            crv: "Ed25519".to_owned(),
            kid: Some(self.kid.clone()),
            x: self.public.clone(),
            d: self.private.clone(),
            signs_from: self.signs_from,
        }
    }

    pub(super) fn public_jwk(&self) -> PublicJwk<'_> {
        PublicJwk {
            kty: "OKP",
            crv: "Ed25519",
            alg: "EdDSA",
            public_key_use: "sig",
            kid: &self.kid,
            x: &self.public,
        }
    }
}

/// In the file. Unknown members are left alone; a key that somebody brings needs neither a name nor a time.
#[derive(Serialize, Deserialize)]
pub(super) struct PrivateJwk {
    kty: String,
    crv: String,
    kid: Option<String>,
    x: String,
    d: Zeroizing<String>,
    #[serde(default)]
    signs_from: i64,
}

/// What everybody may see.
#[derive(Serialize)]
pub(super) struct PublicJwk<'k> {
    kty: &'static str,
    crv: &'static str,
    alg: &'static str,
    #[serde(rename = "use")]
    public_key_use: &'static str,
    kid: &'k str,
    x: &'k str,
}

/// RFC 7638 section 3.2: the required members in the order of their names.
fn thumbprint(x: &str) -> String {
    let members = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    encode(digest(&SHA256, members.as_bytes()))
}

/// As base64url has it: what a token's header holds without escapes.
fn is_plain(kid: &str) -> bool {
    (1..=128).contains(&kid.len())
        && kid
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8037 appendices A.2 and A.3.
    #[test]
    fn the_thumbprint_is_that_of_rfc_8037() {
        let thumbprint = thumbprint("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(thumbprint, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    /// RFC 8037 appendices A.1 and A.4.
    #[test]
    fn the_key_of_rfc_8037_signs_as_it_says() {
        let jwk = r#"{"kty":"OKP","crv":"Ed25519",
            "d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
            "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
        let pair = KeyPair::read(serde_json::from_str(jwk).unwrap()).unwrap();
        let signed = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
        let signature = pair.sign(signed.as_bytes()).unwrap();
        let expected = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
        assert_eq!(encode(signature), expected);
    }

    #[test]
    fn a_public_key_that_belongs_to_another_private_one_is_no_pair() {
        let [one, other] = [(); 2].map(|()| KeyPair::generate(0).unwrap().private_jwk());
        assert!(KeyPair::read(PrivateJwk { x: other.x, ..one }).is_none());
    }
}
