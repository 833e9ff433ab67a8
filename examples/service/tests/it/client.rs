//! A client that keeps its one connection.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(60);

pub(crate) struct Client {
    stream: BufReader<TcpStream>,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<u64>,
    /// Whether the server hangs up after it.
    pub(crate) is_last: bool,
    pub(crate) body: String,
}

impl Client {
    pub(crate) fn connect(to: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&to, TIMEOUT)?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream: BufReader::new(stream),
        })
    }

    pub(crate) fn whoami(&mut self, token: &str) -> io::Result<Answer> {
        self.send_whoami(token)?;
        self.receive()
    }

    pub(crate) fn get(&mut self, path: &str) -> io::Result<Answer> {
        self.send(path, "")?;
        self.receive()
    }

    pub(crate) fn send_whoami(&mut self, token: &str) -> io::Result<()> {
        let cookie = format!("Cookie: org.breakthesystem.jwt.access={token}\r\n");
        self.send("/whoami", &cookie)
    }

    pub(crate) fn send(&mut self, path: &str, header: &str) -> io::Result<()> {
        self.write(&format!(
            "GET {path} HTTP/1.1\r\nHost: localhost\r\n{header}\r\n"
        ))
    }

    pub(crate) fn write(&mut self, text: &str) -> io::Result<()> {
        self.stream.get_mut().write_all(text.as_bytes())
    }

    /// Waits until something of the answer is here.
    pub(crate) fn wait_for_answer(&mut self) -> io::Result<()> {
        self.stream.fill_buf().map(|_| ())
    }

    /// A whole answer: its end is known by its length.
    pub(crate) fn receive(&mut self) -> io::Result<Answer> {
        let status = self.line()?;
        let status = status.split(' ').nth(1).and_then(|it| it.parse().ok());
        let (mut length, mut retry_after, mut is_last) = (None, None, false);
        loop {
            let line = self.line()?.to_ascii_lowercase();
            match line.split_once(": ") {
                Some(("content-length", value)) => length = value.parse().ok(),
                Some(("retry-after", value)) => retry_after = value.parse().ok(),
                Some(("connection", value)) => is_last = value == "close",
                Some(_) => {}
                None => break,
            }
        }
        let (Some(status), Some(length)) = (status, length) else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(Answer {
            status,
            retry_after,
            is_last,
            body: String::from_utf8(body).map_err(|_| io::ErrorKind::InvalidData)?,
        })
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        match self.stream.read_line(&mut line)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(line.trim_end().to_owned()),
        }
    }
}
