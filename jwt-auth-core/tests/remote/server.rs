//! A server on loopback that publishes keys, or does harm. The tests of jwt-auth-actix use it too.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// No test waits for longer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
const TICK: Duration = Duration::from_millis(5);
const MAX_CONNECTIONS: usize = 64;

/// What is said to whoever connects. Then the connection ends.
#[derive(Clone)]
pub(crate) enum Reply {
    /// Exactly these bytes.
    Bytes(Vec<u8>),
    /// The head, and then this block so many times.
    Endless(String, Vec<u8>, usize),
    /// These bytes one by one, with a pause after each.
    Drip(Vec<u8>, Duration),
    /// Nothing, for as long as the client stays.
    Silence,
}

impl Reply {
    pub(crate) fn json(body: impl AsRef<[u8]>) -> Self {
        Self::status("200 OK", "application/json", body)
    }

    pub(crate) fn status(status: &str, kind: &str, body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
        );
        Self::Bytes([head.as_bytes(), body].concat())
    }

    pub(crate) fn redirect(status: u16, to: &str) -> Self {
        Self::Bytes(
            format!("HTTP/1.1 {status} Moved\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n")
                .into(),
        )
    }
}

pub(crate) trait Stream: Read + Write + Send {}
impl<S: Read + Write + Send> Stream for S {}

type Wrap = Box<dyn Fn(TcpStream) -> io::Result<Box<dyn Stream>> + Send + Sync>;

/// Ends its threads when it is dropped.
pub(crate) struct Server {
    shared: Arc<Shared>,
    address: SocketAddr,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    wrap: Wrap,
}

struct State {
    reply: Reply,
    held: bool,
    connections: usize,
    requests: Vec<String>,
    over: bool,
}

impl Server {
    pub(crate) fn start(reply: Reply) -> Self {
        Self::wrapped(reply, Box::new(|tcp| Ok(Box::new(tcp))))
    }

    pub(crate) fn wrapped(reply: Reply, wrap: Wrap) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let state = State {
            reply,
            held: false,
            connections: 0,
            requests: Vec::new(),
            over: false,
        };
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            changed: Condvar::new(),
            wrap,
        });
        let accepting = Arc::clone(&shared);
        let thread = Some(thread::spawn(move || accepting.accept(&listener)));
        Self {
            shared,
            address,
            thread,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/jwks.json", self.address)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn reply(&self, reply: Reply) {
        self.shared.lock().reply = reply;
    }

    /// From now on requests are taken, and get what is the reply now when they are released.
    pub(crate) fn hold(&self) {
        self.shared.lock().held = true;
    }

    pub(crate) fn release(&self) {
        self.shared.lock().held = false;
        self.shared.changed.notify_all();
    }

    pub(crate) fn connections(&self) -> usize {
        self.shared.lock().connections
    }

    /// The heads of all requests, the first first.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.shared.lock().requests.clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.shared.lock().requests.len()
    }

    /// Waits until there have been so many requests.
    pub(crate) fn wait_for(&self, count: usize) {
        eventually("a request", || self.count() >= count);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.lock().over = true;
        self.shared.changed.notify_all();
        // Wakes the thread that accepts.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn accept(self: &Arc<Self>, listener: &TcpListener) {
        let mut serving: Vec<JoinHandle<()>> = Vec::new();
        for tcp in listener.incoming() {
            if self.lock().over {
                break;
            }
            serving.retain(|thread| !thread.is_finished());
            let Some(tcp) = tcp.ok().filter(|_| serving.len() < MAX_CONNECTIONS) else {
                continue;
            };
            self.lock().connections += 1;
            let shared = Arc::clone(self);
            serving.push(thread::spawn(move || drop(shared.serve(tcp))));
        }
        for thread in serving {
            drop(thread.join());
        }
    }

    /// An error means that the client has left or that the test is over.
    fn serve(&self, tcp: TcpStream) -> io::Result<()> {
        tcp.set_read_timeout(Some(TICK))?;
        tcp.set_write_timeout(Some(TICK))?;
        tcp.set_nodelay(true)?;
        let mut stream = (self.wrap)(tcp)?;
        let head = self.read_head(&mut *stream)?;
        let reply = {
            let mut state = self.lock();
            state.requests.push(head);
            self.changed.notify_all();
            let reply = state.reply.clone();
            let waiting = |state: &mut State| state.held && !state.over;
            drop(self.changed.wait_while(state, waiting).unwrap());
            reply
        };
        match reply {
            Reply::Bytes(bytes) => self.write(&mut *stream, &bytes)?,
            Reply::Endless(head, block, times) => {
                self.write(&mut *stream, head.as_bytes())?;
                for _ in 0..times {
                    self.write(&mut *stream, &block)?;
                }
            }
            Reply::Drip(bytes, pause) => {
                for byte in bytes {
                    self.write(&mut *stream, &[byte])?;
                    let over = |state: &mut State| !state.over;
                    drop(self.changed.wait_timeout_while(self.lock(), pause, over));
                }
            }
            Reply::Silence => while self.read(&mut *stream, &mut [0])? > 0 {},
        }
        stream.flush()
    }

    fn read_head(&self, stream: &mut dyn Stream) -> io::Result<String> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            if head.len() > 8_192 || self.read(stream, &mut byte)? == 0 {
                return Err(io::ErrorKind::InvalidData.into());
            }
            head.extend(byte);
        }
        Ok(String::from_utf8_lossy(&head).into_owned())
    }

    fn read(&self, stream: &mut dyn Stream, buffer: &mut [u8]) -> io::Result<usize> {
        self.until_over(|| stream.read(buffer))
    }

    fn write(&self, stream: &mut dyn Stream, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let written = self.until_over(|| stream.write(bytes))?;
            bytes = &bytes[written..];
        }
        Ok(())
    }

    fn until_over<T>(&self, mut step: impl FnMut() -> io::Result<T>) -> io::Result<T> {
        let begin = Instant::now();
        loop {
            match step() {
                Err(error) if is_timeout(&error) && begin.elapsed() < PATIENCE => {
                    if self.lock().over {
                        return Err(error);
                    }
                }
                done => return done,
            }
        }
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
    )
}

/// Waits for a condition that another thread brings about.
pub(crate) fn eventually(what: &str, condition: impl Fn() -> bool) {
    let begin = Instant::now();
    while !condition() {
        assert!(begin.elapsed() < PATIENCE, "no {what} in {PATIENCE:?}");
        thread::sleep(Duration::from_millis(1));
    }
}
