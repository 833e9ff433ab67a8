//! The secret before the last rotation, and the algorithm that it is for.

use jwt_auth_actix::{Algorithm, TestIssuer};

use crate::process::Process;
use crate::rules::ada;
use crate::settings::{SECRET, changed, set_in};

/// 37 bytes: enough for HS256, and for nothing else.
const OF_HS256: &str = "Zq8rT2mV6xL0cN4bH9jK3wY7pD1fS5gA-uEoI";
const PREVIOUS: &str = "JWT_SIGNING_KEY_PREVIOUS";
const ALGORITHM: &str = "JWT_ALGORITHM_PREVIOUS";

#[test]
fn a_move_from_simple_jwts_default_hs256_to_a_key_pair_signs_nobody_out() {
    let folder = tempfile::tempdir().unwrap();
    let set = set_in(folder.path());
    let old = TestIssuer::hmac(Algorithm::HS256).access_token(&ada());
    let new = TestIssuer::ed25519().access_token(&ada());
    let of_another_algorithm = TestIssuer::hs512().access_token(&ada());
    let moving = Process::start(&[
        ("JWT_JWKS_FILE", set.to_str().unwrap()),
        ("JWT_ALGORITHM", "EdDSA"),
        (PREVIOUS, TestIssuer::SECRET),
        (ALGORITHM, "HS256"),
    ]);
    assert!(moving.knows(&old) && moving.knows(&new));
    assert!(!moving.knows(&of_another_algorithm));
}

#[test]
fn next_to_a_secret_the_previous_one_may_be_for_another_algorithm() {
    let old = TestIssuer::hmac(Algorithm::HS256).access_token(&ada());
    let same = TestIssuer::hs512().access_token(&ada());
    let moving = Process::with_secret(&[(PREVIOUS, TestIssuer::SECRET), (ALGORITHM, "HS256")]);
    assert!(moving.knows(&old) && !moving.knows(&same));
    let rotating = Process::with_secret(&[(PREVIOUS, TestIssuer::SECRET)]);
    assert!(!rotating.knows(&old) && rotating.knows(&same));
}

#[test]
fn its_length_is_measured_by_its_own_algorithm() {
    let shorter = (PREVIOUS, Some(OF_HS256));
    for algorithm in [None, Some("HS384"), Some("HS512")] {
        let refused = changed(&[shorter, (ALGORITHM, algorithm)]).unwrap_err();
        let taken_for = format!("taken for {}", algorithm.unwrap_or("HS512"));
        assert!(refused.starts_with("JWT_SIGNING_KEY_PREVIOUS: "));
        assert!(refused.contains(&taken_for), "{refused}");
        assert!(refused.contains(ALGORITHM), "{refused}");
    }
    changed(&[shorter, (ALGORITHM, Some("HS256"))]).unwrap();
    changed(&[shorter, ("JWT_ALGORITHM", Some("HS256"))]).unwrap();
}

#[test]
fn the_current_secret_is_no_previous_one() {
    let refused = changed(&[(PREVIOUS, Some(SECRET))]).unwrap_err();
    assert!(refused.starts_with("JWT_SIGNING_KEY_PREVIOUS: "));
    assert!(refused.contains("same as JWT_SIGNING_KEY: remove it"));
}
