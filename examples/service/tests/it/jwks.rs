//! The JWK set of an issuer, and a server on loopback that publishes it.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jwt_auth_actix::TestIssuer;
use serde_json::{Value, json};

/// The `SubjectPublicKeyInfo` of an Ed25519 key ends with its 32 bytes.
pub(crate) fn ed25519_jwk(issuer: &TestIssuer) -> Value {
    let der = der(issuer);
    json!({"kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(&der[der.len() - 32..])})
}

/// That of a P-256 key ends with both coordinates.
pub(crate) fn p256_jwk(issuer: &TestIssuer) -> Value {
    let der = der(issuer);
    let (x, y) = der[der.len() - 64..].split_at(32);
    json!({"kty": "EC", "crv": "P-256", "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y)})
}

fn der(issuer: &TestIssuer) -> Vec<u8> {
    let lines = issuer.public_text().lines();
    let body: String = lines.filter(|line| !line.starts_with('-')).collect();
    STANDARD.decode(body).unwrap()
}

/// Hangs up on everybody until it has something to publish. Ends with the test program.
pub(crate) struct JwksServer {
    address: SocketAddr,
    published: Arc<Mutex<Option<String>>>,
}

impl JwksServer {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let published = Arc::new(Mutex::new(None::<String>));
        let shared = Arc::clone(&published);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let text = shared.lock().unwrap().clone();
                if let Some(text) = text {
                    let _ = answer(stream, &text);
                }
            }
        });
        Self { address, published }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/jwks.json", self.address)
    }

    pub(crate) fn publish(&self, keys: &[Value]) {
        *self.published.lock().unwrap() = Some(json!({"keys": keys}).to_string());
    }
}

fn answer(mut stream: TcpStream, text: &str) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        request.extend(byte);
    }
    let length = text.len();
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{text}"
    )
}
