//! Which RSA public keys are worth nothing, or too much work.

use super::KeyError;
use crate::verifier::crypto;

/// Checks modulus and exponent, both big-endian.
pub(super) fn check(n: &[u8], e: &[u8]) -> Result<(), KeyError> {
    let (n, e) = (without_zeros(n), without_zeros(e));
    let bits = n
        .first()
        .map_or(0, |top| n.len() * 8 - top.leading_zeros() as usize);
    let odd_exponent = e.last().is_some_and(|low| low & 1 == 1) && e != [1];
    if !crypto::RSA_BITS.contains(&bits) || !odd_exponent {
        return Err(KeyError::RsaSize);
    }
    if has_roca_fingerprint(n) {
        return Err(KeyError::FactorableRsa);
    }
    Ok(())
}

/// CVE-2017-15361: the primes that a widely sold chip makes for keys of 2048 bits are powers of 65537 modulo each of the
/// first 126 primes, and so is their product. Of other keys not one in 2^160 is.
fn has_roca_fingerprint(n: &[u8]) -> bool {
    let is_prime = |number: &u32| (2..*number).all(|divisor| !number.is_multiple_of(divisor));
    (3..=701).filter(is_prime).all(|prime| {
        let rest = n
            .iter()
            .fold(0, |rest, byte| (rest * 256 + u32::from(*byte)) % prime);
        std::iter::successors(Some(1), |power| Some(power * 65_537 % prime))
            .take(prime as usize)
            .any(|power| power == rest)
    })
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}
