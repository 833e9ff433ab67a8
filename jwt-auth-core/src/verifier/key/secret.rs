//! What may be a shared secret.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::DecodingKey;

use super::{KeyError, VerifyingKey, der};
use crate::Algorithm;
use crate::algorithm::Family;

/// The shortest secret that a waiver lets pass.
const SHORT_SECRET_BYTES: usize = 32;

/// Beginnings of published secrets, in lower case and without punctuation: Django's `startproject`, the tokens that jwt.io
/// shows, our own `TestIssuer`, and two much copied tutorials.
const PUBLISHED: [&str; 6] = [
    "djangoinsecure",
    "astringsecretatleast",
    "avalidstringsecretthatis",
    "thissecretispublic",
    "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
    "404e635266556a586e3272357538782f413f4428472b4b6250645367566b5970",
];

/// A secret made of nothing but these, and few digits, is somebody's placeholder.
const PLACEHOLDERS: [&str; 44] = [
    "a",
    "admin",
    "app",
    "at",
    "auth",
    "be",
    "bit",
    "bits",
    "change",
    "default",
    "demo",
    "dev",
    "development",
    "example",
    "for",
    "hmac",
    "hs256",
    "hs384",
    "hs512",
    "in",
    "insecure",
    "is",
    "jwt",
    "key",
    "least",
    "long",
    "me",
    "my",
    "not",
    "only",
    "password",
    "please",
    "prod",
    "production",
    "secret",
    "sha",
    "signing",
    "super",
    "test",
    "the",
    "this",
    "token",
    "very",
    "your",
];
const MOST_DIGITS: usize = 12;

/// A secret that repeats so few bytes is guessable, however long it is: `changeme` eight times has 64.
const LONGEST_PERIOD: usize = 16;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weakness {
    Short,
    Known,
}

impl VerifyingKey {
    /// A secret for an HMAC algorithm that is known only at run time, at least as long as its hash. The bytes are taken as
    /// they are: never base64-decoded, never trimmed.
    ///
    /// # Errors
    /// [`KeyError::WrongKind`] unless the algorithm is HS256, HS384 or HS512; [`KeyError::SecretTooShort`],
    /// [`KeyError::KnownSecret`], [`KeyError::KeyAsSecret`], [`KeyError::SecretEndsWithLineBreak`].
    pub fn from_secret(algorithm: Algorithm, secret: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        hmac(algorithm, secret.as_ref(), algorithm.hash_bytes())?.unless_known()
    }

    /// As [`from_secret`](Self::from_secret), for a secret of 32 bytes or more, below what RFC 7518 section 3.2 demands.
    ///
    /// For an Auth service whose secret cannot be changed today: a Django `SECRET_KEY` has 50 characters.
    ///
    /// # Errors
    /// As [`from_secret`](Self::from_secret), with a floor of 32 bytes.
    pub fn from_short_secret(
        algorithm: Algorithm,
        secret: impl AsRef<[u8]>,
    ) -> Result<Self, KeyError> {
        hmac(algorithm, secret.as_ref(), SHORT_SECRET_BYTES)?.unless_known()
    }

    /// As [`from_short_secret`](Self::from_short_secret), for development also one that others know or guess, such as the
    /// `django-insecure-…` key of a new Django project. Whoever knows it can sign in as anybody.
    ///
    /// # Errors
    /// As [`from_short_secret`](Self::from_short_secret), without [`KeyError::KnownSecret`].
    pub fn from_insecure_secret(
        algorithm: Algorithm,
        secret: impl AsRef<[u8]>,
    ) -> Result<Self, KeyError> {
        hmac(algorithm, secret.as_ref(), SHORT_SECRET_BYTES)
    }

    fn unless_known(self) -> Result<Self, KeyError> {
        if self.weakness == Some(Weakness::Known) {
            return Err(KeyError::KnownSecret);
        }
        Ok(self)
    }
}

fn hmac(algorithm: Algorithm, secret: &[u8], least: usize) -> Result<VerifyingKey, KeyError> {
    check(algorithm, secret, least)?;
    let mut key = VerifyingKey::unnamed(algorithm, DecodingKey::from_secret(secret));
    if is_known(secret) {
        key.weakness = Some(Weakness::Known);
    } else if secret.len() < algorithm.hash_bytes() {
        key.weakness = Some(Weakness::Short);
    }
    Ok(key)
}

fn check(algorithm: Algorithm, secret: &[u8], least: usize) -> Result<(), KeyError> {
    if algorithm.family() != Family::Hmac {
        return Err(KeyError::WrongKind(algorithm));
    }
    if is_key_text(secret) {
        return Err(KeyError::KeyAsSecret);
    }
    if secret.len() < least {
        return Err(KeyError::SecretTooShort { algorithm, least });
    }
    let is_text = |text: &str| !text.contains(|it: char| it.is_control() && !it.is_whitespace());
    match str::from_utf8(secret) {
        Ok(text) if text.ends_with(['\n', '\r']) && is_text(text) => {
            Err(KeyError::SecretEndsWithLineBreak)
        }
        _ => Ok(()),
    }
}

fn is_known(secret: &[u8]) -> bool {
    let plain: Vec<u8> = secret
        .iter()
        .filter(|byte| byte.is_ascii_alphanumeric())
        .map(u8::to_ascii_lowercase)
        .collect();
    let is_published = PUBLISHED
        .iter()
        .any(|known| plain.starts_with(known.as_bytes()));
    is_published || is_placeholder(secret, &plain) || repeats(secret)
}

fn is_placeholder(secret: &[u8], plain: &[u8]) -> bool {
    let digits = plain.iter().filter(|byte| byte.is_ascii_digit()).count();
    if !secret.is_ascii() || plain.is_empty() || digits > MOST_DIGITS {
        return false;
    }
    // Which beginnings of the text are made of words and digits only.
    let mut ends = vec![false; plain.len() + 1];
    let mut rest = plain;
    if let Some(start) = ends.first_mut() {
        *start = true;
    }
    for start in 0..plain.len() {
        if ends.get(start) == Some(&true) {
            let words = PLACEHOLDERS
                .iter()
                .filter(|word| rest.starts_with(word.as_bytes()));
            let steps = words.map(|word| word.len());
            let digit = rest.first().filter(|byte| byte.is_ascii_digit()).map(|_| 1);
            for step in steps.chain(digit) {
                if let Some(end) = ends.get_mut(start + step) {
                    *end = true;
                }
            }
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    ends.last() == Some(&true)
}

fn repeats(secret: &[u8]) -> bool {
    (1..=LONGEST_PERIOD).any(|period| {
        let later = secret.iter().skip(period);
        secret.iter().zip(later).all(|(byte, later)| byte == later)
    })
}

/// PEM of any label, with and without its armour, DER, the public key lines of OpenSSH, and JWKs.
fn is_key_text(secret: &[u8]) -> bool {
    let text = secret.trim_ascii_start();
    let starts = [&b"ssh-"[..], b"ecdsa-sha2-", b"sk-ssh-", b"sk-ecdsa-"];
    holds(secret, b"-----BEGIN ")
        || starts.iter().any(|start| text.starts_with(start))
        || (text.starts_with(b"{") && holds(text, b"\"kty\""))
        || is_der(secret)
        || is_base64_of_der(secret)
}

fn is_der(secret: &[u8]) -> bool {
    !matches!(der::to_pem(secret), Ok(None))
}

fn is_base64_of_der(secret: &[u8]) -> bool {
    let text: Vec<u8> = secret
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    STANDARD.decode(text).is_ok_and(|bytes| is_der(&bytes))
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}
