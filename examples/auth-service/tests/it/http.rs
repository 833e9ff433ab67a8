//! One request a connection, byte for byte as the test says.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

pub(crate) struct Request {
    method: String,
    target: String,
    headers: Vec<u8>,
    body: Vec<u8>,
}

#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Request {
    pub(crate) fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    pub(crate) fn new(method: &str, target: &str) -> Self {
        Self {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// A form as a browser sends it from a page of the same site.
    pub(crate) fn post(target: &str, fields: &[(&str, &str)]) -> Self {
        Self::cross_site_post(target, fields).header("Sec-Fetch-Site", "same-origin")
    }

    pub(crate) fn cross_site_post(target: &str, fields: &[(&str, &str)]) -> Self {
        let form = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        Self::new("POST", target).form(form)
    }

    pub(crate) fn form(self, body: impl Into<Vec<u8>>) -> Self {
        self.body(body)
            .header("Content-Type", "application/x-www-form-urlencoded")
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    pub(crate) fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers.extend(format!("{name}: ").bytes());
        self.headers.extend(value.as_ref());
        self.headers.extend(b"\r\n");
        self
    }

    pub(crate) fn send(self, to: SocketAddr) -> Response {
        let mut request = format!("{} {} HTTP/1.1\r\n", self.method, self.target).into_bytes();
        request.extend(format!("Host: {to}\r\nConnection: close\r\n").bytes());
        request.extend(format!("Content-Length: {}\r\n", self.body.len()).bytes());
        request.extend(self.headers);
        request.extend(b"\r\n");
        request.extend(self.body);
        let mut stream = TcpStream::connect(to).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        // The server may have answered, and closed, before it was told everything.
        let _ = stream.write_all(&request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        Response::parse(&String::from_utf8(answer).unwrap())
    }
}

impl Response {
    fn parse(answer: &str) -> Self {
        let (head, body) = answer.split_once("\r\n\r\n").expect("an answer");
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        Self {
            status: status.parse().unwrap(),
            headers: lines
                .map(|line| line.split_once(": ").unwrap())
                .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
                .collect(),
            body: body.to_owned(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.all(name);
        values.next()
    }

    pub(crate) fn location(&self) -> &str {
        self.header("location").unwrap_or_default()
    }

    /// The `Set-Cookie` line for a cookie.
    pub(crate) fn set_cookie(&self, name: &str) -> Option<&str> {
        self.all("set-cookie")
            .find(|line| line.starts_with(&format!("{name}=")))
    }

    /// The value of a cookie that is set.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        let line = self.set_cookie(name)?;
        line.split(';').next()?.split_once('=').map(|pair| pair.1)
    }

    pub(crate) fn sets_no_cookie(&self) -> bool {
        self.header("set-cookie").is_none()
    }

    /// Everything but the date.
    pub(crate) fn bytes(&self) -> String {
        let headers = self.headers.iter().filter(|(name, _)| name != "date");
        let mut headers: Vec<_> = headers.collect();
        // Actix sends them in no particular order.
        headers.sort_unstable();
        format!("{} {headers:?} {}", self.status, self.body)
    }

    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers
            .iter()
            .filter(move |(header, _)| header == name)
            .map(|(_, value)| value.as_str())
    }
}
