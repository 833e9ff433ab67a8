//! The demo as a person ends it.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const BOUND: Duration = Duration::from_secs(30);

#[test]
fn ctrl_c_and_sigterm_end_both_services_and_leave_nothing() {
    for signal in ["INT", "TERM"] {
        let (log, temporary) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let log = log.path().join("log");
        let mut demo = Demo::start(&log, temporary.path());
        let printed = printed(&log);
        for address in [service(&printed), auth_service(&printed)] {
            until("it answers", || ask(address).ok());
        }

        demo.signal(signal);

        let ended = until("it has ended", || demo.0.try_wait().unwrap());
        let everything = std::fs::read_to_string(&log).unwrap();
        assert_eq!(ended.code(), Some(0), "{signal}: {everything}");
        assert_eq!(temporary.path().read_dir().unwrap().count(), 0);
    }
}

#[test]
fn the_auth_service_answers_for_as_long_as_somebody_is_being_served() {
    let (log, temporary) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let log = log.path().join("log");
    let mut demo = Demo::start(&log, temporary.path());
    let printed = printed(&log);
    let service = service(&printed);
    until("it answers", || ask(service).ok());
    // Asks until answers that it does not read fill everything between the two.
    let mut slow = TcpStream::connect(service).unwrap();
    slow.set_write_timeout(Some(Duration::from_secs(1)))
        .unwrap();
    let questions = format!("GET / HTTP/1.1\r\nHost: {service}\r\n\r\n").repeat(1_000);
    while slow.write_all(questions.as_bytes()).is_ok() {}

    demo.signal("TERM");

    until("the service accepts nobody", || ask(service).err());
    let answer = ask(auth_service(&printed)).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    drop(slow);
    let ended = until("it has ended", || demo.0.try_wait().unwrap());
    assert_eq!(ended.code(), Some(0), "{printed}");
}

struct Demo(Child);

impl Demo {
    fn start(log: &Path, temporary: &Path) -> Self {
        let log = File::create(log).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_demo"))
            .env_clear()
            .env("TMPDIR", temporary)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn();
        Self(child.unwrap())
    }

    fn signal(&self, name: &str) {
        let id = self.0.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.unwrap().success());
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Everything that the demo says before it serves.
fn printed(log: &Path) -> String {
    until("it says where to go", || {
        let printed = std::fs::read_to_string(log).unwrap();
        printed.contains("Ctrl-C ends both").then_some(printed)
    })
}

fn service(printed: &str) -> &str {
    after(printed, "Open      http://")
}

fn auth_service(printed: &str) -> &str {
    after(printed, "The Auth service is at http://")
}

/// The host and port that follow these words.
fn after<'p>(printed: &'p str, words: &str) -> &'p str {
    let (_, rest) = printed.split_once(words).unwrap();
    rest.split_once('/').unwrap().0
}

fn ask(address: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(BOUND))?;
    write!(
        stream,
        "GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

fn until<T>(what: &str, mut outcome: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + BOUND;
    loop {
        if let Some(found) = outcome() {
            return found;
        }
        assert!(Instant::now() < end, "not within {BOUND:?}: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
