//! What a service that is about to end owes to those who have asked already.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::ConnectionType;
use actix_web::middleware::Next;
use actix_web::rt::time::sleep;
use actix_web::web::Data;
use tokio::sync::watch;

use crate::routes::App;

const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// How far the service is on its way out, and how many requests have no answer yet.
#[derive(Default)]
pub(crate) struct Departure {
    stage: watch::Sender<Stage>,
    in_flight: AtomicUsize,
}

impl Departure {
    /// From now on the service is not ready.
    pub(crate) fn announce(&self) {
        self.stage.send_replace(Stage::Announced);
    }

    pub(crate) fn is_announced(&self) -> bool {
        *self.stage.borrow() >= Stage::Announced
    }

    /// From now on no connection outlives its request.
    pub(crate) fn end_live_connections(&self) {
        self.stage.send_replace(Stage::Parting);
    }

    /// For a connection that outlives its request: waits until it has to end.
    pub(crate) async fn live_connections_end(&self) {
        // The sender is here, so there is no error.
        let _ = self
            .stage
            .subscribe()
            .wait_for(|stage| *stage == Stage::Parting)
            .await;
    }

    /// Ends when every request has its answer. Whoever keeps asking keeps it from ending.
    pub(crate) async fn nothing_in_flight(&self) {
        while self.in_flight.load(Ordering::SeqCst) > 0 {
            sleep(LOOK_AGAIN).await;
        }
    }

    fn begin(&self) -> InFlight<'_> {
        self.in_flight.fetch_add(1, Ordering::SeqCst);
        InFlight(self)
    }
}

#[derive(Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    #[default]
    Staying,
    Announced,
    Parting,
}

/// Middleware, the outermost one: counts requests. After the announcement each answer is the last on its connection, so that
/// its client goes on elsewhere.
pub(crate) async fn attend(
    app: Data<App>,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> actix_web::Result<ServiceResponse<impl MessageBody>> {
    let _in_flight = app.departure.begin();
    let mut response = next.call(request).await?;
    let head = response.response_mut().head_mut();
    if app.departure.is_announced() && !head.upgrade() {
        head.set_connection_type(ConnectionType::Close);
    }
    Ok(response)
}

/// One request, until it is answered or its client has gone.
struct InFlight<'d>(&'d Departure);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::SeqCst);
    }
}
