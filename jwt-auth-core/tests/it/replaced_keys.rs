//! Keys that change while a verifier holds them: the next token is judged by the new ones.

use jwt_auth_core::{Algorithm, KeySet, Refusal, TestClock, Verifier, VerifyingKey};

use crate::auth::{NOW, claims_text};
use crate::foreign::{ForeignKey, secret};
use crate::table::Expect::{As, Good};
use crate::table::judge;

#[test]
fn a_rotation_goes_unnoticed_and_a_withdrawn_key_is_refused() {
    let keys = KeySet::new([named(1, "old")]);
    let verifier = verifier(&keys);
    let (unknown, bad) = (As(Refusal::UnknownKid), As(Refusal::BadSignature));
    judge(
        &verifier,
        vec![
            ("old", token(1, "old"), Good),
            ("new", token(2, "new"), unknown),
        ],
    );
    keys.replace([named(2, "new"), named(1, "old")]);
    judge(
        &verifier,
        vec![
            ("old", token(1, "old"), Good),
            ("new", token(2, "new"), Good),
        ],
    );
    keys.replace([named(2, "new")]);
    judge(
        &verifier,
        vec![
            ("old", token(1, "old"), unknown),
            ("new", token(2, "new"), Good),
            ("old as new", token(1, "new"), bad),
        ],
    );
}

#[test]
fn clones_of_the_set_and_of_the_verifier_share_the_keys() {
    let keys = KeySet::new([named(1, "old")]);
    let first = verifier(&keys);
    let second = first.clone();
    keys.clone().replace([named(2, "new")]);
    for verifier in [first, second, verifier(&keys)] {
        let rows = vec![
            ("new", token(2, "new"), Good),
            ("old", token(1, "old"), As(Refusal::UnknownKid)),
        ];
        judge(&verifier, rows);
    }
    let kids: Vec<_> = keys
        .keys()
        .iter()
        .map(|key| key.kid().map(str::to_owned))
        .collect();
    assert_eq!(kids, [Some("new".to_owned())]);
}

#[test]
fn a_set_without_keys_accepts_nothing_until_it_has_some() {
    let keys = KeySet::new([]);
    let verifier = verifier(&keys);
    let verdict = || {
        verifier
            .verify::<serde_json::Value>(&token(1, "old"))
            .map(|_| ())
    };
    assert_eq!(verdict(), Err(Refusal::AlgorithmNotAllowed));
    keys.replace([named(1, "old")]);
    assert_eq!(verdict(), Ok(()));
    keys.replace([]);
    assert_eq!(verdict(), Err(Refusal::AlgorithmNotAllowed));
}

#[test]
fn a_set_can_change_its_algorithm() {
    let keys = KeySet::new([named(1, "old")]);
    let verifier = verifier(&keys);
    let pem = crate::foreign::ED25519_PEM;
    keys.replace([VerifyingKey::ed25519_pem(pem).unwrap()]);
    let rows = vec![
        (
            "EdDSA",
            ForeignKey::ed25519().token(&claims_text(&[])),
            Good,
        ),
        ("HS512", token(1, "old"), As(Refusal::AlgorithmNotAllowed)),
        (
            "H07 the public key as HS512 secret",
            ForeignKey::hmac(Algorithm::HS512, pem).token(&claims_text(&[])),
            As(Refusal::AlgorithmNotAllowed),
        ),
    ];
    judge(&verifier, rows);
}

#[test]
fn fixed_and_replaced_keys_stand_next_to_each_other() {
    let keys = KeySet::new([named(1, "old")]);
    let rules = Verifier::simple_jwt(named(3, "fixed")).also_accept(keys.clone());
    let verifier = rules.clock(TestClock::at(NOW)).build().unwrap();
    keys.replace([named(2, "new")]);
    let rows = vec![
        ("fixed", token(3, "fixed"), Good),
        ("new", token(2, "new"), Good),
        ("old", token(1, "old"), As(Refusal::UnknownKid)),
    ];
    judge(&verifier, rows);
}

#[test]
fn a_key_of_one_issuer_is_replaced_for_that_issuer_only() {
    let (first, second) = (KeySet::new([named(1, "k")]), KeySet::new([named(2, "k")]));
    let of = |keys: &KeySet, issuer: &str| {
        let rules = Verifier::simple_jwt(keys.clone()).issuer(issuer);
        rules.clock(TestClock::at(NOW)).build().unwrap()
    };
    let verifier = Verifier::for_issuers([of(&first, "a"), of(&second, "b")]).unwrap();
    first.replace([named(3, "k")]);
    let signed = |number, issuer| {
        let claims = claims_text(&[("iss", issuer)]);
        signing(number).sign(r#"{"alg":"HS512","kid":"k"}"#, claims)
    };
    let bad = As(Refusal::BadSignature);
    let rows = vec![
        ("a's new", signed(3, r#""a""#), Good),
        ("a's old", signed(1, r#""a""#), bad),
        ("b's", signed(2, r#""b""#), Good),
        ("b's by a's new", signed(3, r#""b""#), bad),
    ];
    judge(&verifier, rows);
}

#[test]
fn nobody_ever_sees_half_of_a_replacement() {
    let keys = KeySet::new([named(1, "k"), named(2, "l")]);
    let verifier = verifier(&keys);
    let tokens = [token(1, "k"), token(3, "k")];
    std::thread::scope(|scope| {
        let swaps = scope.spawn(|| {
            for _ in 0..500 {
                keys.replace([named(3, "k"), named(4, "l")]);
                keys.replace([named(1, "k"), named(2, "l")]);
            }
        });
        while !swaps.is_finished() {
            let verdicts = tokens
                .each_ref()
                .map(|token| verifier.verify::<serde_json::Value>(token));
            for verdict in verdicts {
                let refusal = verdict.err();
                assert!(
                    matches!(refusal, None | Some(Refusal::BadSignature)),
                    "{refusal:?}"
                );
            }
        }
    });
    judge(&verifier, vec![("at rest", token(1, "k"), Good)]);
}

fn verifier(keys: &KeySet) -> Verifier {
    let rules = Verifier::simple_jwt(keys.clone()).clock(TestClock::at(NOW));
    rules.build().unwrap()
}

fn named(number: u8, kid: &str) -> VerifyingKey {
    let key = VerifyingKey::hs512(secret(number, 64)).unwrap();
    key.with_kid(kid).unwrap()
}

fn token(number: u8, kid: &str) -> String {
    let header = format!(r#"{{"alg":"HS512","kid":"{kid}"}}"#);
    signing(number).sign(header, claims_text(&[]))
}

fn signing(number: u8) -> ForeignKey {
    ForeignKey::hmac(Algorithm::HS512, secret(number, 64))
}
