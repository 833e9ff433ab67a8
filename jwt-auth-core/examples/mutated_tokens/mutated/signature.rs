//! Signatures that differ from the good one.

use fastrand::Rng;

/// The order of P-256 (FIPS 186-4, section D.1.2.3), big-endian.
const P256_ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];
/// The order of Ed25519's base point (RFC 8032 section 5.1), little-endian.
const ED25519_ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

pub(super) fn bits(signature: &mut [u8], rng: &mut Rng) {
    match rng.u8(..4) {
        0 => signature.fill(rng.u8(..)),
        1 => signature.reverse(),
        _ => signature[rng.usize(..signature.len())] ^= 1 << rng.u8(..8),
    }
}

pub(super) fn length(signature: &mut Vec<u8>, rng: &mut Rng) {
    match rng.u8(..5) {
        0 => signature.clear(),
        1 => signature.truncate(rng.usize(..signature.len())),
        2 => signature.push(rng.u8(..)),
        3 => signature.insert(0, 0),
        _ => signature.resize(rng.usize(100..1_000), 0),
    }
}

/// Other ways to write the same signature. Only the second is one that ECDSA itself allows.
pub(super) fn form(signature: &mut Vec<u8>, rng: &mut Rng) {
    // A signature that was cut, or an HMAC that is no pair of numbers, stays as it is.
    let Some((first, second)) = signature
        .split_at_checked(32)
        .filter(|pair| pair.1.len() == 32)
    else {
        return;
    };
    *signature = match rng.u8(..4) {
        0 => [&[0x30, 0x44, 2, 0x20], first, &[2, 0x20], second].concat(),
        1 => [first, &negated(second)].concat(),
        2 => [first, &plus_order(second)].concat(),
        _ => [second, first].concat(),
    };
}

/// The order of P-256 minus this number.
fn negated(number: &[u8]) -> Vec<u8> {
    let mut borrow = 0;
    let mut result: Vec<u8> = P256_ORDER
        .iter()
        .zip(number)
        .rev()
        .map(|(order, digit)| {
            let difference = i16::from(*order) - i16::from(*digit) - borrow;
            borrow = i16::from(difference < 0);
            difference.to_le_bytes()[0]
        })
        .collect();
    result.reverse();
    result
}

/// This number plus the order of Ed25519, which RFC 8032 section 5.1.7 refuses.
fn plus_order(number: &[u8]) -> Vec<u8> {
    let mut carry = 0;
    let digits = ED25519_ORDER.iter().zip(number).map(|(order, digit)| {
        let [low, high] = (u16::from(*order) + u16::from(*digit) + carry).to_le_bytes();
        carry = u16::from(high);
        low
    });
    digits.collect()
}
