//! RSA keys above 4096 bits, which only AWS-LC can use.

use jwt_auth_core::{KeyError, SkipReason, VerifyingKey};

use crate::rsa_pkcs1::{MAX_BITS, groups};
use crate::tally::Tally;

#[test]
fn a_key_that_the_back_end_cannot_use_is_refused_when_it_is_loaded() {
    let mut tally = Tally::default();
    for (algorithm, group) in groups().filter(|(_, group)| group.key_size > Some(MAX_BITS)) {
        let jwk = group.public_key_jwk.as_ref().unwrap().to_string();
        let jwk = VerifyingKey::from_jwk(&jwk, algorithm).unwrap_err();
        assert_eq!(jwk, SkipReason::Material(KeyError::RsaSize));
        // The `rsa` crate does not even read it.
        let der = VerifyingKey::from_der(algorithm, &group.public_key_der);
        assert_eq!(der.as_ref().err(), Some(&KeyError::NotAKey(algorithm)));
        group.judge(der.ok().as_ref(), &mut tally);
    }
    tally.finish("RSA PKCS #1, key refused", 0, 776);
}
