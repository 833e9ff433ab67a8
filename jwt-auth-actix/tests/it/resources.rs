//! Group X of the security reference, what is about resources and about what is kept.
//!
//! X01 and X02 are in `examples/service/tests/it/hostile_clients.rs`, as only a real server reads requests; X04 is counted in
//! instructions by `benches/instructions`; X05 is in `jwt-auth-core/tests/cache/bounds.rs`. The time in X03 is not measured: what
//! is not looked at takes none. X29 holds because there is no denylist of `jti` to get around: `not_before` revokes by time,
//! whatever the token's text.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jwt_auth_actix::{JwtAuth, KeySet, TestClock, TestIssuer, Verifier, VerifyingKey};
use serde_json::{Value, json};

use crate::caches::CachesAsAsked as _;
use crate::service::{
    ACCESS, Database, LOGIN_URL, OWN_URL, User, ada, app, builder, get, issuer, send, signed_in,
};

fn auth(verifier: Verifier, database: &Database) -> JwtAuth<User> {
    JwtAuth::builder(verifier, database.store())
        .caches_as_asked()
        .access_cookie(ACCESS)
        .login_url(LOGIN_URL)
        .own_url(OWN_URL)
        .build()
        .unwrap()
}

/// X03: nobody's hash table is filled with names that collide, because they are more bytes than are looked at.
#[actix_web::test]
async fn a_token_of_very_many_members_is_too_large() {
    let database = Database::new();
    let app = app(builder(&database).allow_bearer().build().unwrap()).await;
    let mut claims = ada();
    let members = claims.as_object_mut().unwrap();
    members.extend((0..100_000).map(|number| (format!("m{number}"), Value::Null)));
    let token = issuer().access_token(&claims);

    let cookie = send(&app, signed_in(get("/whoami"), &token)).await;
    assert_eq!(cookie.json()["reason"], "too_large");
    let bearer = ("Authorization", format!("Bearer {token}"));
    let program = send(&app, get("/any").insert_header(bearer)).await;
    assert_eq!(
        (program.status.as_u16(), program.body.contains("invalid")),
        (401, true)
    );
    assert!(database.users().is_empty());
}

/// X27.
#[actix_web::test]
async fn a_token_that_was_good_is_refused_when_its_key_is_withdrawn() {
    let database = Database::new();
    let keys = KeySet::new([issuer().verifying_key()]);
    let verifier = Verifier::simple_jwt(keys.clone()).build().unwrap();
    let app = app(auth(verifier, &database)).await;
    let token = issuer().access_token(&ada());
    for _ in 0..2 {
        let answer = send(&app, signed_in(get("/whoami"), &token)).await;
        assert_eq!(answer.json()["user"], "6f1c0001");
    }
    let other = "another secret that is public and has sixty-four bytes and one more";
    keys.replace([VerifyingKey::hs512(other).unwrap()]);
    let answer = send(&app, signed_in(get("/whoami"), &token)).await;
    assert_eq!(answer.json()["reason"], "bad_signature");
}

/// X28.
#[actix_web::test]
async fn a_token_that_was_good_is_refused_from_the_second_at_which_it_ends() {
    let database = Database::new();
    let clock = TestClock::at(1_800_000_000);
    let issuer = TestIssuer::hs512().clock(clock.clone());
    let verifier = Verifier::simple_jwt(issuer.verifying_key()).clock(clock.clone());
    let app = app(auth(verifier.build().unwrap(), &database)).await;
    let token = issuer.access_token(&ada());
    for (now, user, reason) in [
        (1_800_000_000, json!("6f1c0001"), Value::Null),
        (1_800_000_299, json!("6f1c0001"), Value::Null),
        (1_800_000_300, Value::Null, json!("expired")),
    ] {
        clock.set(now);
        let answer = send(&app, signed_in(get("/whoami"), &token)).await.json();
        assert_eq!(
            (&answer["user"], &answer["reason"]),
            (&user, &reason),
            "{now}"
        );
    }
}

/// X29: of an ECDSA signature everybody can make a second one. Who is signed out stays so with both.
#[actix_web::test]
async fn a_signature_that_was_written_anew_outlasts_no_sign_out() {
    let database = Database::new();
    let issuer = TestIssuer::es256();
    let verifier = Verifier::simple_jwt(issuer.verifying_key());
    let app = app(auth(verifier.build().unwrap(), &database)).await;
    let token = issuer.access_token(&ada());
    let twin = with_other_signature(&token);
    assert_ne!(token, twin);
    for token in [&token, &twin] {
        let answer = send(&app, signed_in(get("/whoami"), token)).await;
        assert_eq!(answer.json()["user"], "6f1c0001");
    }
    database.execute("UPDATE users SET not_before = 4102444800");
    for token in [&token, &twin] {
        let answer = send(&app, signed_in(get("/whoami"), token)).await;
        assert_eq!(answer.json()["reason"], "signed_out");
    }
}

/// `s` becomes `n - s`, where `n` is the order of the curve (SEC 2 section 2.4.2).
fn with_other_signature(token: &str) -> String {
    const ORDER: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63,
        0x25, 0x51,
    ];
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let mut signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let mut borrowed = false;
    for (byte, order) in signature[32..].iter_mut().zip(ORDER).rev() {
        let (difference, first) = order.overflowing_sub(*byte);
        let (difference, second) = difference.overflowing_sub(borrowed.into());
        (*byte, borrowed) = (difference, first || second);
    }
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}
