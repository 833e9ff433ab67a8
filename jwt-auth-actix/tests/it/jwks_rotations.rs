//! F10, F14–F16: keys that come and go.

use jwt_auth_actix::TestIssuer;
use serde_json::json;

use crate::jwks_service::{Publisher, ask, program, token};
use crate::service::{app, send, signed_in};

const FLOOD: u64 = 100_000;

#[actix_web::test]
async fn a_flood_of_random_kids_is_401_and_three_fetches_a_minute() {
    let publisher = Publisher::of(&["a"]);
    let set = publisher.loaded();
    let app = app(publisher.auth(&set)).await;
    let issuer = TestIssuer::ed25519();
    let signed = token("a");
    let claims = signed.split('.').nth(1).unwrap();
    for number in 0..FLOOD {
        publisher.clock.set(100 + number * 60 / FLOOD);
        let kid = format!("{:016x}", number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let header = issuer.sign(json!({"alg": "EdDSA", "kid": kid}).to_string(), "");
        let (header, signature) = header.split_once("..").unwrap();
        let token = format!("{header}.{claims}.{signature}");
        if number % 100 == 0 {
            let answer = ask(&app, "/home/user/x", &token).await;
            assert_eq!(answer.status, 302, "F10 {number}");
        } else {
            let request = signed_in(program("/home/user/x"), &token);
            assert_eq!(send(&app, request).await.status, 401, "F10 {number}");
        }
    }
    let fetches = publisher.server.count() - 1;
    assert!((1..=3).contains(&fetches), "F10: {fetches} fetches");
    assert_eq!(publisher.database.take_statements(), [""; 0], "F10");
    assert_eq!(ask(&app, "/home/user/x", &signed).await.status, 200, "F10");
}

#[actix_web::test]
async fn the_first_request_under_a_new_key_fetches_it_and_is_let_in() {
    for path in ["/home/user/x", "/whoami", "/claims"] {
        let publisher = Publisher::of(&["old"]);
        let app = app(publisher.auth(&publisher.loaded())).await;
        publisher.publish(&["old", "new"]);
        publisher.clock.set(1);
        let answer = ask(&app, path, &token("new")).await;
        assert_eq!(answer.status, 200, "F14 {path}");
        assert!(answer.body.contains("da"), "F14 {path} {}", answer.body);
        assert_eq!(ask(&app, path, &token("new")).await.status, 200, "F14");
        assert_eq!(ask(&app, path, &token("old")).await.status, 200, "F14");
        assert_eq!(publisher.server.count(), 2, "F14 {path}");
    }
}

#[actix_web::test]
async fn rotations_without_notice_sign_nobody_out() {
    let publisher = Publisher::of(&["0"]);
    let app = app(publisher.auth(&publisher.loaded())).await;
    for number in 1..=100 {
        let (old, new) = ((number - 1).to_string(), number.to_string());
        publisher.publish(&[&old, &new]);
        publisher.clock.set(number * 31);
        for kid in [&old, &new, &old] {
            let answer = ask(&app, "/home/user/x", &token(kid)).await;
            assert_eq!(answer.status, 200, "F15 {number} {kid}");
        }
    }
}

#[actix_web::test]
async fn a_withdrawn_key_signs_nobody_in() {
    let publisher = Publisher::of(&["stays", "goes"]);
    let set = publisher.loaded();
    let app = app(publisher.auth(&set)).await;
    assert_eq!(ask(&app, "/home/user/x", &token("goes")).await.status, 200);
    publisher.publish(&["stays"]);
    assert!(set.refresh_now().await);

    let navigation = ask(&app, "/home/user/x", &token("goes")).await;
    assert_eq!(navigation.status, 302, "F16");
    let called = send(&app, signed_in(program("/claims"), &token("goes"))).await;
    assert_eq!(called.status, 401, "F16");
    assert_eq!(called.header("retry-after"), None, "F16");
    let maybe = ask(&app, "/whoami", &token("goes")).await;
    assert_eq!(maybe.status, 200, "F16");
    assert!(maybe.json()["user"].is_null(), "F16");
    assert_eq!(ask(&app, "/home/user/x", &token("stays")).await.status, 200);
}
