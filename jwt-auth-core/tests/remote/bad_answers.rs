//! F11, K13: whatever is answered, the keys that are here stay, and nothing is read beyond the limits.

use std::time::Duration;

use jwt_auth_core::RemoteJwkSet;
use serde_json::{Value, json};

use crate::issuer::{Issuer, Signer, keys, refreshed, set_of, verdict, verifier};
use crate::server::Reply;

const MIB: usize = 1_024 * 1_024;

/// A set that was loaded once survives each of these, and an empty one stays empty.
async fn all_are_refused(replies: Vec<(&str, Reply)>) {
    let signer = Signer::new("a");
    let issuer = Issuer::publishing(&[&signer]);
    let loaded = issuer.loaded();
    let verifier = verifier(&loaded);
    for (id, reply) in replies {
        issuer.server.reply(reply);
        assert!(!refreshed(&loaded).await, "{id}");
        assert_eq!(verdict(&verifier, &signer.token()), Ok(()), "{id}");
        assert_eq!(loaded.keys().len(), 1, "{id}");

        let empty = issuer.set().build().unwrap();
        assert!(!refreshed(&empty).await, "{id}");
        assert!(!empty.is_ready(), "{id}");
    }
    issuer.publish(&[&signer]);
    assert!(refreshed(&loaded).await, "and it recovers");
}

#[tokio::test]
async fn what_is_no_jwk_set() {
    let good = json!({"keys": [Signer::new("evil").jwk()]}).to_string();
    let html = "<!doctype html><title>Sign in</title>";
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep_keys = format!(r#"{{"keys":[{}"#, r#"{"a":"#.repeat(10_000));
    let texts = [
        ("empty", String::new()),
        ("html", html.to_owned()),
        ("array", "[]".to_owned()),
        ("object", "{}".to_owned()),
        ("no keys", r#"{"keys":[]}"#.to_owned()),
        ("null", "null".to_owned()),
        ("keys null", r#"{"keys":null}"#.to_owned()),
        (
            "set in an array",
            format!("[[{}]]", Signer::new("evil").jwk()),
        ),
        ("keys twice", good.replacen('{', r#"{"keys":[],"#, 1)),
        ("NUL bytes", "\0".repeat(1_000)),
        ("NUL in front", format!("\0{good}")),
        ("NUL behind", format!("{good}\0")),
        ("BOM", format!("\u{feff}{good}")),
        ("garbage behind", format!("{good}{good}")),
        ("cut", good[..good.len() - 1].to_owned()),
        ("depth 10^5", deep),
        ("depth 10^4 in a set", deep_keys),
    ];
    let replies = texts.iter().map(|(id, text)| (*id, Reply::json(text)));
    all_are_refused(replies.collect()).await;
    all_are_refused(vec![("not UTF-8", Reply::json([b'{', 0xFF, b'}']))]).await;
}

#[tokio::test]
async fn what_is_too_long() {
    let chunk = [b"10000\r\n".as_slice(), &[b' '; 65_536], b"\r\n"].concat();
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_owned();
    let announced = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", 50 * MIB);
    let unannounced = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_owned();
    let block = vec![b' '; 65_536];
    all_are_refused(vec![
        ("50 MB chunked", Reply::Endless(chunked, chunk, 800)),
        (
            "50 MB announced",
            Reply::Endless(announced, block.clone(), 800),
        ),
        (
            "50 MB until the end",
            Reply::Endless(unannounced, block, 800),
        ),
    ])
    .await;
}

#[tokio::test]
async fn the_limits_of_size_and_number_are_exact() {
    let signers: Vec<Signer> = (0..65).map(|n| Signer::new(n.to_string())).collect();
    let all: Vec<&Signer> = signers.iter().collect();
    let issuer = Issuer::publishing(&all[..64]);
    assert!(refreshed(&issuer.set().build().unwrap()).await, "K13");
    issuer.publish(&all);
    assert!(!refreshed(&issuer.set().build().unwrap()).await, "K13");
    let wider = issuer.set().max_keys(65).build().unwrap();
    assert!(refreshed(&wider).await, "K13");

    let text = json!({"keys": [signers[0].jwk()]}).to_string();
    for (length, fits) in [(65_536, true), (65_537, false)] {
        let padding = " ".repeat(length - text.len());
        issuer.server.reply(Reply::json(text.clone() + &padding));
        let set = issuer.set().build().unwrap();
        assert_eq!(refreshed(&set).await, fits, "{length}");
    }
    let wider = issuer.set().max_bytes(65_537).build().unwrap();
    assert!(refreshed(&wider).await);
}

#[tokio::test]
async fn the_limit_of_headers_is_exact() {
    let issuer = Issuer::publishing(&[&Signer::new("a")]);
    let Reply::Bytes(good) = keys(&[&Signer::new("a")]) else {
        panic!("keys are bytes")
    };
    let good = String::from_utf8(good).unwrap();
    let (head, body) = good.split_once("\r\n\r\n").unwrap();
    for (length, fits) in [(16_384, true), (16_385, false)] {
        let padding = "x".repeat(length - head.len() - "\r\nX: \r\n\r\n".len());
        let padded = format!("{head}\r\nX: {padding}\r\n\r\n{body}");
        issuer.server.reply(Reply::Bytes(padded.into()));
        let set = issuer.set().build().unwrap();
        assert_eq!(refreshed(&set).await, fits, "{length}");
    }
}

#[tokio::test]
async fn compressed_answers_are_neither_asked_for_nor_opened() {
    // `{"keys":[]}` and a bomb look the same to who does not open them.
    let gzip = [&[0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3][..], &[0; 1_000]].concat();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
        gzip.len()
    );
    let reply = Reply::Bytes([head.as_bytes(), &gzip].concat());
    all_are_refused(vec![("gzip", reply)]).await;

    let issuer = Issuer::publishing(&[&Signer::new("a")]);
    issuer.loaded();
    let [request] = &issuer.server.requests()[..] else {
        panic!("one request")
    };
    let request = request.to_ascii_lowercase();
    assert!(
        request.starts_with("get /jwks.json http/1.1\r\n"),
        "{request}"
    );
    for name in ["accept-encoding", "cookie", "authorization", "referer"] {
        assert!(!request.contains(&format!("\r\n{name}:")), "{request}");
    }
}

#[tokio::test]
async fn what_is_no_good_answer() {
    let evil = Signer::new("evil");
    let Reply::Bytes(good) = keys(&[&evil]) else {
        panic!("keys are bytes")
    };
    let body = json!({"keys": [evil.jwk()]}).to_string();
    let flood: String = (0..1_000).map(|n| format!("X-{n}: {n:030}\r\n")).collect();
    let text = String::from_utf8(good.clone()).unwrap();
    let flooded = text.replacen("\r\n", &format!("\r\n{flood}"), 1);
    let mut replies = vec![
        ("closed", Reply::Bytes(Vec::new())),
        ("half a head", Reply::Bytes(good[..20].to_vec())),
        ("half a body", Reply::Bytes(good[..good.len() - 1].to_vec())),
        ("no http", Reply::Bytes(body.clone().into())),
        ("header flood", Reply::Bytes(flooded.into())),
        (
            "endless header",
            Reply::Endless("HTTP/1.1 200 OK\r\nX: ".into(), vec![b'x'; 65_536], 800),
        ),
        (
            "endless 100",
            Reply::Endless(
                String::new(),
                b"HTTP/1.1 100 Continue\r\n\r\n".to_vec(),
                100_000,
            ),
        ),
    ];
    for status in [
        "201 Created",
        "203 Other",
        "206 Partial",
        "304 Not Modified",
        "400 Bad",
        "401 Who",
        "404 Not Found",
        "410 Gone",
        "429 Slow Down",
        "500 Oh",
        "503 Away",
    ] {
        replies.push((status, Reply::status(status, "application/json", &body)));
    }
    all_are_refused(replies).await;
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_no_answer() {
    let address = Issuer::publishing(&[]).server.address();
    let url = format!("http://{address}/");
    let set = RemoteJwkSet::at(url, &[jwt_auth_core::Algorithm::EdDSA])
        .dangerous_allow_http()
        .timeout(Duration::from_millis(500))
        .build()
        .unwrap();
    assert!(!refreshed(&set).await);
}

#[tokio::test]
async fn a_set_without_a_usable_key_is_no_set() {
    let signer = Signer::new("a");
    let unusable: Vec<Value> = vec![json!({}), json!({"kty": "EC"}), json!(null)];
    let twins = [signer.jwk(), signer.jwk()];
    all_are_refused(vec![
        ("unusable", set_of(&unusable)),
        ("twice the same kid", set_of(&twins)),
        ("10,000 keys", set_of(&vec![json!({}); 10_000])),
    ])
    .await;
}
