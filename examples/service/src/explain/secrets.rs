//! A bad signature is mostly the same secret in another spelling at the other side: tried out, so that nobody has to guess.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use jwt_auth_actix::{Algorithm, Verifier, VerifyingKey};

use super::contents::Contents;
use super::{Claims, is_proven};
use crate::config::Config;

const SECRET: &str = "JWT_SIGNING_KEY";

/// What the Auth service signed with instead of the secret, if it is one of the usual mistakes.
pub(super) fn culprit(
    token: &str,
    contents: &Contents,
    config: &Config,
    var: impl Fn(&str) -> Option<String>,
) -> Option<&'static str> {
    let algorithm: Algorithm = config.judgement.algorithms.parse().ok()?;
    let secret = var(SECRET).filter(|_| algorithm.is_hmac())?;
    let signed_by = |bytes: &[u8]| {
        let key = VerifyingKey::from_insecure_secret(algorithm, bytes).ok()?;
        let mut builder = Verifier::builder(key)
            .accept_any_issuer()
            .accept_any_audience();
        if let Some(typ) = contents.parameter("typ") {
            builder = builder.typ(typ);
        }
        let verdict = builder.build().ok()?.verify::<Claims>(token);
        verdict.map_or_else(is_proven, |_| true).then_some(())
    };
    let found = |(bytes, name): (Vec<u8>, &'static str)| signed_by(&bytes).map(|()| name);
    spellings(&secret).into_iter().find_map(found)
}

fn spellings(secret: &str) -> Vec<(Vec<u8>, &'static str)> {
    let text = |text: &str, name| (text.as_bytes().to_vec(), name);
    let trimmed = secret.trim();
    let mut spellings = vec![
        text(trimmed, "the secret without the white space around it"),
        text(
            trimmed.trim_matches(['"', '\'']),
            "the secret without the quotes around it",
        ),
        (
            base64::engine::general_purpose::STANDARD
                .encode(secret)
                .into_bytes(),
            "the base64 text of the secret",
        ),
    ];
    for alphabet in [alphabet::STANDARD, alphabet::URL_SAFE] {
        let tolerant = GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true);
        if let Ok(bytes) = GeneralPurpose::new(&alphabet, tolerant).decode(trimmed) {
            spellings.push((bytes, "the bytes that the secret is the base64 text of"));
        }
    }
    if let Some(bytes) = from_hex(trimmed) {
        spellings.push((
            bytes,
            "the bytes that the secret is the hexadecimal text of",
        ));
    }
    spellings
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|it| it.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    let byte = |pair: &[u32]| match pair {
        [high, low] => u8::try_from(high * 16 + low).ok(),
        _ => None,
    };
    digits.chunks(2).map(byte).collect()
}
