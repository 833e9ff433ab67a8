//! DER keys are read as the PEM that they would be in, so that there is one reader of keys.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::KeyError;

const INTEGER: u8 = 0x02;
const IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;

/// The PEM around a public key: SubjectPublicKeyInfo begins with a SEQUENCE, RSAPublicKey with the modulus. `None` for
/// anything else.
pub(super) fn to_pem(der: &[u8]) -> Result<Option<String>, KeyError> {
    let label = match content(der) {
        // Private keys begin with their version, 0 or 1 (RFC 5208, RFC 5915, RFC 8017).
        Some([INTEGER, 1, 0 | 1, ..]) => return Err(KeyError::PrivateKey),
        Some([INTEGER, ..]) => "RSA PUBLIC KEY",
        // What begins with another SEQUENCE but no algorithm in it is a certificate.
        Some([SEQUENCE, _, IDENTIFIER, ..]) => "PUBLIC KEY",
        _ => return Ok(None),
    };
    let text = STANDARD.encode(der);
    Ok(Some(format!(
        "-----BEGIN {label}-----\n{text}\n-----END {label}-----\n"
    )))
}

/// What is inside the outermost SEQUENCE, which must be all there is.
fn content(der: &[u8]) -> Option<&[u8]> {
    let (&[SEQUENCE, length], rest) = der.split_first_chunk::<2>()? else {
        return None;
    };
    let (length, content) = match length {
        0..=0x7f => (usize::from(length), rest),
        0x81..=0x83 => {
            let (bytes, content) = rest.split_at_checked(usize::from(length - 0x80))?;
            let length = bytes
                .iter()
                .fold(0, |length, byte| length * 256 + usize::from(*byte));
            (length, content)
        }
        _ => return None,
    };
    (content.len() == length).then_some(content)
}
