//! Every algorithm accepts what its own key signed and nothing else.

use jwt_auth_core::{Algorithm, Refusal, TestIssuer, VerifyingKey};
use serde_json::{Value, json};

use crate::auth::{at_now, claims_text, verifier};
use crate::foreign::{ED25519_PEM, ForeignKey, P256_PEM, P384_PEM, RSA_PEM, parts, rsa_key};
use crate::table::Expect::{As, Good};
use crate::table::judge;

#[test]
fn each_algorithm_accepts_its_own_key_and_refuses_another_of_the_same_kind() {
    for (issuer, stranger) in issuers_and_strangers() {
        let good = issuer.access_token(&json!({}));
        let [header, claims, _] = parts(&good);
        let rows = vec![
            (format!("own {issuer:?}"), good.clone(), Good),
            (
                format!("another key {issuer:?}"),
                stranger.sign_parts(header, claims),
                As(Refusal::BadSignature),
            ),
            (
                format!("the issuer's own foreign token {issuer:?}"),
                issuer.foreign_token(&json!({})),
                As(Refusal::BadSignature),
            ),
        ];
        judge(&verifier(issuer.verifying_key()), rows);
    }
}

#[test]
fn the_strangers_are_believed_where_their_keys_are_configured() {
    let secret = "another secret, as public as the first one, of more than sixty-four bytes";
    let keys = [
        VerifyingKey::hs256(secret).unwrap(),
        VerifyingKey::hs384(secret).unwrap(),
        VerifyingKey::hs512(secret).unwrap(),
        VerifyingKey::rs256_pem(RSA_PEM).unwrap(),
        VerifyingKey::es256_pem(P256_PEM).unwrap(),
        VerifyingKey::ed25519_pem(ED25519_PEM).unwrap(),
    ];
    for (key, (issuer, stranger)) in keys.into_iter().zip(issuers_and_strangers()) {
        let rows = vec![
            (
                format!("stranger {issuer:?}"),
                stranger.token(&claims_text(&[])),
                Good,
            ),
            (
                format!("issuer {issuer:?}"),
                issuer.access_token(&json!({})),
                As(Refusal::BadSignature),
            ),
        ];
        judge(&verifier(key), rows);
    }
}

#[test]
fn the_algorithms_without_a_constructor_of_their_own_verify_too() {
    use Algorithm::{PS256, PS384, PS512, RS256, RS384, RS512};
    let rsa = [RS256, RS384, RS512, PS256, PS384, PS512];
    for algorithm in rsa {
        let token = ForeignKey::rsa(algorithm).token(&claims_text(&[]));
        let verifier = verifier(rsa_key(algorithm));
        assert!(verifier.verify::<Value>(&token).is_ok(), "{algorithm}");
    }
    let key = VerifyingKey::from_pem(Algorithm::ES384, P384_PEM).unwrap();
    let token = ForeignKey::p384().token(&claims_text(&[]));
    assert!(verifier(key).verify::<Value>(&token).is_ok());
}

#[test]
fn a_good_token_is_refused_by_a_key_of_every_other_algorithm() {
    let issuers: Vec<TestIssuer> = issuers_and_strangers()
        .into_iter()
        .map(|pair| pair.0)
        .collect();
    for (mine, verifying) in issuers.iter().enumerate() {
        let rows = issuers.iter().enumerate().map(|(other, signing)| {
            let expect = if mine == other {
                Good
            } else {
                As(Refusal::AlgorithmNotAllowed)
            };
            let id = format!("{signing:?} before {verifying:?}");
            (id, signing.access_token(&json!({})), expect)
        });
        judge(&verifier(verifying.verifying_key()), rows.collect());
    }
}

#[test]
fn an_ed25519_token_may_use_either_registered_name() {
    let key = ForeignKey::ed25519();
    let claims = claims_text(&[]);
    let rows = vec![
        ("RFC 8037", key.sign(r#"{"alg":"EdDSA"}"#, &claims), Good),
        ("RFC 9864", key.sign(r#"{"alg":"Ed25519"}"#, &claims), Good),
        (
            "another curve",
            key.sign(r#"{"alg":"Ed448"}"#, &claims),
            As(Refusal::AlgorithmNotAllowed),
        ),
    ];
    judge(
        &verifier(VerifyingKey::ed25519_pem(ED25519_PEM).unwrap()),
        rows,
    );
}

fn issuers_and_strangers() -> [(TestIssuer, ForeignKey); 6] {
    use Algorithm::{HS256, HS384, HS512, RS256};
    let secret = "another secret, as public as the first one, of more than sixty-four bytes";
    [
        (TestIssuer::hmac(HS256), ForeignKey::hmac(HS256, secret)),
        (TestIssuer::hmac(HS384), ForeignKey::hmac(HS384, secret)),
        (TestIssuer::hs512(), ForeignKey::hmac(HS512, secret)),
        (TestIssuer::rs256(), ForeignKey::rsa(RS256)),
        (TestIssuer::es256(), ForeignKey::p256()),
        (TestIssuer::ed25519(), ForeignKey::ed25519()),
    ]
    .map(|(issuer, stranger)| (at_now(issuer), stranger))
}
