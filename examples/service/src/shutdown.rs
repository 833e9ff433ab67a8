//! How the service ends. SIGTERM: `/readyz` says so at once, sockets and event streams end after the drain, whoever has asked
//! is answered, then no connection is accepted any more. SIGINT (Ctrl-C), SIGQUIT and any second signal: at once, as Actix itself does for the first two.

use std::io;
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle};
use actix_web::rt::time::{sleep, timeout};

use crate::departure::Departure;
use crate::signals::{Signal, Signals};

/// How long requests in flight may take after SIGTERM, and then again what is left of their connections.
pub(crate) const SHUTDOWN_SECONDS: u64 = 10;
/// For requests that were sent before the signal came and have not been read yet.
const ON_THEIR_WAY: Duration = Duration::from_millis(200);

/// Runs the server until it ends by itself or a signal ends it. `drain` is the least time in which it is not ready and
/// accepts connections all the same.
pub(crate) async fn run(
    server: Server,
    mut signals: Signals,
    departure: &Departure,
    drain: Duration,
) -> io::Result<()> {
    let handle = server.handle();
    let end = async {
        if let Signal::Terminate = signals.next().await {
            tokio::select! {
                () = leave(handle, departure, drain) => {}
                _ = signals.next() => tracing::warn!("a second signal: ending at once"),
            }
        }
    };
    tokio::select! {
        biased;
        result = server => result,
        // A server that is dropped ends at once.
        () = end => Ok(()),
    }
}

async fn leave(handle: ServerHandle, departure: &Departure, drain: Duration) {
    departure.announce();
    tracing::info!(
        "SIGTERM: not ready from now on, ending when every request in flight is answered"
    );
    sleep(drain.max(ON_THEIR_WAY)).await;
    departure.end_live_connections();
    // Actix closes what it accepted but has not read. Before that, it gets its chance to be read.
    let patience = Duration::from_secs(SHUTDOWN_SECONDS);
    if timeout(patience, departure.nothing_in_flight())
        .await
        .is_err()
    {
        tracing::warn!("requests are still in flight after {SHUTDOWN_SECONDS} seconds");
    }
    handle.stop(true).await;
}
