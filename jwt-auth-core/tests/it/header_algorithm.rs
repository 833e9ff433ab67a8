//! H01–H11: the token's `alg` is compared with the key's and never chooses anything.

use jwt_auth_core::{Algorithm, Refusal, TestIssuer, Verifier, VerifyingKey};
use serde_json::json;

use crate::auth::{at_now, claims_text, good_token, issuer, verifier};
use crate::foreign::{ForeignKey, RSA_PEM, parts, rsa_key, secret};
use crate::jwk::{der, p256_point, rsa_jwk, rsa_modulus};
use crate::table::Expect::{self, As, Good};
use crate::table::judge;

const NOT_ALLOWED: Expect = As(Refusal::AlgorithmNotAllowed);
const MALFORMED: Expect = As(Refusal::Malformed);

#[test]
fn an_unsigned_token_is_refused_with_and_without_a_signature() {
    let algs = [
        ("H01", r#"{"alg":"none"}"#, NOT_ALLOWED),
        ("H02", r#"{"alg":"None"}"#, NOT_ALLOWED),
        ("H03", r#"{"alg":"NONE"}"#, NOT_ALLOWED),
        ("H04", r#"{"alg":"nOnE"}"#, NOT_ALLOWED),
        ("H05", r#"{"alg":""}"#, NOT_ALLOWED),
        ("H06", r#"{"typ":"JWT"}"#, MALFORMED),
        ("H06", "{}", MALFORMED),
    ];
    let mut rows = vec![("HS512".to_owned(), good_token(), Good)];
    for (id, header, expect) in algs {
        let signed = issuer().sign(header, claims_text(&[]));
        let [head, claims, _] = parts(&signed);
        let unsigned = format!("{head}.{claims}.");
        rows.push((format!("{id} {header} unsigned"), unsigned, MALFORMED));
        rows.push((format!("{id} {header} signed"), signed, expect));
    }
    rows.push((
        "H01 with the signature of a good token".into(),
        issuer().unsigned_token(&json!({})),
        NOT_ALLOWED,
    ));
    judge(&service(), rows);
}

#[test]
fn a_public_rsa_key_is_no_hmac_secret() {
    let jwk = rsa_jwk(RSA_PEM).to_string();
    let secrets = [
        ("H07 PEM", RSA_PEM.as_bytes().to_vec()),
        (
            "H07 PEM without its last line feed",
            RSA_PEM.trim_end().into(),
        ),
        ("H08 DER", der(RSA_PEM)),
        (
            "H08 PKCS#1 DER",
            der(include_str!("fixtures/rsa.pkcs1.pub.pem")),
        ),
        ("H08 modulus", rsa_modulus(RSA_PEM)),
        ("H08 JWK", jwk.into_bytes()),
    ];
    let claims = claims_text(&[]);
    let good = ForeignKey::rsa(Algorithm::RS256).token(&claims);
    let mut rows = vec![("RS256".to_owned(), good, Good)];
    for (id, secret) in secrets {
        for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
            let token = ForeignKey::hmac(algorithm, &secret).token(&claims);
            rows.push((format!("{id} {algorithm}"), token, NOT_ALLOWED));
        }
        let disguised =
            ForeignKey::hmac(Algorithm::HS256, &secret).sign(r#"{"alg":"RS256"}"#, &claims);
        rows.push((
            format!("{id} as RS256"),
            disguised,
            As(Refusal::BadSignature),
        ));
    }
    judge(&verifier(rsa_key(Algorithm::RS256)), rows);
}

#[test]
fn a_public_point_is_no_hmac_secret() {
    for (issuer, name) in [
        (TestIssuer::es256(), "ES256"),
        (TestIssuer::ed25519(), "EdDSA"),
    ] {
        let issuer = at_now(issuer);
        let pem = issuer.public_text();
        let claims = claims_text(&[]);
        let mut rows = vec![(name.to_owned(), issuer.access_token(&json!({})), Good)];
        let point = match name {
            "ES256" => p256_point(pem),
            _ => crate::jwk::ed25519_point(pem),
        };
        for secret in [point, der(pem), pem.as_bytes().to_vec()] {
            let key = ForeignKey::hmac(Algorithm::HS256, &secret);
            let id = format!("H09 {name} {} bytes", secret.len());
            rows.push((id.clone(), key.token(&claims), NOT_ALLOWED));
            let disguised = key.sign(format!(r#"{{"alg":"{name}"}}"#), &claims);
            rows.push((id, disguised, As(Refusal::BadSignature)));
        }
        judge(&verifier(issuer.verifying_key()), rows);
    }
}

#[test]
fn an_rsa_key_is_for_the_one_algorithm_it_was_made_for() {
    use Algorithm::{PS256, PS384, PS512, RS256, RS384, RS512};
    let claims = claims_text(&[]);
    let mut rows = vec![("PS512", ForeignKey::rsa(PS512).token(&claims), Good)];
    for algorithm in [RS256, RS384, RS512, PS256, PS384] {
        let token = ForeignKey::rsa(algorithm).token(&claims);
        rows.push(("H10", token, NOT_ALLOWED));
        let disguised = ForeignKey::rsa(algorithm).sign(r#"{"alg":"PS512"}"#, &claims);
        rows.push(("H10 as PS512", disguised, As(Refusal::BadSignature)));
    }
    judge(&verifier(rsa_key(PS512)), rows);
}

#[test]
fn an_alg_that_is_not_the_exact_name_is_refused() {
    let algs = [
        (r#""HS512""#, Good),
        (r#""hs512""#, NOT_ALLOWED),
        (r#""HS512 ""#, NOT_ALLOWED),
        (r#"" HS512""#, NOT_ALLOWED),
        (r#""HS512\u0000""#, NOT_ALLOWED),
        (r#""HMAC-SHA512""#, NOT_ALLOWED),
        (r#"["HS512"]"#, MALFORMED),
        (r#"{"HS512":1}"#, MALFORMED),
        ("null", MALFORMED),
        ("512", MALFORMED),
        ("true", MALFORMED),
    ];
    let rows = algs.map(|(alg, expect)| {
        let header = format!(r#"{{"alg":{alg},"typ":"JWT"}}"#);
        (
            format!("H11 {alg}"),
            issuer().sign(header, claims_text(&[])),
            expect,
        )
    });
    judge(&service(), rows.into());
}

#[test]
fn an_hmac_key_is_for_the_one_hash_it_was_made_for() {
    let secret = secret(1, 64);
    let claims = claims_text(&[]);
    let token = |algorithm| ForeignKey::hmac(algorithm, &secret).token(&claims);
    let rows = vec![
        ("H10 HS256", token(Algorithm::HS256), NOT_ALLOWED),
        ("H10 HS384", token(Algorithm::HS384), Good),
        ("H10 HS512", token(Algorithm::HS512), NOT_ALLOWED),
    ];
    judge(&verifier(VerifyingKey::hs384(&secret).unwrap()), rows);
}

fn service() -> Verifier {
    verifier(issuer().verifying_key())
}
