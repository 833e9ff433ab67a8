//! RFC 7515 appendix A.1 to A.3: an HMAC, an RSA and an ECDSA signature of one claims set.

use jwt_auth_core::{Algorithm, Refusal, TestClock, Verifier, VerifyingKey};
use serde_json::Value;

use crate::rfc_token::assert_only_the_original_is_good;

#[test]
fn the_signature_of_a_1_is_good_for_hs256() {
    assert_only_the_original_is_good("RFC 7515 A.1", a_1(), A_1);
}

#[test]
fn the_signature_of_a_2_is_good_for_rs256() {
    assert_only_the_original_is_good("RFC 7515 A.2", a_2(), A_2);
}

#[test]
fn the_signature_of_a_3_is_good_for_es256() {
    assert_only_the_original_is_good("RFC 7515 A.3", a_3(), A_3);
}

#[test]
fn the_tokens_are_accepted_until_the_second_in_which_they_expire() {
    for (key, token) in [(a_1(), A_1), (a_2(), A_2), (a_3(), A_3)] {
        let at = |now| {
            let rules = Verifier::builder(key.clone()).issuer("joe");
            let rules = rules
                .accept_any_audience()
                .expiry_leeway(std::time::Duration::ZERO);
            let verifier = rules.clock(TestClock::at(now)).build().unwrap();
            verifier.verify::<Value>(token)
        };
        let verified = at(EXP - 1).unwrap();
        assert_eq!(verified.claims()["http://example.com/is_root"], true);
        assert_eq!(at(EXP).unwrap_err(), Refusal::Expired);
    }
    println!("RFC 7515: 3 tokens accepted before they expire, 3 refused after");
}

fn a_1() -> VerifyingKey {
    VerifyingKey::from_jwk(A_1_KEY, Algorithm::HS256).unwrap()
}

fn a_2() -> VerifyingKey {
    VerifyingKey::from_jwk(A_2_KEY, Algorithm::RS256).unwrap()
}

fn a_3() -> VerifyingKey {
    VerifyingKey::from_jwk(A_3_KEY, Algorithm::ES256).unwrap()
}

const EXP: u64 = 1_300_819_380;

const A_1_KEY: &str = r#"{"kty":"oct",
    "k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#;
const A_2_KEY: &str = r#"{"kty":"RSA","e":"AQAB",
    "n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}"#;
const A_3_KEY: &str = r#"{"kty":"EC","crv":"P-256",
    "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;

const A_1: &str = "\
    eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9\
    leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const A_2: &str = "\
    eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19\
    yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt\
    _O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb\
    1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI\
    8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
const A_3: &str = "\
    eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19\
    yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU\
    1Q";
