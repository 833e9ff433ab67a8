//! H16, H17: a key that the header points to, or proves with a certificate, is never fetched and never used.

use std::io::ErrorKind;
use std::net::TcpListener;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jwt_auth_core::{Algorithm, Refusal, TestIssuer, Verifier, VerifyingKey};

use crate::auth::{at_now, claims_text, verifier};
use crate::foreign::{ED25519_PEM, ForeignKey, P256_PEM, RSA_PEM};
use crate::jwk::der;
use crate::table::Expect::{As, Good};
use crate::table::judge;

#[test]
fn no_address_in_a_header_is_ever_connected_to() {
    let trap = TcpListener::bind("127.0.0.1:0").unwrap();
    trap.set_nonblocking(true).unwrap();
    let address = trap.local_addr().unwrap();
    for (name, file) in [("jku", "jwks.json"), ("x5u", "certificate.pem")] {
        let pointer = format!(r#""{name}":"http://{address}/{file}""#);
        judge_pointer("H16", &pointer);
    }
    let caught = trap.accept().map(|(_, address)| address);
    assert_eq!(caught.unwrap_err().kind(), ErrorKind::WouldBlock, "H16");
}

/// Each certificate is self-signed by the key that signed the token, as an attacker would send it.
#[test]
fn a_certificate_in_a_header_is_never_believed() {
    for certificate in CERTIFICATES {
        let certificate = STANDARD.encode(der(certificate));
        judge_pointer("H17", &format!(r#""x5c":["{certificate}"]"#));
    }
    judge_pointer("H17", r#""x5t":"dGh1bWJwcmludA""#);
    judge_pointer("H17", r#""x5t#S256":"dGh1bWJwcmludA","x5c":[]"#);
}

#[test]
fn a_certificate_is_no_public_key() {
    let rows = [
        (Algorithm::RS256, CERTIFICATES[0], RSA_PEM),
        (Algorithm::ES256, CERTIFICATES[1], P256_PEM),
        (Algorithm::EdDSA, CERTIFICATES[2], ED25519_PEM),
    ];
    for (algorithm, certificate, public) in rows {
        let text = format!("{certificate}{public}");
        assert!(VerifyingKey::from_pem(algorithm, certificate).is_err());
        assert!(VerifyingKey::from_pem(algorithm, text).is_err());
        assert!(VerifyingKey::from_der(algorithm, der(certificate)).is_err());
        assert!(VerifyingKey::from_pem(algorithm, public).is_ok());
    }
}

const CERTIFICATES: [&str; 3] = [
    include_str!("fixtures/rsa.cert.pem"),
    include_str!("fixtures/p256.cert.pem"),
    include_str!("fixtures/ed25519.cert.pem"),
];

/// The pointer changes nothing: the issuer's token is good, the attacker's is bad, unless the attacker is the issuer.
fn judge_pointer(id: &str, pointer: &str) {
    let attackers = [
        (ForeignKey::rsa(Algorithm::RS256), RSA_PEM),
        (ForeignKey::p256(), P256_PEM),
        (ForeignKey::ed25519(), ED25519_PEM),
    ];
    let issuers = [
        TestIssuer::rs256(),
        TestIssuer::es256(),
        TestIssuer::ed25519(),
    ];
    for (issuer, (attacker, pem)) in issuers.map(at_now).into_iter().zip(attackers) {
        let key = issuer.verifying_key();
        let algorithm = key.algorithm();
        let header = format!(r#"{{"alg":"{algorithm}",{pointer}}}"#);
        let foreign = attacker.sign(&header, claims_text(&[]));
        let bad = As(Refusal::BadSignature);
        let rows = vec![
            (format!("{id} attacker {header}"), foreign.clone(), bad),
            (
                format!("{id} issuer {header}"),
                issuer.sign(&header, claims_text(&[])),
                Good,
            ),
        ];
        judge(&verifier(key), rows);
        let trusting: Verifier = verifier(VerifyingKey::from_pem(algorithm, pem).unwrap());
        judge(&trusting, vec![(format!("{id} configured"), foreign, Good)]);
    }
}
