//! Tokens that others made: a signer and a verifier that share a mistake cannot pass these.

use jwt_auth_core::{Algorithm, Refusal, TestClock, TestIssuer, Verifier, VerifyingKey};
use serde_json::Value;

use crate::auth::verifier;
use crate::foreign::secret;

const RFC7515_CLAIMS: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const RFC7515_EXP: u64 = 1_300_819_380;

#[test]
fn hmac_tokens_made_by_openssl_are_accepted() {
    let tokens = [
        (Algorithm::HS256, include_str!("fixtures/hs256.jwt")),
        (Algorithm::HS384, include_str!("fixtures/hs384.jwt")),
        (Algorithm::HS512, include_str!("fixtures/hs512.jwt")),
    ];
    for (algorithm, token) in tokens {
        let key = VerifyingKey::from_insecure_secret(algorithm, TestIssuer::SECRET).unwrap();
        let verified = verifier(key).verify::<Value>(token.trim_end()).unwrap();
        assert_eq!(verified.expires_at(), 1_767_225_900, "{algorithm}");
        assert_eq!(verified.claims()["jti"], "d0c5a1b6e7f84a0c9b1d2e3f4a5b6c7d");
        let other = secret(1, 64);
        let key = VerifyingKey::from_secret(algorithm, other).unwrap();
        let refusal = verifier(key).verify::<Value>(token.trim_end()).unwrap_err();
        assert_eq!(refusal, Refusal::BadSignature, "{algorithm}");
    }
}

#[test]
fn the_signature_of_rfc_7515_a_1_is_good_for_hs256() {
    let jwk = r#"{"kty":"oct",
        "k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#;
    let header = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9";
    let signature = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    assert_signature_is_good(Algorithm::HS256, jwk, header, signature);
}

#[test]
fn the_signature_of_rfc_7515_a_2_is_good_for_rs256() {
    let jwk = r#"{"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}"#;
    let signature = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    assert_signature_is_good(Algorithm::RS256, jwk, "eyJhbGciOiJSUzI1NiJ9", signature);
}

#[test]
fn the_signature_of_rfc_7515_a_3_is_good_for_es256() {
    let jwk = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;
    let signature =
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    assert_signature_is_good(Algorithm::ES256, jwk, "eyJhbGciOiJFUzI1NiJ9", signature);
}

/// Its payload is English, so a good signature shows as `Malformed`, which claims are only found after it.
#[test]
fn the_signature_of_rfc_8037_a_4_is_good_for_ed25519() {
    let jwk = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    let signed = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    let signature =
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    let verifier = verifier(VerifyingKey::from_jwk(jwk, Algorithm::EdDSA).unwrap());
    let refusal = |token: String| verifier.verify::<Value>(&token).unwrap_err();

    assert_eq!(refusal(format!("{signed}.{signature}")), Refusal::Malformed);
    let tampered = signature.replacen('h', "i", 1);
    assert_eq!(
        refusal(format!("{signed}.{tampered}")),
        Refusal::BadSignature
    );
}

/// The RFC's token has no `token_type`, so no profile accepts it; but only a good signature is told that it expired.
fn assert_signature_is_good(algorithm: Algorithm, jwk: &str, header: &str, signature: &str) {
    let key = VerifyingKey::from_jwk(jwk, algorithm).unwrap();
    let verifier = Verifier::simple_jwt(key)
        .clock(TestClock::at(RFC7515_EXP))
        .build()
        .unwrap();
    let refusal = |token: String| verifier.verify::<Value>(&token).unwrap_err();
    let token = format!("{header}.{RFC7515_CLAIMS}.{signature}");
    let (first, rest) = signature.split_at(1);
    let changed = if first == "A" { "B" } else { "A" };
    let tampered = format!("{header}.{RFC7515_CLAIMS}.{changed}{rest}");

    assert_eq!(refusal(token), Refusal::Expired);
    assert_eq!(refusal(tampered), Refusal::BadSignature);
}
