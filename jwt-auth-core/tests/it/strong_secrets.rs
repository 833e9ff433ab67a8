//! K03, the other side: a secret that nobody knows is never refused for what it looks like.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use fastrand::Rng;
use jwt_auth_core::{Algorithm, VerifyingKey};

const DJANGO: &str = "abcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*(-_=+)";
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const PUNCTUATION: &str = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

#[test]
fn random_secrets_in_every_usual_spelling_are_accepted() {
    type Make = fn(&mut Rng) -> Vec<u8>;
    let spellings: [(&str, Make); 13] = [
        ("bytes", |random| bytes(random, 64)),
        ("hex", |random| hex(&bytes(random, 32)).into()),
        ("upper-case hex", |random| {
            hex(&bytes(random, 32)).to_uppercase().into()
        }),
        ("base64", |random| STANDARD.encode(bytes(random, 64)).into()),
        ("base64 of 48", |random| {
            STANDARD.encode(bytes(random, 48)).into()
        }),
        ("base64url", |random| {
            URL_SAFE_NO_PAD.encode(bytes(random, 64)).into()
        }),
        ("digits", |random| text(random, "0123456789", 64)),
        ("letters", |random| text(random, LETTERS, 64)),
        ("Django's alphabet", |random| text(random, DJANGO, 64)),
        ("punctuation", |random| text(random, PUNCTUATION, 64)),
        ("binary digits", |random| text(random, "01", 128)),
        ("two UUIDs", |random| {
            let uuids = hex(&bytes(random, 32));
            let dashed = [8, 12, 16, 20, 32, 40, 44, 48, 52, 64];
            let starts = [0].into_iter().chain(dashed);
            let parts = starts.zip(dashed).map(|(start, end)| &uuids[start..end]);
            parts.collect::<Vec<_>>().join("-").into()
        }),
        ("half of it twice", |random| bytes(random, 32).repeat(2)),
    ];
    let mut random = Rng::with_seed(7_518);
    for (spelling, make) in spellings {
        for _ in 0..300 {
            let secret = make(&mut random);
            assert!(secret.len() >= 64, "{spelling}");
            assert_accepted(&secret, spelling);
        }
    }
}

#[test]
fn what_stands_before_or_after_a_random_secret_does_not_matter() {
    let mut random = Rng::with_seed(8_725);
    let around = [
        ("secret", ""),
        ("secret-", ""),
        ("SECRET_KEY=", ""),
        ("jwt-signing-key-", "-production"),
        ("change-me-", ""),
        ("my-app-", "-2026-01-01"),
        ("dev:", ":dev"),
        ("", "secret"),
        ("password", "password"),
        ("test", ""),
    ];
    for (before, after) in around {
        for _ in 0..50 {
            let middle = URL_SAFE_NO_PAD.encode(bytes(&mut random, 48));
            let secret = format!("{before}{middle}{after}");
            assert_accepted(secret.as_bytes(), before);
        }
    }
}

#[test]
fn a_long_enough_phrase_is_accepted() {
    let phrases = [
        "correct horse battery staple with seventeen wombats on a rainy Thursday",
        "correct-horse-battery-staple-correct-horse-battery-staple-and-a-lemur",
        "this is my secret key for the jwt and nobody knows of the purple walrus",
        "please do not change my super secret signing key, it is about otters!!!!",
        "клавиатура бабочка телескоп, und noch ein paar Wörter mit Umlauten: äöü",
        "秘密の鍵は誰にも知られていない言葉でできている、そしてとても長い",
        "----- a secret with dashes and BEGIN in it, of more than sixty-four bytes -----",
        "{\"this\": \"is a secret in JSON, which is odd, but is not a key of any kind\"}",
    ];
    for phrase in phrases {
        assert_accepted(phrase.as_bytes(), phrase);
    }
}

#[test]
fn the_secret_key_of_a_production_django_project_is_accepted_as_a_short_one() {
    let mut random = Rng::with_seed(50);
    for _ in 0..1_000 {
        let secret = text(&mut random, DJANGO, 50);
        let key = VerifyingKey::hs512_short(&secret).unwrap();
        assert!(key.is_short() && !key.is_insecure());
        assert!(VerifyingKey::hs256(&secret).is_ok());
    }
}

fn assert_accepted(secret: &[u8], id: &str) {
    let shown = String::from_utf8_lossy(secret);
    for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
        let key = VerifyingKey::from_secret(algorithm, secret).map(|key| key.is_insecure());
        assert_eq!(key, Ok(false), "K03 {id}: {shown}");
    }
}

fn bytes(random: &mut Rng, count: usize) -> Vec<u8> {
    std::iter::repeat_with(|| random.u8(..))
        .take(count)
        .collect()
}

fn text(random: &mut Rng, alphabet: &str, count: usize) -> Vec<u8> {
    let alphabet = alphabet.as_bytes();
    let choose = || alphabet[random.usize(..alphabet.len())];
    std::iter::repeat_with(choose).take(count).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
