//! T11: no token survives the change of a single bit.

use jwt_auth_core::{Algorithm, Refusal, TestIssuer};
use serde_json::json;

use crate::auth::{at_now, verifier};
use crate::foreign::{decode, encode, parts};
use crate::table::Expect::{As, Good, Refused};
use crate::table::judge;

#[test]
fn a_flipped_bit_in_any_byte_of_any_part_is_refused() {
    for issuer in issuers() {
        let good = issuer.access_token(&json!({"user_is_superuser": false}));
        let [header, claims, signature] = parts(&good);
        let mut rows = vec![(format!("{issuer:?}"), good.clone(), Good)];
        for (bit, changed) in flips(&decode(header)) {
            let token = format!("{}.{claims}.{signature}", encode(changed));
            rows.push((format!("T11 header bit {bit} {issuer:?}"), token, Refused));
        }
        for (bit, changed) in flips(&decode(claims)) {
            let token = format!("{header}.{}.{signature}", encode(changed));
            let id = format!("T11 claims bit {bit} {issuer:?}");
            rows.push((id, token, As(Refusal::BadSignature)));
        }
        for (bit, changed) in flips(&decode(signature)) {
            let token = format!("{header}.{claims}.{}", encode(changed));
            let id = format!("T11 signature bit {bit} {issuer:?}");
            rows.push((id, token, As(Refusal::BadSignature)));
        }
        assert!(rows.len() > 1_000);
        judge(&verifier(issuer.verifying_key()), rows);
    }
}

#[test]
fn a_flipped_bit_in_any_character_is_refused() {
    for issuer in issuers() {
        let good = issuer.access_token(&json!({}));
        let mut rows = vec![(format!("{issuer:?}"), good.clone(), Good)];
        for (bit, changed) in flips(good.as_bytes()) {
            // The eighth bit would make it no text, which a `&str` cannot hold.
            if let Ok(token) = String::from_utf8(changed) {
                rows.push((
                    format!("T11 character bit {bit} {issuer:?}"),
                    token,
                    Refused,
                ));
            }
        }
        assert_eq!(rows.len(), good.len() * 7 + 1);
        judge(&verifier(issuer.verifying_key()), rows);
    }
}

#[test]
fn a_signature_of_one_repeated_byte_is_refused() {
    for issuer in issuers() {
        let good = issuer.access_token(&json!({}));
        let (signed, signature) = good.rsplit_once('.').unwrap();
        let mut rows = vec![(format!("{issuer:?}"), good.clone(), Good)];
        for byte in [0, 1, 0xFF] {
            let repeated = vec![byte; decode(signature).len()];
            let token = format!("{signed}.{}", encode(repeated));
            let id = format!("T12 bytes {byte:#x} {issuer:?}");
            rows.push((id, token, As(Refusal::BadSignature)));
        }
        judge(&verifier(issuer.verifying_key()), rows);
    }
}

#[test]
fn parts_of_two_good_tokens_do_not_mix() {
    for issuer in issuers() {
        let plain = issuer.access_token(&json!({"user_is_superuser": false}));
        let admin = issuer.access_token(&json!({"user_is_superuser": true}));
        let [header, _, signature] = parts(&plain);
        let [_, claims, _] = parts(&admin);
        let mixed = format!("{header}.{claims}.{signature}");
        let rows = vec![
            (
                "T11 claims of another token",
                mixed,
                As(Refusal::BadSignature),
            ),
            ("the one", plain.clone(), Good),
            ("the other", admin.clone(), Good),
        ];
        judge(&verifier(issuer.verifying_key()), rows);
    }
}

fn issuers() -> [TestIssuer; 6] {
    [
        TestIssuer::hmac(Algorithm::HS256),
        TestIssuer::hmac(Algorithm::HS384),
        TestIssuer::hs512(),
        TestIssuer::rs256(),
        TestIssuer::es256(),
        TestIssuer::ed25519(),
    ]
    .map(at_now)
}

/// Every text that differs from `bytes` in one bit.
fn flips(bytes: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> {
    (0..bytes.len() * 8).map(|bit| {
        let mut changed = bytes.to_vec();
        changed[bit / 8] ^= 1 << (bit % 8);
        (bit, changed)
    })
}
