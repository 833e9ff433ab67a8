//! Which PEM texts are keys, before anything reads them.

use crate::Algorithm;
use crate::algorithm::Family;

pub(super) fn is_private_key(pem: &[u8]) -> bool {
    let label = b"PRIVATE KEY-----";
    pem.windows(label.len()).any(|window| window == label)
}

/// The engine would also take certificates, and keys on other curves if only their points fit.
pub(super) fn is_public_key(algorithm: Algorithm, pem: &[u8]) -> bool {
    let black = pem.iter().filter(|byte| !byte.is_ascii_whitespace());
    let text: String = black.copied().map(char::from).collect();
    let Some((_, block)) = text.split_once("-----BEGIN") else {
        return false;
    };
    let info = block.strip_prefix("PUBLICKEY-----");
    info.is_some_and(|info| info.starts_with(beginning(algorithm)))
        || (algorithm.family() == Family::Rsa && block.starts_with("RSAPUBLICKEY-----"))
}

/// How SubjectPublicKeyInfo begins in base64: with the curve and the mark of an uncompressed point (RFC 5480, RFC 8410).
fn beginning(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::ES256 => "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE",
        Algorithm::ES384 => "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE",
        Algorithm::EdDSA => "MCowBQYDK2VwAyEA",
        _ => "",
    }
}
