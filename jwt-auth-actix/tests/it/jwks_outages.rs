//! F06–F09, F17: while keys cannot be fetched, nobody is taken for anonymous and nobody is sent to sign in.

use jwt_auth_actix::TestIssuer;
use serde_json::json;

use crate::jwks_server::Reply;
use crate::jwks_service::{ASKING, Publisher, ask, assert_outage, program, token};
use crate::service::{ACCESS, ada, app, get, send, signed_in, with};

#[actix_web::test]
async fn before_the_first_keys_token_requests_are_503_and_others_are_as_always() {
    let publisher = Publisher::of(&["a"]);
    publisher.fail();
    let set = publisher.set();
    let app = app(publisher.auth(&set)).await;
    let token = token("a");

    for path in ASKING {
        let bearer = ("Authorization", format!("Bearer {token}"));
        for (id, request) in [
            ("navigation", signed_in(get(path), &token)),
            ("program", signed_in(program(path), &token)),
            (
                "htmx",
                signed_in(get(path), &token).insert_header(("HX-Request", "true")),
            ),
            ("bearer", program(path).insert_header(bearer)),
        ] {
            let answer = send(&app, request).await;
            assert_outage(&answer, "5", &format!("F06 {path} {id}"));
        }
    }
    assert_eq!(publisher.server.count(), 1, "F06");
    assert_eq!(publisher.database.take_statements(), [""; 0], "F06");

    let anonymous = send(&app, get("/whoami")).await;
    assert_eq!(anonymous.status, 200, "F06");
    assert_eq!(anonymous.json()["reason"], "no_token", "F06");
    assert_eq!(send(&app, get("/home/user/x")).await.status, 302, "F06");
    assert_eq!(send(&app, program("/home/user/x")).await.status, 401, "F06");
    assert_eq!(send(&app, get("/untouched")).await.status, 200, "F06");
    let junk = ask(&app, "/home/user/x", "not.a.token").await;
    assert_eq!(junk.status, 302, "what is no token is refused without keys");

    publisher.publish(&["a"]);
    assert!(set.refresh_now().await);
    let path = "/whoami";
    assert_eq!(ask(&app, path, &token).await.json()["user"], "6f1c0001");
}

#[actix_web::test]
async fn the_first_request_waits_for_the_first_keys() {
    let publisher = Publisher::of(&["a"]);
    let set = publisher.set();
    let app = app(publisher.auth(&set)).await;
    assert_eq!(ask(&app, "/home/user/x", &token("a")).await.status, 200);
    assert_eq!(publisher.server.count(), 1);
}

#[actix_web::test]
async fn stale_keys_serve_for_an_hour_and_then_it_is_an_outage() {
    let publisher = Publisher::of(&["a"]);
    let set = publisher.loaded();
    let app = app(publisher.auth(&set)).await;
    publisher.fail();
    for second in [600, 3_600] {
        publisher.clock.set(second);
        assert!(!set.refresh_now().await);
        for path in ["/home/user/x", "/whoami", "/claims"] {
            assert_eq!(ask(&app, path, &token("a")).await.status, 200, "F07 {path}");
            let answer = ask(&app, path, &token("new")).await;
            assert_outage(&answer, "5", "an unknown key while nobody answers");
        }
    }
    publisher.clock.set(3_601);
    assert!(!set.refresh_now().await);
    for path in ASKING {
        for kid in ["a", "new"] {
            let answer = ask(&app, path, &token(kid)).await;
            assert_outage(&answer, "30", &format!("F08 {path} {kid}"));
        }
    }
    assert_eq!(send(&app, get("/whoami")).await.status, 200, "F08");
    assert_eq!(send(&app, get("/home/user/x")).await.status, 302, "F08");
}

#[actix_web::test]
async fn known_keys_do_not_wait_for_a_source_that_is_slow() {
    let publisher = Publisher::of(&["a"]);
    let set = publisher.settings().build().unwrap();
    assert!(set.refresh_now().await);
    let app = app(publisher.auth(&set)).await;
    publisher.server.reply(Reply::Silence);
    let before = publisher.server.count();
    let fetch = set.refresh_now();
    publisher.server.wait_for(before + 1);
    for path in ["/home/user/x", "/whoami", "/claims"] {
        assert_eq!(ask(&app, path, &token("a")).await.status, 200, "F09 {path}");
    }
    assert!(!fetch.await, "F09");
    let answer = ask(&app, "/whoami", &token("new")).await;
    assert_outage(&answer, "5", "F09");
}

#[actix_web::test]
async fn several_tokens_in_one_request_while_nobody_answers() {
    let publisher = Publisher::of(&["a"]);
    let set = publisher.loaded();
    let app = app(publisher.auth(&set)).await;
    publisher.fail();
    let issuer = TestIssuer::ed25519();
    let expired = issuer.expired_token(&ada());
    let (new, newer) = (token("new"), token("newer"));
    for (id, first, second) in [
        ("two unknown", new.clone(), newer.clone()),
        ("unknown and junk", new.clone(), "junk".to_owned()),
        ("junk and unknown", "junk".to_owned(), new.clone()),
        ("expired and unknown", expired.clone(), new.clone()),
        ("unknown and expired", new.clone(), expired),
    ] {
        for path in ["/home/user/x", "/whoami", "/claims"] {
            let cookies = format!("{ACCESS}={first}; {ACCESS}={second}");
            let answer = send(&app, get(path).insert_header(("Cookie", cookies))).await;
            assert_outage(&answer, "5", &format!("F17 {id} {path}"));
        }
    }
    assert_eq!(publisher.server.count(), 2, "F17");
    let cookies = format!("{ACCESS}={new}; {ACCESS}={}", token("a"));
    let answer = send(&app, get("/whoami").insert_header(("Cookie", cookies))).await;
    assert_eq!(answer.json()["user"], "6f1c0001", "a good one is enough");
}

#[actix_web::test]
async fn nothing_is_known_of_who_asks_for_several_identities_at_once() {
    let publisher = Publisher::of(&["a"]);
    publisher.fail();
    let app = app(publisher.auth(&publisher.set())).await;
    let staff = with(
        ada(),
        json!({"user_is_staff": true, "user_is_superuser": true}),
    );
    let token = crate::jwks_service::token_of("a", &staff);
    assert_outage(&ask(&app, "/everything", &token).await, "5", "F06");
    publisher.publish(&["a"]);
    publisher.clock.set(1);
    let answer = ask(&app, "/everything", &token).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}
