//! Connections that outlive a request, and neither their token nor the service.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use jwt_auth_actix::{Clock as _, SystemClock, TestIssuer};
use serde_json::json;

use crate::process::{Process, until};
use crate::rules::ada;

const BOUND: Duration = Duration::from_secs(30);
const OWN_URL: &str = "http://127.0.0.1:8000";

/// Of somebody who is signed in for this many seconds more.
fn token(seconds: u64) -> String {
    let mut claims = ada();
    let members = claims.as_object_mut().unwrap();
    members.insert("exp".to_owned(), json!(SystemClock.now() + seconds));
    TestIssuer::hs512().access_token(&claims)
}

fn process() -> Process {
    Process::start(&[("JWT_SIGNING_KEY", TestIssuer::SECRET)])
}

fn ask(process: &Process, path: &str, headers: &str) -> TcpStream {
    let mut stream = TcpStream::connect(process.address()).unwrap();
    stream.set_read_timeout(Some(BOUND)).unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: service\r\nAccept: application/json\r\n{headers}\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    stream
}

fn cookie(token: &str) -> String {
    format!("Cookie: org.breakthesystem.jwt.access={token}\r\n")
}

/// The answer to a request for events, up to the first one.
fn events(process: &Process, token: &str) -> (TcpStream, String) {
    let mut stream = ask(process, "/live/events", &cookie(token));
    let answer = read_until(&mut stream, b"\n\n\r\n");
    (stream, answer)
}

/// The answer to a handshake.
fn socket(process: &Process, token: &str, origin: &str) -> (TcpStream, String) {
    let handshake = format!(
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: {origin}\r\n{}",
        cookie(token)
    );
    let mut stream = ask(process, "/live/socket", &handshake);
    let head = read_until(&mut stream, b"\r\n\r\n");
    (stream, head)
}

fn read_until(stream: &mut TcpStream, end: &[u8]) -> String {
    let mut read = Vec::new();
    while !read.ends_with(end) {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        read.extend(byte);
    }
    String::from_utf8(read).unwrap()
}

/// One short frame of a server: its opcode and its bytes (RFC 6455 section 5.2).
fn frame(stream: &mut TcpStream) -> (u8, Vec<u8>) {
    let mut head = [0; 2];
    stream.read_exact(&mut head).unwrap();
    let mut bytes = vec![0; usize::from(head[1])];
    stream.read_exact(&mut bytes).unwrap();
    (head[0] & 0x0f, bytes)
}

/// A close frame: its code and its words.
fn goodbye(stream: &mut TcpStream) -> (u16, String) {
    let (opcode, bytes) = frame(stream);
    assert_eq!(opcode, 8, "{bytes:?}");
    let code = u16::from_be_bytes([bytes[0], bytes[1]]);
    (code, String::from_utf8(bytes[2..].to_vec()).unwrap())
}

#[test]
fn an_event_stream_ends_with_its_token() {
    let process = process();
    let token = token(3);
    let mut answer = String::new();
    let headers = format!("Connection: close\r\n{}", cookie(&token));
    ask(&process, "/live/events", &headers)
        .read_to_string(&mut answer)
        .unwrap();

    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("text/event-stream"), "{answer}");
    assert!(answer.contains("data: "), "{answer}");
    assert!(
        answer.ends_with("\r\n0\r\n\r\n"),
        "it was cut off, not ended: {answer}"
    );
    assert!(!process.knows(&token), "it ended before its token");
}

#[test]
fn a_websocket_is_closed_with_its_token_and_says_why() {
    let process = process();
    let token = token(3);
    let (mut stream, head) = socket(&process, &token, OWN_URL);
    assert!(head.starts_with("HTTP/1.1 101"), "{head}");

    // "hi", masked with zeros.
    stream
        .write_all(&[0x81, 0x82, 0, 0, 0, 0, b'h', b'i'])
        .unwrap();
    assert_eq!(frame(&mut stream), (1, b"hi".to_vec()));
    let (code, words) = goodbye(&mut stream);

    assert_eq!(code, 1008);
    assert!(words.contains("token has ended"), "{words}");
    assert!(!process.knows(&token), "it ended before its token");
}

#[test]
fn a_websocket_whose_client_sends_and_never_reads_ends_with_its_token_too() {
    let process = Process::start(&[
        ("JWT_SIGNING_KEY", TestIssuer::SECRET),
        ("RUST_LOG", "info,service=debug"),
    ]);
    let token = token(5);
    let (mut stream, head) = socket(&process, &token, OWN_URL);
    assert!(head.starts_with("HTTP/1.1 101"), "{head}");
    stream
        .set_write_timeout(Some(Duration::from_secs(1)))
        .unwrap();
    // 60,000 letters, masked with zeros, until everything between the two is full.
    let mut message = vec![0x81, 0xfe, 0xea, 0x60, 0, 0, 0, 0];
    message.resize(message.len() + 60_000, b'x');
    while stream.write_all(&message).is_ok() {}

    let line = until("it has ended", || process.line("a WebSocket has ended"));

    assert!(line.contains("code=1008"), "{line}");
    assert!(!process.knows(&token), "it ended before its token");
}

#[cfg(unix)]
#[test]
fn a_service_that_leaves_ends_them_in_order_and_does_not_wait_for_their_clients() {
    let mut process = process();
    let token = token(300);
    let (mut socket, _) = socket(&process, &token, OWN_URL);
    let (mut events, answer) = events(&process, &token);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let before = Instant::now();

    process.signal("TERM");

    let (code, words) = goodbye(&mut socket);
    assert_eq!(code, 1001);
    assert!(words.contains("going away"), "{words}");
    let mut rest = String::new();
    events.read_to_string(&mut rest).unwrap();
    assert!(rest.ends_with("0\r\n\r\n"), "it was cut off: {rest}");
    assert_eq!(process.exit_code(), Some(0), "{}", process.log());
    // As long as it would wait for connections that do not end.
    assert!(before.elapsed() < Duration::from_secs(10));
}

#[cfg(unix)]
#[test]
fn while_a_leaving_service_serves_on_they_stay() {
    let mut process = Process::start(&[
        ("JWT_SIGNING_KEY", TestIssuer::SECRET),
        ("SHUTDOWN_DRAIN_SECONDS", "3"),
    ]);
    let (mut socket, _) = socket(&process, &token(300), OWN_URL);
    let before = Instant::now();
    process.signal("TERM");
    assert_eq!(goodbye(&mut socket).0, 1001);
    assert!(before.elapsed() >= Duration::from_secs(3));
    assert_eq!(process.exit_code(), Some(0));
}

#[test]
fn nobody_gets_in_whose_token_is_over_or_whose_page_is_another_sites() {
    let process = process();
    let good = token(300);
    let (_, head) = socket(&process, &good, "http://evil.example");
    assert!(head.starts_with("HTTP/1.1 403"), "{head}");
    let expired = TestIssuer::hs512().expired_token(&ada());
    let (_, head) = socket(&process, &expired, OWN_URL);
    assert!(head.starts_with("HTTP/1.1 401"), "{head}");
    let mut answer = String::new();
    let headers = format!("Connection: close\r\n{}", cookie(&expired));
    ask(&process, "/live/events", &headers)
        .read_to_string(&mut answer)
        .unwrap();
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
}
