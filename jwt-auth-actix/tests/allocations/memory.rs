//! What a person costs who is kept: their token, its claims and their row.

use std::time::Duration;

use allocation_counter::measure;
use futures_util::FutureExt as _;
use jwt_auth_actix::{
    CacheSettings, ClaimsOnlyStore, JwtUser, SharedUserStore, TestIssuer, VerificationCache,
    Verifier,
};
use serde_json::json;

const PEOPLE: u64 = 8_192;
/// Beside the token.
const MOST: u64 = 900;

/// The article's user.
#[derive(JwtUser)]
#[jwt(claims = MemberClaims)]
#[allow(dead_code)]
struct Member {
    #[jwt(key, claim = "user_uuid")]
    username: String,
    #[jwt(claim = "user_email")]
    email: String,
    #[jwt(claim = "user_first_name")]
    first_name: String,
    #[jwt(claim = "user_last_name")]
    last_name: String,
    #[jwt(claim = "user_is_staff", staff)]
    is_staff: bool,
    #[jwt(claim = "user_is_superuser", superuser)]
    is_superuser: bool,
}

/// X05. `JWT_AUTH_TOKENS` says how many; `.ci/full` takes a million.
#[test]
fn however_many_good_tokens_come_they_stay_within_the_bytes_that_are_allowed() {
    const MIB: u64 = 1024 * 1024;
    let many = std::env::var("JWT_AUTH_TOKENS").map_or(10_000, |number| number.parse().unwrap());
    let verifier = Verifier::simple_jwt(TestIssuer::hs512().verifying_key());
    let settings = CacheSettings {
        tokens: 1_000_000,
        bytes: 4 * MIB,
        row_ttl: Duration::from_secs(60),
    };
    let store = SharedUserStore::new(ClaimsOnlyStore);
    let cost = measure(|| {
        let cache = VerificationCache::<Member>::new(verifier.build().unwrap(), settings);
        for number in 0..many {
            let cached = cache.verify(&token(number)).now_or_never().unwrap();
            let user = cache.user(&cached.unwrap(), &store).now_or_never().unwrap();
            assert!(user.is_ok());
        }
        assert!(cache.len() > 1_000, "{}", cache.len());
    });
    assert!(cost.bytes_max <= 5 * MIB, "{} bytes", cost.bytes_max);
}

fn token(number: u64) -> String {
    TestIssuer::hs512().access_token(&json!({
        "user_uuid": format!("6f1c0001-0000-4000-8000-{number:012}"),
        "user_email": format!("person-{number:05}@example.org"),
        "user_first_name": "Augusta Ada",
        "user_last_name": "Lovelace",
        "user_is_staff": false,
        "user_is_superuser": false,
    }))
}

#[test]
fn a_kept_person_takes_their_token_and_900_bytes_at_most() {
    let verifier = Verifier::simple_jwt(TestIssuer::hs512().verifying_key());
    let settings = CacheSettings {
        row_ttl: Duration::from_secs(60),
        ..CacheSettings::default()
    };
    let cache = VerificationCache::<Member>::new(verifier.build().unwrap(), settings);
    let store = SharedUserStore::new(ClaimsOnlyStore);
    let tokens: Vec<_> = (0..2 * PEOPLE).map(token).collect();
    let keep = |number: u64| {
        let token = &tokens[usize::try_from(number).unwrap()];
        let cached = cache.verify(token).now_or_never().unwrap().unwrap();
        let user = cache.user(&cached, &store).now_or_never().unwrap();
        assert!(user.is_ok());
    };
    (0..PEOPLE).for_each(keep);
    let second_half = measure(|| (PEOPLE..2 * PEOPLE).for_each(keep));
    assert_eq!(cache.len() as u64, 2 * PEOPLE);
    let each = u64::try_from(second_half.bytes_current).unwrap() / PEOPLE;
    let length = tokens[0].len() as u64;
    assert!(
        each <= length + MOST,
        "{each} bytes, of which the token is {length}"
    );
}
