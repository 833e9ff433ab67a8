//! Keys in PEM and DER: the public key of each algorithm, under its own identifier and in its own form.

use jwt_auth_core::{Algorithm, KeyError, VerifyingKey};
use serde_json::Value;

use crate::auth::{claims_text, verifier};
use crate::foreign::{ED25519_PEM, ForeignKey, P256_PEM, P384_PEM, RSA_PEM};
use crate::jwk::der;

const PKCS1_PEM: &str = include_str!("fixtures/rsa.pkcs1.pub.pem");

type Constructor = fn(Vec<u8>) -> Result<VerifyingKey, KeyError>;

#[test]
fn each_constructor_verifies_the_tokens_of_its_own_algorithm() {
    use Algorithm::{ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};
    let rows: [(Algorithm, Constructor, Constructor); 9] = [
        (RS256, VerifyingKey::rs256_pem, VerifyingKey::rs256_der),
        (RS384, VerifyingKey::rs384_pem, VerifyingKey::rs384_der),
        (RS512, VerifyingKey::rs512_pem, VerifyingKey::rs512_der),
        (PS256, VerifyingKey::ps256_pem, VerifyingKey::ps256_der),
        (PS384, VerifyingKey::ps384_pem, VerifyingKey::ps384_der),
        (PS512, VerifyingKey::ps512_pem, VerifyingKey::ps512_der),
        (ES256, VerifyingKey::es256_pem, VerifyingKey::es256_der),
        (ES384, VerifyingKey::es384_pem, VerifyingKey::es384_der),
        (EdDSA, VerifyingKey::ed25519_pem, VerifyingKey::ed25519_der),
    ];
    for (algorithm, from_pem, from_der) in rows {
        let token = signing(algorithm).token(&claims_text(&[]));
        for pem in public_pems(algorithm) {
            let label = pem.lines().next().unwrap();
            for key in [from_pem(pem.into()), from_der(der(pem))] {
                let key = key.unwrap();
                assert_eq!(key.algorithm(), algorithm, "{label}");
                let verified = verifier(key).verify::<Value>(&token);
                assert!(verified.is_ok(), "{algorithm} {label}");
            }
        }
    }
}

#[test]
fn a_private_key_in_der_is_refused_as_one() {
    let rows = [
        (Algorithm::RS256, include_str!("fixtures/rsa.pem")),
        (Algorithm::ES256, include_str!("fixtures/p256.pem")),
        (Algorithm::ES384, include_str!("fixtures/p384.pem")),
        (Algorithm::EdDSA, include_str!("fixtures/ed25519.pem")),
    ];
    for (algorithm, pem) in rows {
        let pkcs8 = der(pem);
        let refused = VerifyingKey::from_der(algorithm, &pkcs8).unwrap_err();
        assert_eq!(refused, KeyError::PrivateKey, "{algorithm}");
        // Inside are the forms of RFC 8017 and RFC 5915; that of Ed25519 is no structure of its own.
        if algorithm != Algorithm::EdDSA {
            let refused = VerifyingKey::from_der(algorithm, inner_key(&pkcs8)).unwrap_err();
            assert_eq!(refused, KeyError::PrivateKey, "{algorithm} inside");
        }
    }
}

/// The same points and numbers, said to be for something else.
#[test]
fn a_key_under_the_identifier_of_another_algorithm_is_refused() {
    type Row = (
        &'static str,
        Algorithm,
        &'static str,
        &'static [u8],
        &'static [u8],
    );
    let rows: [Row; 5] = [
        (
            "X25519",
            Algorithm::EdDSA,
            ED25519_PEM,
            &[0x2B, 0x65, 0x70],
            &[0x2B, 0x65, 0x6E],
        ),
        (
            "Ed448",
            Algorithm::EdDSA,
            ED25519_PEM,
            &[0x2B, 0x65, 0x70],
            &[0x2B, 0x65, 0x71],
        ),
        (
            "P-521",
            Algorithm::ES384,
            P384_PEM,
            &[0x81, 0x04, 0, 0x22],
            &[0x81, 0x04, 0, 0x23],
        ),
        (
            "prime239v3",
            Algorithm::ES256,
            P256_PEM,
            &[0xCE, 0x3D, 3, 1, 7],
            &[0xCE, 0x3D, 3, 1, 6],
        ),
        (
            "DSA",
            Algorithm::RS256,
            RSA_PEM,
            &[0xF7, 0x0D, 1, 1, 1],
            &[0xF7, 0x0D, 1, 1, 9],
        ),
    ];
    for (id, algorithm, pem, own, other) in rows {
        let good = der(pem);
        let place = good.windows(own.len()).position(|it| it == own).unwrap();
        let mut bytes = good.clone();
        bytes[place..place + own.len()].copy_from_slice(other);
        assert_not_a_key(algorithm, &bytes, id);
        assert!(VerifyingKey::from_der(algorithm, &good).is_ok(), "{id}");
    }
}

/// RFC 8410 section 3: nothing stands next to the identifier.
#[test]
fn an_ed25519_key_with_more_in_its_identifier_is_refused() {
    const ED25519: [u8; 5] = [6, 3, 0x2B, 0x65, 0x70];
    const X25519: [u8; 5] = [6, 3, 0x2B, 0x65, 0x6E];
    let good = der(ED25519_PEM);
    let (_, key) = good.split_at(9);
    let naming = |identifier: &[u8]| {
        let inside = [&[0x30, length(identifier)], identifier, key].concat();
        [&[0x30, length(&inside)][..], &inside].concat()
    };
    assert_eq!(naming(&ED25519), good);
    for (id, identifier) in [
        ("and NULL", [&ED25519[..], &[5, 0]].concat()),
        ("and a number", [&ED25519[..], &[2, 1, 0]].concat()),
        ("twice", [ED25519, ED25519].concat()),
        ("behind X25519", [X25519, ED25519].concat()),
        ("before X25519", [ED25519, X25519].concat()),
    ] {
        assert_not_a_key(Algorithm::EdDSA, &naming(&identifier), id);
    }
}

#[test]
fn a_point_that_is_no_uncompressed_point_of_the_curve_is_refused() {
    for (algorithm, pem) in [(Algorithm::ES256, P256_PEM), (Algorithm::ES384, P384_PEM)] {
        let good = der(pem);
        let length = if algorithm == Algorithm::ES256 {
            65
        } else {
            97
        };
        let start = good.len() - length;
        assert_eq!(good[start], 4, "uncompressed");
        for form in [0, 2, 3, 5, 6] {
            let mut bytes = good.clone();
            bytes[start] = form;
            assert_not_a_key(algorithm, &bytes, &format!("K08 form {form}"));
        }
        let mut bytes = good.clone();
        *bytes.last_mut().unwrap() ^= 1;
        assert_not_a_key(algorithm, &bytes, "K08 off the curve");
        bytes[start + 1..].fill(0);
        assert_not_a_key(algorithm, &bytes, "K08 infinity");
    }
}

pub(crate) fn assert_not_a_key(algorithm: Algorithm, bytes: &[u8], id: &str) {
    let key = VerifyingKey::from_der(algorithm, bytes).map(|_| ());
    assert_eq!(key, Err(KeyError::NotAKey(algorithm)), "{algorithm} {id}");
}

pub(crate) fn keys() -> [(Algorithm, &'static str); 5] {
    [
        (Algorithm::RS256, RSA_PEM),
        (Algorithm::PS512, PKCS1_PEM),
        (Algorithm::ES256, P256_PEM),
        (Algorithm::ES384, P384_PEM),
        (Algorithm::EdDSA, ED25519_PEM),
    ]
}

fn public_pems(algorithm: Algorithm) -> Vec<&'static str> {
    match algorithm {
        Algorithm::ES256 => vec![P256_PEM],
        Algorithm::ES384 => vec![P384_PEM],
        Algorithm::EdDSA => vec![ED25519_PEM],
        _ => vec![RSA_PEM, PKCS1_PEM],
    }
}

pub(crate) fn signing(algorithm: Algorithm) -> ForeignKey {
    match algorithm {
        Algorithm::ES256 => ForeignKey::p256(),
        Algorithm::ES384 => ForeignKey::p384(),
        Algorithm::EdDSA => ForeignKey::ed25519(),
        _ => ForeignKey::rsa(algorithm),
    }
}

fn length(bytes: &[u8]) -> u8 {
    u8::try_from(bytes.len()).unwrap()
}

/// The content of the OCTET STRING of a PKCS#8 structure: the last SEQUENCE that begins inside and reaches to its end.
fn inner_key(pkcs8: &[u8]) -> &[u8] {
    let ends_with_it = |start: &usize| {
        let (length, header) = match pkcs8[start + 1] {
            0x82 => (
                usize::from(pkcs8[start + 2]) << 8 | usize::from(pkcs8[start + 3]),
                4,
            ),
            0x81 => (usize::from(pkcs8[start + 2]), 3),
            short => (usize::from(short), 2),
        };
        pkcs8[*start] == 0x30 && start + header + length == pkcs8.len()
    };
    let start = (4..40).find(ends_with_it).unwrap();
    &pkcs8[start..]
}
