//! F11–F13: what a broken, captured or confused publisher can do to people who are signed in: nothing.

use serde_json::{Value, json};

use crate::jwks_server::{Reply, Server};
use crate::jwks_service::{Publisher, ask, assert_outage, jwk, keys, token};
use crate::service::app;

#[actix_web::test]
async fn answers_that_cannot_be_used_leave_the_keys_as_they_are() {
    let trap = Server::start(keys(&["evil"]));
    let head = |length: usize| format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n");
    let block = vec![b' '; 65_536];
    let rows = [
        (
            "html",
            Reply::status("200 OK", "text/html", "<!doctype html>"),
        ),
        ("array", Reply::json("[]")),
        ("object", Reply::json("{}")),
        ("no keys", Reply::json(r#"{"keys":[]}"#)),
        ("NUL", Reply::json([0; 100])),
        ("depth 10^5", Reply::json("[".repeat(100_000))),
        ("50 MB", Reply::Endless(head(800 * block.len()), block, 800)),
        ("cut", Reply::Bytes(head(100).into())),
        ("404", Reply::status("404 Not Found", "text/plain", "")),
        ("closed", Reply::Bytes(Vec::new())),
        ("F12 other host", Reply::redirect(302, &trap.url())),
        (
            "F12 metadata",
            Reply::redirect(301, "http://169.254.169.254/"),
        ),
    ];
    let publisher = Publisher::of(&["a"]);
    let set = publisher.loaded();
    let served = app(publisher.auth(&set)).await;
    for (id, reply) in rows {
        publisher.server.reply(reply);
        assert!(!set.refresh_now().await, "F11 {id}");
        for path in ["/home/user/x", "/whoami", "/claims"] {
            let answer = ask(&served, path, &token("a")).await;
            assert_eq!(answer.status, 200, "F11 {id} {path}");
            let evil = ask(&served, path, &token("evil")).await;
            assert_outage(&evil, "5", &format!("F11 {id} {path}"));
        }
        let unloaded = publisher.set();
        let never = app(publisher.auth(&unloaded)).await;
        let answer = ask(&never, "/whoami", &token("a")).await;
        assert_outage(&answer, "5", &format!("F11 {id} at the start"));
    }
    assert_eq!(trap.connections(), 0, "F12");
}

#[actix_web::test]
async fn a_broken_key_is_nobodys_and_the_others_work() {
    let with = |name: &str, value: Value| {
        let mut broken = jwk("broken");
        broken[name] = value;
        broken
    };
    let publisher = Publisher::of(&["a"]);
    let set = publisher.loaded();
    let app = app(publisher.auth(&set)).await;
    for (id, broken) in [
        ("short x", with("x", json!("AAAA"))),
        ("private d", with("d", json!("AAAA"))),
        (
            "RSA 1024",
            json!({"kty": "RSA", "kid": "broken", "n": "_".repeat(171), "e": "AQAB"}),
        ),
        (
            "oct",
            json!({"kty": "oct", "kid": "broken", "k": "A".repeat(86)}),
        ),
        ("duplicate kid", jwk("broken")),
    ] {
        let mut set_of = vec![jwk("a"), broken.clone()];
        if id == "duplicate kid" {
            set_of.push(broken);
        }
        publisher
            .server
            .reply(Reply::json(json!({"keys": set_of}).to_string()));
        assert!(set.refresh_now().await, "F13 {id}");
        for path in ["/home/user/x", "/claims"] {
            assert_eq!(ask(&app, path, &token("a")).await.status, 200, "F13 {id}");
            let refused = ask(&app, path, &token("broken")).await;
            assert_eq!(refused.status, 302, "F13 {id} {path}");
        }
    }
}
