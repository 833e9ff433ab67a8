//! Which RSA public keys are worth nothing, or too much work.

use super::KeyError;
use crate::verifier::crypto;

/// Neither back end verifies anything under longer ones.
const MAX_EXPONENT_BITS: usize = 33;

/// Checks modulus and exponent, both big-endian.
pub(super) fn check(n: &[u8], e: &[u8]) -> Result<(), KeyError> {
    let (n, e) = (without_zeros(n), without_zeros(e));
    let is_odd = e.last().is_some_and(|low| low & 1 == 1);
    let good_exponent = is_odd && (2..=MAX_EXPONENT_BITS).contains(&bits(e));
    if !crypto::RSA_BITS.contains(&bits(n)) || !good_exponent {
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

fn bits(number: &[u8]) -> usize {
    let top = number.first().map_or(0, |top| top.leading_zeros() as usize);
    number.len() * 8 - top
}

fn without_zeros(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}
