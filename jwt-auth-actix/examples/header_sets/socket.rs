//! A WebSocket that says hello and ends.

use actix_http::ws::{hash_key, verify_handshake};
use actix_web::error::ErrorBadRequest;
use actix_web::http::header::{HeaderValue, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY};
use actix_web::web::Bytes;
use actix_web::{Error, HttpRequest, HttpResponse, get};
use futures_util::stream;
use jwt_auth_actix::CurrentUser;

use crate::register::Person;

/// RFC 6455 section 5.2: the only fragment of a text of less than 126 bytes; the end, without a reason.
const HELLO: &[u8] = b"\x81\x05Hello";
const CLOSE: &[u8] = b"\x88\x00";

#[get("/socket/{name}")]
pub(crate) async fn hello(
    req: HttpRequest,
    _person: CurrentUser<Person>,
) -> Result<HttpResponse, Error> {
    verify_handshake(req.head()).map_err(ErrorBadRequest)?;
    let key = req.headers().get(SEC_WEBSOCKET_KEY);
    let proof = hash_key(key.map_or(b"", HeaderValue::as_bytes));
    let frames = [HELLO, CLOSE].map(|frame| Ok::<_, Error>(Bytes::from_static(frame)));
    Ok(HttpResponse::SwitchingProtocols()
        .upgrade("websocket")
        .insert_header((SEC_WEBSOCKET_ACCEPT, &proof[..]))
        .streaming(stream::iter(frames)))
}
