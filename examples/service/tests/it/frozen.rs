//! A way to a server on loopback, on which the server seems to freeze: from a certain question on, nothing is answered.

use std::io::{Read as _, Write as _, copy};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::spawn;

/// Ends with the test program.
pub(crate) struct Frozen {
    port: u16,
    is_frozen: Arc<AtomicBool>,
}

impl Frozen {
    /// Never passes on what contains this text, nor anything that comes after it on the same connection.
    pub(crate) fn at(server: SocketAddr, question: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let is_frozen = Arc::new(AtomicBool::new(false));
        let shared = Arc::clone(&is_frozen);
        spawn(move || {
            for client in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                let server = TcpStream::connect(server).unwrap();
                let (mut answers, mut asker) =
                    (server.try_clone().unwrap(), client.try_clone().unwrap());
                spawn(move || copy(&mut answers, &mut asker));
                spawn(move || pass_on(client, &server, question, &shared));
            }
        });
        Self { port, is_frozen }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn is_frozen(&self) -> bool {
        self.is_frozen.load(Ordering::SeqCst)
    }
}

fn pass_on(mut client: TcpStream, mut server: &TcpStream, question: &str, is_frozen: &AtomicBool) {
    let mut buffer = [0; 65_536];
    let mut asked = false;
    while let Ok(length @ 1..) = client.read(&mut buffer) {
        let said = &buffer[..length];
        let mut windows = said.windows(question.len());
        asked = asked || windows.any(|it| it == question.as_bytes());
        if asked {
            is_frozen.store(true, Ordering::SeqCst);
        } else if server.write_all(said).is_err() {
            break;
        }
    }
    let _ = server.shutdown(Shutdown::Both);
}
