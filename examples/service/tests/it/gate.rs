//! A door in front of a server on loopback, which makes the server seem away without touching it.

use std::io::copy;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::spawn;

/// What becomes of those who come before it is opened.
#[derive(Clone, Copy)]
pub(crate) enum Shut {
    HangingUp,
    Silent,
}

/// Ends with the test program.
pub(crate) struct Gate {
    port: u16,
    is_open: Arc<AtomicBool>,
}

impl Gate {
    pub(crate) fn new(server: SocketAddr, shut: Shut) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let is_open = Arc::new(AtomicBool::new(false));
        let shared = Arc::clone(&is_open);
        spawn(move || {
            let mut kept_waiting = Vec::new();
            for client in listener.incoming().flatten() {
                if shared.load(Ordering::SeqCst) {
                    let _ = join(&client, server);
                } else if matches!(shut, Shut::Silent) {
                    kept_waiting.push(client);
                }
            }
        });
        Self { port, is_open }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn open(&self) {
        self.is_open.store(true, Ordering::SeqCst);
    }
}

fn join(client: &TcpStream, server: SocketAddr) -> std::io::Result<()> {
    let server = TcpStream::connect(server)?;
    let ways = [
        (client.try_clone()?, server.try_clone()?),
        (server, client.try_clone()?),
    ];
    for (mut from, mut to) in ways {
        spawn(move || {
            let _ = copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Both);
        });
    }
    Ok(())
}
