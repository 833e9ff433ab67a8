//! The demo as a person ends it, and what it has said by then.

use std::io::Write as _;
use std::net::TcpStream;
use std::time::Duration;

use crate::demo::{Demo, ask, until};

#[test]
fn ctrl_c_and_sigterm_end_all_three_and_leave_nothing_nor_warned_of_the_own_settings() {
    for signal in ["INT", "TERM"] {
        let mut demo = Demo::start(&[]);
        for address in demo.addresses() {
            until("it answers", || ask(&address).ok());
        }

        demo.signal(signal);

        assert_eq!(demo.exit_code(), Some(0), "{signal}: {}", demo.log());
        assert_eq!(demo.left_behind(), 0);
        assert!(!demo.log().contains("settings"), "{}", demo.log());
    }
}

#[test]
fn the_auth_service_answers_for_as_long_as_somebody_is_being_served() {
    let mut demo = Demo::start(&[]);
    let [service, auth, _] = demo.addresses();
    until("it answers", || ask(&service).ok());
    // Asks until answers that it does not read fill everything between the two.
    let mut slow = TcpStream::connect(&service).unwrap();
    slow.set_write_timeout(Some(Duration::from_secs(1)))
        .unwrap();
    let questions = format!("GET / HTTP/1.1\r\nHost: {service}\r\n\r\n").repeat(1_000);
    while slow.write_all(questions.as_bytes()).is_ok() {}

    demo.signal("TERM");

    until("the service accepts nobody", || ask(&service).err());
    let answer = ask(&auth).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    drop(slow);
    assert_eq!(demo.exit_code(), Some(0), "{}", demo.log());
}
