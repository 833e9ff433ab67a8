//! H12, H13, H15, H18, H19, H26–H28: parameters that are refused, that are ignored, and that never lend a key.

use jwt_auth_core::{Algorithm, Refusal, TestIssuer, Verifier};

use crate::auth::{HS512_HEADER, at_now, claims_text, issuer, verifier};
use crate::foreign::{ED25519_PEM, ForeignKey, P256_PEM, RSA_PEM, encode};
use crate::jwk::{ed25519_jwk, p256_jwk, rsa_jwk};
use crate::table::Expect::{self, As, Good, Refused};
use crate::table::judge;

#[test]
fn another_type_of_token_is_refused() {
    let wrong = As(Refusal::WrongType);
    judge_headers(&[
        ("H13 absent", r#"{"alg":"HS512"}"#, Good),
        ("H13", HS512_HEADER, Good),
        ("H13 any case", r#"{"alg":"HS512","typ":"jwt"}"#, Good),
        ("H12", r#"{"alg":"HS512","typ":"refresh+jwt"}"#, wrong),
        ("H12", r#"{"alg":"HS512","typ":"id_token+jwt"}"#, wrong),
        ("H12", r#"{"alg":"HS512","typ":"logout+jwt"}"#, wrong),
        ("H12", r#"{"alg":"HS512","typ":"JWE"}"#, wrong),
        ("H12", r#"{"alg":"HS512","typ":""}"#, wrong),
        // RFC 9068's type belongs to its own profile; SimpleJWT's tokens do not have it.
        ("H14", r#"{"alg":"HS512","typ":"at+jwt"}"#, wrong),
        (
            "H14",
            r#"{"alg":"HS512","typ":"application/at+jwt"}"#,
            wrong,
        ),
        ("H12 number", r#"{"alg":"HS512","typ":1}"#, Refused),
        ("H12 null", r#"{"alg":"HS512","typ":null}"#, Refused),
        ("H12 array", r#"{"alg":"HS512","typ":["JWT"]}"#, Refused),
    ]);
}

#[test]
fn a_key_in_the_header_is_never_used() {
    let attackers = [
        ("RS256", ForeignKey::rsa(Algorithm::RS256), rsa_jwk(RSA_PEM)),
        ("ES256", ForeignKey::p256(), p256_jwk(P256_PEM)),
        ("EdDSA", ForeignKey::ed25519(), ed25519_jwk(ED25519_PEM)),
    ];
    let issuers = [
        TestIssuer::rs256(),
        TestIssuer::es256(),
        TestIssuer::ed25519(),
    ];
    for (issuer, (alg, attacker, jwk)) in issuers.map(at_now).into_iter().zip(attackers) {
        let header = format!(r#"{{"alg":"{alg}","jwk":{jwk}}}"#);
        let claims = claims_text(&[]);
        let rows = vec![
            (
                format!("H15 {alg} by the attacker"),
                attacker.sign(&header, &claims),
                As(Refusal::BadSignature),
            ),
            (
                format!("H15 {alg} by the issuer"),
                issuer.sign(&header, &claims),
                Good,
            ),
        ];
        judge(&verifier(issuer.verifying_key()), rows);
    }
}

#[test]
fn a_secret_in_the_header_is_never_used() {
    let secret = [9; 64];
    let header = format!(
        r#"{{"alg":"HS512","jwk":{{"kty":"oct","k":"{}"}}}}"#,
        encode(secret)
    );
    let attacker = ForeignKey::hmac(Algorithm::HS512, secret);
    let rows = vec![
        (
            "H18 by the attacker",
            attacker.sign(&header, claims_text(&[])),
            As(Refusal::BadSignature),
        ),
        (
            "H18 by the issuer",
            issuer().sign(&header, claims_text(&[])),
            Good,
        ),
    ];
    judge(&service(), rows);
}

#[test]
fn critical_extensions_are_refused_since_none_is_implemented() {
    let crit = As(Refusal::UnsupportedHeader("crit"));
    judge_headers(&[
        ("H19 without", HS512_HEADER, Good),
        ("H19", r#"{"alg":"HS512","crit":[]}"#, crit),
        ("H19", r#"{"alg":"HS512","crit":["x"]}"#, crit),
        ("H19", r#"{"alg":"HS512","crit":["x"],"x":1}"#, crit),
        (
            "H19",
            r#"{"alg":"HS512","crit":["exp"],"exp":1767225900}"#,
            crit,
        ),
        ("H19", r#"{"alg":"HS512","crit":["alg"]}"#, crit),
        (
            "H19",
            r#"{"alg":"HS512","crit":["b64"],"b64":false}"#,
            Refused,
        ),
        (
            "H19",
            r#"{"alg":"HS512","crit":["b64"],"b64":true}"#,
            Refused,
        ),
        ("H19", r#"{"alg":"HS512","crit":"b64"}"#, crit),
        ("H19", r#"{"alg":"HS512","crit":null}"#, crit),
        ("H19", r#"{"alg":"HS512","crit":[1]}"#, crit),
        ("H19", r#"{"alg":"HS512","crit":["x","x"]}"#, crit),
        (
            "H19 b64 alone",
            r#"{"alg":"HS512","b64":false}"#,
            As(Refusal::UnsupportedHeader("b64")),
        ),
        ("H19 escaped", r#"{"alg":"HS512","\u0063rit":["x"]}"#, crit),
    ]);
}

#[test]
fn encryption_compression_and_nesting_are_refused() {
    let unsupported = |name| As(Refusal::UnsupportedHeader(name));
    judge_headers(&[
        ("H27 without", HS512_HEADER, Good),
        ("H27", r#"{"alg":"HS512","zip":"DEF"}"#, unsupported("zip")),
        (
            "H27",
            r#"{"alg":"HS512","enc":"A256GCM"}"#,
            unsupported("enc"),
        ),
        (
            "H27",
            r#"{"alg":"HS512","p2c":2000000000}"#,
            unsupported("p2c"),
        ),
        ("H27", r#"{"alg":"HS512","p2s":"AAAA"}"#, unsupported("p2s")),
        (
            "H27",
            r#"{"alg":"HS512","epk":{"kty":"OKP"}}"#,
            unsupported("epk"),
        ),
        ("H28", r#"{"alg":"HS512","cty":"JWT"}"#, unsupported("cty")),
        ("H28", r#"{"alg":"HS512","cty":"jwt"}"#, unsupported("cty")),
        ("H28 other content", r#"{"alg":"HS512","cty":"json"}"#, Good),
    ]);
}

#[test]
fn unknown_parameters_of_any_type_are_ignored() {
    judge_headers(&[
        ("H26", r#"{"alg":"HS512","ver":1}"#, Good),
        ("H26", r#"{"alg":"HS512","ver":1.5e3}"#, Good),
        ("H26", r#"{"alg":"HS512","ver":true}"#, Good),
        ("H26", r#"{"alg":"HS512","ver":null}"#, Good),
        ("H26", r#"{"alg":"HS512","ver":"one"}"#, Good),
        ("H26", r#"{"alg":"HS512","ver":[1,{"a":[]}]}"#, Good),
        ("H26", r#"{"alg":"HS512","ver":{"a":{"b":"c"}}}"#, Good),
        ("H26", r#"{"ver":{},"alg":"HS512"}"#, Good),
    ]);
}

/// Each header is signed with the key of the service.
fn judge_headers(headers: &[(&str, &str, Expect)]) {
    let rows = headers.iter().map(|(id, header, expect)| {
        let token = issuer().sign(header, claims_text(&[]));
        (format!("{id} {header}"), token, *expect)
    });
    judge(&service(), rows.collect());
}

fn service() -> Verifier {
    verifier(issuer().verifying_key())
}
