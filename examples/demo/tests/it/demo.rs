//! The program, what it says, and one request a connection.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

const BOUND: Duration = Duration::from_secs(30);

pub(crate) struct Demo {
    child: Child,
    log: TempDir,
    temporary: TempDir,
}

impl Demo {
    /// Starts it and waits until it says where to go.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let (log, temporary) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let file = File::create(log.path().join("log")).unwrap();
        let child = command(temporary.path())
            .args(arguments)
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .spawn();
        let demo = Self {
            child: child.unwrap(),
            log,
            temporary,
        };
        until("it says where to go", || {
            demo.log().contains("Ctrl-C ends all three").then_some(())
        });
        demo
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.log.path().join("log")).unwrap()
    }

    /// Hosts and ports of the first service, the Auth service and the second service.
    pub(crate) fn addresses(&self) -> [String; 3] {
        [
            "Open      http://",
            "The Auth service is at http://",
            "Second service is at http://",
        ]
        .map(|words| self.after(words).split('/').next().unwrap().to_owned())
    }

    /// The rest of the line that follows these words.
    pub(crate) fn after(&self, words: &str) -> String {
        let log = self.log();
        let (_, rest) = log.split_once(words).unwrap();
        rest.lines().next().unwrap().to_owned()
    }

    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.unwrap().success());
    }

    pub(crate) fn exit_code(&mut self) -> Option<i32> {
        until("it has ended", || self.child.try_wait().unwrap()).code()
    }

    /// What is in its folder while it runs.
    #[cfg(feature = "postgres")]
    pub(crate) fn files(&self) -> Vec<String> {
        let folder = self.temporary.path().read_dir().unwrap().next();
        let files = folder.unwrap().unwrap().path().read_dir().unwrap();
        let name = |file: std::io::Result<std::fs::DirEntry>| file.unwrap().file_name();
        files
            .map(|file| name(file).into_string().unwrap())
            .collect()
    }

    /// How many files.
    pub(crate) fn left_behind(&self) -> usize {
        self.temporary.path().read_dir().unwrap().count()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn command(temporary: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_demo"));
    command
        .env_clear()
        .env("TMPDIR", temporary)
        .stdin(Stdio::null());
    command
}

pub(crate) fn ask(address: &str) -> std::io::Result<String> {
    send(address, "GET / HTTP/1.1\r\n", "")
}

/// `head` is the request line and headers, each with its line break.
pub(crate) fn send(address: &str, head: &str, body: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(BOUND))?;
    write!(
        stream,
        "{head}Host: {address}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

pub(crate) fn until<T>(what: &str, mut outcome: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + BOUND;
    loop {
        if let Some(found) = outcome() {
            return found;
        }
        assert!(Instant::now() < end, "not within {BOUND:?}: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
