//! Clients that send too much or too slowly: limits of Actix itself, which nothing here lifts.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use jwt_auth_actix::TestIssuer;

use crate::process::Process;

/// `JWT_AUTH_HEADER_BLOCKS=100000` sends as many; `.ci/full header_blocks` does.
const HEADER_BLOCKS: usize = 2_000;
/// For what the allocator keeps, and for pages that the first requests did not touch.
const MOST_GROWTH_KIB: u64 = 8 * 1_024;
/// Three times what Actix gives a request to arrive (`client_request_timeout`, 5 s), for a machine with more to do than this.
const CLOSED_WITHIN: Duration = Duration::from_secs(15);

fn process() -> Process {
    Process::start(&[("JWT_SIGNING_KEY", TestIssuer::SECRET)])
}

fn connect(to: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(to).unwrap();
    stream.set_read_timeout(Some(CLOSED_WITHIN)).unwrap();
    stream.set_write_timeout(Some(CLOSED_WITHIN)).unwrap();
    stream
}

/// The first line of the answer to a request with this header block.
fn answer_to(to: SocketAddr, headers: &str) -> String {
    let mut stream = connect(to);
    // It may hang up before all of it is sent.
    let _ = write!(
        stream,
        "GET /whoami HTTP/1.1\r\nHost: service\r\n{headers}\r\n"
    );
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer);
    answer.lines().next().unwrap_or_default().to_owned()
}

/// X01, F35.
#[test]
fn header_blocks_that_are_too_large_are_refused_and_leave_nothing_behind() {
    let process = process();
    let too_long = format!("Cookie: {}\r\n", "a".repeat(128 * 1_024));
    let too_many = "X-Filler: a\r\n".repeat(100);
    let send = |times: usize| {
        for number in 0..times {
            let is_long = number % 2 == 0;
            let headers = if is_long { &too_long } else { &too_many };
            let answer = answer_to(process.address(), headers);
            // Of what it does not read to its end it may hang up before the answer is here.
            let is_hung_up_on = is_long && answer.is_empty();
            assert!(
                answer.starts_with("HTTP/1.1 431") || is_hung_up_on,
                "{number}: {answer}"
            );
        }
    };
    send(200);
    let before = process.resident_kib();
    let times = std::env::var("JWT_AUTH_HEADER_BLOCKS");
    send(times.map_or(HEADER_BLOCKS, |times| times.parse().unwrap()));
    let after = process.resident_kib();
    assert!(
        after <= before + MOST_GROWTH_KIB,
        "{before} KiB, then {after}"
    );
    assert_eq!(process.get("/health").status, 200);
}

/// X02: a byte a second, which keeps a connection busy for as long as the server lets it.
#[test]
fn a_client_that_never_finishes_its_request_is_hung_up_on() {
    let process = process();
    let mut stream = connect(process.address());
    stream
        .set_read_timeout(Some(Duration::from_secs(1)))
        .unwrap();
    let began = Instant::now();
    let mut answer = Vec::new();
    let slow = "GET /whoami HTTP/1.1\r\nX-Filler: aaaaaaaaaaaaaaaaaaaaaaaa";
    for byte in slow.bytes() {
        // It may have hung up.
        let _ = stream.write_all(&[byte]);
        let mut buffer = [0; 1_024];
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) => answer.extend(&buffer[..length]),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => break,
            Err(_) => {}
        }
        assert!(began.elapsed() < CLOSED_WITHIN, "it is still connected");
    }
    let answer = String::from_utf8_lossy(&answer);
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 408"),
        "{answer}"
    );
}
