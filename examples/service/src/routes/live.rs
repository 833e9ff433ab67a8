//! Connections that outlive a request, and end with the token that opened them, or with the service.
//!
//! The cookie ends with the token, and only a navigation brings a new one. Whoever just connects again gets 401, which for an
//! `EventSource` is the end: its page has to listen for `error`, and to reload when `readyState` is `CLOSED`.

use std::convert::Infallible;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use actix_web::rt::time::{sleep, timeout};
use actix_web::web::{Bytes, Data, Payload};
use actix_web::{HttpRequest, HttpResponse, route};
use actix_ws::{CloseCode, CloseReason, Message, MessageStream, Session};
use futures_util::{StreamExt as _, stream};
use jwt_auth_actix::{CurrentUser, TokenExpiry};

use super::App;
use crate::departure::Departure;
use crate::model::User;

const TICK: Duration = Duration::from_secs(1);
/// For a client that still reads what was sent before.
const FOR_GOODBYE: Duration = Duration::from_secs(1);

/// Server-sent events: the time, every second.
#[route("/live/events", method = "GET")]
pub(super) async fn events(
    _user: CurrentUser<User>,
    expiry: TokenExpiry,
    app: Data<App>,
) -> HttpResponse {
    let ticks = stream::unfold(Duration::ZERO, |pause| async move {
        sleep(pause).await;
        Some((Ok::<_, Infallible>(event()), TICK))
    });
    let end = async move { ends(&expiry, &app.departure).await };
    HttpResponse::Ok()
        .content_type("text/event-stream")
        .streaming(Box::pin(ticks.take_until(end)))
}

fn event() -> Bytes {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    format!("data: {}\n\n", now.unwrap_or_default().as_secs()).into()
}

/// A WebSocket that sends back what it is sent.
#[route("/live/socket", method = "GET")]
pub(super) async fn socket(
    req: HttpRequest,
    body: Payload,
    _user: CurrentUser<User>,
    expiry: TokenExpiry,
    app: Data<App>,
) -> actix_web::Result<HttpResponse> {
    let (response, session, messages) = actix_ws::handle(&req, body)?;
    actix_web::rt::spawn(converse(session, messages, expiry, app));
    Ok(response)
}

/// Whatever the client does, and also when it reads nothing and everything that is to be sent waits for it.
async fn converse(
    mut session: Session,
    mut messages: MessageStream,
    expiry: TokenExpiry,
    app: Data<App>,
) {
    let reason = tokio::select! {
        biased;
        end = ends(&expiry, &app.departure) => Some(end.into()),
        reason = echo(&mut session, &mut messages) => reason,
    };
    drop(messages);
    let code = reason.as_ref().map(|reason| u16::from(reason.code));
    // Whoever is gone already, or reads nothing, gets no goodbye.
    let is_told = timeout(FOR_GOODBYE, session.close(reason)).await.is_ok();
    tracing::debug!(code, is_told, "a WebSocket has ended");
}

/// What the client says last, if anything.
async fn echo(session: &mut Session, messages: &mut MessageStream) -> Option<CloseReason> {
    loop {
        let sent = match messages.next().await {
            Some(Ok(Message::Text(text))) => session.text(text).await,
            Some(Ok(Message::Ping(bytes))) => session.pong(&bytes).await,
            Some(Ok(Message::Close(reason))) => return reason,
            Some(Ok(_)) => Ok(()),
            Some(Err(_)) | None => return None,
        };
        sent.ok()?;
    }
}

/// Why a connection must end that its client would keep.
enum End {
    TokenHasEnded,
    ServiceIsLeaving,
}

async fn ends(expiry: &TokenExpiry, departure: &Departure) -> End {
    tokio::select! {
        biased;
        () = expiry.passed() => End::TokenHasEnded,
        () = departure.live_connections_end() => End::ServiceIsLeaving,
    }
}

/// RFC 6455 section 7.4.1: 1008 and 1001.
impl From<End> for CloseReason {
    fn from(end: End) -> Self {
        let (code, description) = match end {
            End::TokenHasEnded => (
                CloseCode::Policy,
                "the token has ended: renew it and connect again",
            ),
            End::ServiceIsLeaving => (CloseCode::Away, "the service is going away: connect again"),
        };
        Self {
            code,
            description: Some(description.to_owned()),
        }
    }
}
