//! The program itself, started, asked and ended within bounds.

use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::http::{Response, send};
use crate::settings::SECRET;

const BOUND: Duration = Duration::from_secs(30);
const ACCESS: &str = "org.breakthesystem.jwt.access";

pub(crate) struct Process {
    child: Child,
    address: SocketAddr,
    folder: TempDir,
}

impl Process {
    /// Starts it on loopback with these settings instead of, or besides, complete ones.
    pub(crate) fn start(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = File::create(folder.path().join("log")).unwrap();
        let child = command(folder.path())
            .envs(settings.iter().copied())
            .envs(traces().map(|_| ("RUST_LOG", "trace")))
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut process = Self {
            child,
            address: ([127, 0, 0, 1], 0).into(),
            folder,
        };
        process.address = until("it listens", || {
            let ended = process.child.try_wait().unwrap();
            assert!(ended.is_none(), "{ended:?}: {}", process.log());
            address_in(&process.log())
        });
        until("it answers", || process.try_get("/health").ok());
        process
    }

    /// The same with HS512 and a good secret.
    pub(crate) fn with_secret(settings: &[(&str, &str)]) -> Self {
        Self::start(&[&[("JWT_SIGNING_KEY", SECRET)], settings].concat())
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    /// The first line of the log with this text.
    pub(crate) fn line(&self, text: &str) -> Option<String> {
        let log = self.log();
        let line = log.lines().find(|line| line.contains(text))?;
        Some(line.to_owned())
    }

    pub(crate) fn get(&self, path: &str) -> Response {
        self.try_get(path).unwrap()
    }

    pub(crate) fn head(&self, path: &str) -> Response {
        send(self.address, "HEAD", path, None).unwrap()
    }

    pub(crate) fn whoami(&self, token: &str) -> Response {
        self.ask("/whoami", token)
    }

    pub(crate) fn ask(&self, path: &str, token: &str) -> Response {
        let cookie = format!("{ACCESS}={token}");
        send(self.address, "GET", path, Some(&cookie)).unwrap()
    }

    pub(crate) fn knows(&self, token: &str) -> bool {
        let answer = self.whoami(token);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body.contains(r#""anonymous":false"#)
    }

    /// The memory that it holds.
    #[cfg(target_os = "linux")]
    pub(crate) fn resident_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let amount = line.unwrap().split_whitespace().next().unwrap();
        amount.parse().unwrap()
    }

    #[cfg(unix)]
    pub(crate) fn hang_up(&self) {
        self.signal("HUP");
    }

    #[cfg(unix)]
    pub(crate) fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let mut kill = Command::new("kill");
        let sent = kill.args(["-s", name, &id]).status().unwrap();
        assert!(sent.success());
    }

    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// When it has ended, which it must within the bound; none if a signal killed it.
    pub(crate) fn exit_code(&mut self) -> Option<i32> {
        until("it has ended", || self.child.try_wait().unwrap()).code()
    }

    fn try_get(&self, path: &str) -> std::io::Result<Response> {
        send(self.address, "GET", path, None)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some(traces) = traces() {
            let name = self.folder.path().file_name().unwrap().display();
            let kept = traces.join(format!("program-service{name}.log"));
            let _ = std::fs::copy(self.folder.path().join("log"), kept);
        }
    }
}

/// Where `.ci/log-scan` wants everything that the program logs.
fn traces() -> Option<PathBuf> {
    std::env::var_os("JWT_AUTH_TRACE_DIR").map(PathBuf::from)
}

/// The program with complete settings but for a key.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_service"));
    command
        .env_clear()
        .envs([
            ("BIND", "127.0.0.1:0"),
            ("DATABASE_URL", "service.db"),
            ("LOGIN_URL", "http://127.0.0.1:8001/login"),
            ("NO_COLOR", "1"),
            ("OWN_URL", "http://127.0.0.1:8000"),
            ("REFRESH_COOKIE", ""),
        ])
        .current_dir(folder)
        .stdin(Stdio::null());
    command
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

fn address_in(log: &str) -> Option<SocketAddr> {
    let line = log.lines().find(|line| line.contains("listening"))?;
    let port = line.split_once(" address=127.0.0.1:")?.1;
    let port: String = port.chars().take_while(char::is_ascii_digit).collect();
    Some(([127, 0, 0, 1], port.parse().ok()?).into())
}
