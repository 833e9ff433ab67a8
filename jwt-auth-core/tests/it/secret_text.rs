//! K04, K05: a line break at the end, or a key of another kind, never becomes part of a shared secret unnoticed.

use jwt_auth_core::{Algorithm, KeyError, TestIssuer, VerifyingKey};
use serde_json::{Value, json};

use crate::auth::{claims_text, verifier};
use crate::foreign::{ED25519_PEM, ForeignKey, P256_PEM, RSA_PEM, encode, secret};
use crate::jwk::{altered, der, ed25519_jwk, p256_jwk, rsa_jwk};

type Constructor = fn(Algorithm, Vec<u8>) -> Result<VerifyingKey, KeyError>;

const CONSTRUCTORS: [(&str, Constructor); 3] = [
    ("from_secret", VerifyingKey::from_secret),
    ("from_short_secret", VerifyingKey::from_short_secret),
    ("from_insecure_secret", VerifyingKey::from_insecure_secret),
];

#[test]
fn text_that_ends_with_a_line_break_is_refused() {
    let texts = [
        encode(secret(1, 64)),
        "correct horse battery staple with seventeen wombats on a Thursday".into(),
        "słowa, których nikt nie zna, i jeszcze kilka słów na dokładkę, dość".into(),
        "two lines of text that nobody knows,\nof which this one is the second".into(),
        "a tab\tbetween words that nobody knows, to make sixty-four bytes of it".into(),
        TestIssuer::SECRET.into(),
    ];
    for text in texts {
        for end in ["\n", "\r\n", "\n\n", "\r\n\r\n", "\r", " \n"] {
            let with_end = format!("{text}{end}");
            for (name, constructor) in CONSTRUCTORS {
                let key = constructor(Algorithm::HS512, with_end.clone().into());
                let expected = Err(KeyError::SecretEndsWithLineBreak);
                assert_eq!(key.map(|_| ()), expected, "K04 {name} {with_end:?}");
            }
        }
        let insecure = VerifyingKey::from_insecure_secret(Algorithm::HS512, &text);
        assert!(insecure.is_ok(), "K04 trimmed {text:?}");
    }
}

#[test]
fn white_space_elsewhere_is_part_of_the_secret() {
    let text = encode(secret(1, 64));
    for padded in [
        format!("\n{text}"),
        format!(" {text} "),
        format!("{text}\t"),
    ] {
        let token =
            |secret: &str| ForeignKey::hmac(Algorithm::HS512, secret).token(&claims_text(&[]));
        let verifier = verifier(VerifyingKey::hs512(&padded).unwrap());
        assert!(verifier.verify::<Value>(&token(&padded)).is_ok(), "K04");
        assert!(verifier.verify::<Value>(&token(&text)).is_err(), "K04");
    }
}

#[test]
fn random_bytes_may_end_with_the_byte_of_a_line_feed() {
    let mut random = fastrand::Rng::with_seed(10);
    for _ in 0..500 {
        let mut bytes: Vec<u8> = std::iter::repeat_with(|| random.u8(..)).take(64).collect();
        bytes[63] = b'\n';
        let token = ForeignKey::hmac(Algorithm::HS512, &bytes).token(&claims_text(&[]));
        let key = VerifyingKey::hs512(&bytes).unwrap();
        assert!(verifier(key).verify::<Value>(&token).is_ok(), "K04");
        let jwk = json!({"kty": "oct", "k": encode(&bytes)}).to_string();
        assert!(
            VerifyingKey::from_jwk(&jwk, Algorithm::HS512).is_ok(),
            "K04"
        );
    }
}

#[test]
fn a_public_key_of_openssh_is_no_secret() {
    let body = "AAAAC3NzaC1lZDI1NTE5AAAAIGp3dC1hdXRoIHRlc3Qga2V5LCBub3QgYSBzZWNyZXQh";
    for kind in [
        "ssh-ed25519",
        "ssh-rsa",
        "ssh-dss",
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "sk-ssh-ed25519@openssh.com",
        "sk-ecdsa-sha2-nistp256@openssh.com",
    ] {
        assert_key_as_secret(&format!("{kind} {body} ada@example.org"));
        assert_key_as_secret(&format!("{kind} {body}\n"));
        assert_key_as_secret(&format!("\n  {kind} {body}"));
    }
    assert_key_as_secret(&format!(
        "-----BEGIN OPENSSH PRIVATE KEY-----\n{body}\n-----END OPENSSH PRIVATE KEY-----\n"
    ));
}

#[test]
fn a_jwk_is_no_secret_and_neither_is_a_set_of_them() {
    let oct = json!({"kty": "oct", "k": encode(secret(1, 64))});
    let jwks = [
        rsa_jwk(RSA_PEM),
        p256_jwk(P256_PEM),
        ed25519_jwk(ED25519_PEM),
        altered(
            &ed25519_jwk(ED25519_PEM),
            json!({"d": encode(secret(2, 32))}),
        ),
        oct,
    ];
    for jwk in jwks {
        let set = json!({"keys": [jwk]});
        for value in [jwk, set] {
            assert_key_as_secret(&value.to_string());
            assert_key_as_secret(&serde_json::to_string_pretty(&value).unwrap());
            assert_key_as_secret(&format!(" \n{value}\n"));
        }
    }
}

fn assert_key_as_secret(text: &str) {
    for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
        for (name, constructor) in CONSTRUCTORS {
            let key = constructor(algorithm, text.into()).map(|_| ());
            let expected = Err(KeyError::KeyAsSecret);
            assert_eq!(key, expected, "K05 {name} {algorithm} {text:?}");
        }
    }
}

#[test]
fn a_key_in_der_is_no_secret_and_neither_is_its_base64() {
    let pems = [
        RSA_PEM,
        P256_PEM,
        ED25519_PEM,
        include_str!("fixtures/rsa.pkcs1.pub.pem"),
        include_str!("fixtures/ed25519.pem"),
    ];
    for pem in pems {
        let bytes = der(pem);
        let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        let lines: Vec<&str> = pem.lines().filter(|line| !line.starts_with('-')).collect();
        for (name, constructor) in CONSTRUCTORS {
            for secret in [bytes.clone(), body.clone().into(), lines.join("\n").into()] {
                let refused = constructor(Algorithm::HS256, secret).map(|_| ());
                assert_eq!(refused, Err(KeyError::KeyAsSecret), "K05 {name} {pem}");
            }
        }
    }
}
