//! One key, published in DER, PEM, as a bare RSA key and as a JWK: whichever form is loaded, it is the same key.

use jwt_auth_core::{Algorithm, VerifyingKey};

use crate::primitive_set::{Group, Test};
use crate::{ecdsa, ed25519, rsa_pkcs1, rsa_pss};

#[test]
fn every_form_of_a_key_accepts_what_the_key_signed_and_nothing_else() {
    let (mut keys, mut forms) = (0, 0);
    for (algorithm, group) in groups() {
        for (form, key) in forms_of(algorithm, &group) {
            let id = format!("{} as {form}", group.set);
            let key = key.unwrap_or_else(|error| panic!("{id}: {error}"));
            for test in one_good_and_one_bad(&group) {
                let expected = test.is_good();
                assert_eq!(
                    test.is_accepted_by(&key),
                    expected,
                    "{id}: {}",
                    group.id(test)
                );
            }
            forms += 1;
        }
        keys += 1;
    }
    println!("key forms: {keys} keys in {forms} forms");
    assert!(
        keys >= 300 && forms >= 3 * 300 - 20,
        "{keys} keys, {forms} forms"
    );
}

fn groups() -> impl Iterator<Item = (Algorithm, Group)> {
    let of = |algorithm| move |group| (algorithm, group);
    let p256 = ecdsa::p256().into_iter().map(of(Algorithm::ES256));
    let p384 = ecdsa::p384().into_iter().map(of(Algorithm::ES384));
    let ed25519 = ed25519::groups().into_iter().map(of(Algorithm::EdDSA));
    let rsa = rsa_pkcs1::groups().filter(|(_, group)| group.key_size <= Some(rsa_pkcs1::MAX_BITS));
    p256.chain(p384)
        .chain(ed25519)
        .chain(rsa)
        .chain(rsa_pss::groups())
}

type Loaded = Result<VerifyingKey, String>;

fn forms_of(algorithm: Algorithm, group: &Group) -> Vec<(&'static str, Loaded)> {
    let der = |bytes| VerifyingKey::from_der(algorithm, bytes).map_err(|error| error.to_string());
    let pem = VerifyingKey::from_pem(algorithm, &group.public_key_pem);
    let mut forms = vec![
        ("SubjectPublicKeyInfo", der(&group.public_key_der)),
        ("PEM", pem.map_err(|error| error.to_string())),
    ];
    if !group.public_key_asn.is_empty() {
        forms.push(("RSAPublicKey", der(&group.public_key_asn)));
    }
    if let Some(jwk) = &group.public_key_jwk {
        let key = VerifyingKey::from_jwk(&jwk.to_string(), algorithm);
        forms.push(("JWK", key.map_err(|error| error.to_string())));
    }
    forms
}

fn one_good_and_one_bad(group: &Group) -> impl Iterator<Item = &Test> {
    let first = |good| group.tests.iter().find(move |test| test.is_good() == good);
    first(true).into_iter().chain(first(false))
}
