//! RFC 7520 sections 4.1 to 4.4: four signatures of one sentence.

use jwt_auth_core::{Algorithm, Refusal, SkipReason, VerifyingKey};

use crate::rfc_token::{assert_only_the_original_is_good, verifier};

#[test]
fn the_signature_of_4_1_is_good_for_rs256() {
    let token = format!("{BY_RS256}.{SENTENCE}.{RS256}");
    assert_only_the_original_is_good("RFC 7520 4.1", rsa(Algorithm::RS256), &token);
}

#[test]
fn the_signature_of_4_2_is_good_for_ps384() {
    let token = format!("{BY_PS384}.{SENTENCE}.{PS384}");
    assert_only_the_original_is_good("RFC 7520 4.2", rsa(Algorithm::PS384), &token);
}

#[test]
fn es512_of_4_3_is_not_supported_neither_as_key_nor_as_token() {
    let token = format!("{BY_ES512}.{SENTENCE}.{ES512}");
    for algorithm in [Algorithm::ES256, Algorithm::ES384] {
        let key = VerifyingKey::from_jwk(P521_KEY, algorithm).unwrap_err();
        assert_eq!(key, SkipReason::OtherAlgorithm, "{algorithm}");
    }
    let refusal = verifier(rsa(Algorithm::RS256)).verify_signature_only(&token);
    assert_eq!(refusal, Err(Refusal::AlgorithmNotAllowed));
    println!("RFC 7520 4.3: 1 key and 1 token refused");
}

#[test]
fn the_signature_of_4_4_is_good_for_hs256() {
    let token = format!("{BY_HS256}.{SENTENCE}.{HS256}");
    let key = VerifyingKey::from_jwk(OCT_KEY, Algorithm::HS256).unwrap();
    assert_only_the_original_is_good("RFC 7520 4.4", key, &token);
}

#[test]
fn each_rsa_signature_is_good_for_its_own_scheme_only() {
    let rs256 = verifier(rsa(Algorithm::RS256));
    let ps384 = verifier(rsa(Algorithm::PS384));
    let swapped = [
        (&rs256, format!("{BY_RS256}.{SENTENCE}.{PS384}")),
        (&ps384, format!("{BY_PS384}.{SENTENCE}.{RS256}")),
    ];
    for (verifier, token) in swapped {
        let refusal = verifier.verify_signature_only(&token);
        assert_eq!(refusal, Err(Refusal::BadSignature));
    }
    println!("RFC 7520: 2 swapped RSA signatures refused");
}

fn rsa(algorithm: Algorithm) -> VerifyingKey {
    VerifyingKey::from_jwk(RSA_KEY, algorithm).unwrap()
}

const RSA_KEY: &str = r#"{"kty":"RSA","kid":"bilbo.baggins@hobbiton.example","use":"sig","e":"AQAB",
    "n":"n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw"}"#;
const P521_KEY: &str = r#"{"kty":"EC","kid":"bilbo.baggins@hobbiton.example","use":"sig","crv":"P-521",
    "x":"AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt",
    "y":"AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1"}"#;
const OCT_KEY: &str = r#"{"kty":"oct","kid":"018c0ae5-4d9b-471b-bfd6-eef314bc7037","use":"sig","alg":"HS256",
    "k":"hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg"}"#;

const BY_RS256: &str = "\
    eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9";
const RS256: &str = "\
    MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi8\
    4wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocS\
    adnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJu\
    shZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg";
const BY_PS384: &str = "\
    eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9";
const PS384: &str = "\
    cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-tPid6VrklHkqsGqDqHCdP6O8TTB5dDDItl\
    lVo6_1OLPpcbUrhiUSMxbbXUvdvWXzg-UD8biiReQFlfz28zGWVsdiNAUf8ZnyPEgVFn442ZdNqiVJRmBqrYRXe8P_ijQ7p8Vdz0\
    TTrxUeT3lm8d9shnr2lfJT8ImUjvAA2Xez2Mlp8cBE5awDzT0qI0n6uiP1aCN_2_jLAeQTlqRHtfa64QQSUmFAAjVKPbByi7xho0\
    uTOcbH510a6GYmJUAfmWjwZ6oD4ifKo8DYM-X72Eaw";
const BY_ES512: &str = "\
    eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9";
const ES512: &str = "\
    AE_R_YZCChjn4791jSQCrdPZCNYqHXCTZH0-JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJAQy3mtPBu_u_\
    sDDyYjnAMDxXPn7XrT0lw-kvAD890jl8e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2";
const BY_HS256: &str = "\
    eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9";
const HS256: &str = "\
    s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0";
const SENTENCE: &str = "\
    SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUg\
    cm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0\
    IGJlIHN3ZXB0IG9mZiB0by4";
