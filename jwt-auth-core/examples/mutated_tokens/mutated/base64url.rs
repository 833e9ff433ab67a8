//! The base64url of RFC 7515 section 2, well and badly.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fastrand::Rng;

use super::one;

pub(super) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(super) fn change(part: &mut String, rng: &mut Rng) {
    let at = rng.usize(..=part.len());
    match rng.u8(..9) {
        0 => part.push_str(one(&["=", "==", "==="], rng)),
        1 => *part = part.replace('-', "+").replace('_', "/"),
        2 => spare_bits(part, rng),
        3 => part.insert_str(
            at,
            one(&[" ", "\n", "\r\n", "\t", "?", "\0", "%3D", "é"], rng),
        ),
        4 => part.truncate(at),
        5 => part.push('A'),
        6 => part.insert(at, 'A'),
        7 => part.clear(),
        _ => *part = part.to_ascii_lowercase(),
    }
}

/// Another last character, which stands for the same bytes where some of its bits are not used.
fn spare_bits(part: &mut String, rng: &mut Rng) {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let last = part
        .pop()
        .and_then(|last| ALPHABET.iter().position(|it| char::from(*it) == last));
    let changed = last.unwrap_or_default() ^ rng.usize(1..4);
    part.push(char::from(ALPHABET[changed]));
}
