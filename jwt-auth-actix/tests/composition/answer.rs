//! What a client gets, read to its end as a browser reads it.

use std::future::{Ready, ready};

use actix_http::Request;
use actix_http::encoding::Decoder;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{ContentEncoding, HeaderMap};
use actix_web::test::TestRequest;
use actix_web::web::{Bytes, BytesMut};
use actix_web::{Error, test};
use futures_util::future::LocalBoxFuture;
use futures_util::stream::{self, TryStreamExt as _};
use serde_json::Value;

/// Sends requests to one service, whatever it is made of.
pub(crate) type Client = Box<dyn Fn(TestRequest) -> LocalBoxFuture<'static, Answer>>;

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    /// All lines of this name.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let lines: Vec<_> = self
            .headers
            .get_all(name)
            .map(|line| line.to_str().unwrap())
            .collect();
        (!lines.is_empty()).then(|| lines.join(", "))
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// Whether `Vary` names this header.
    pub(crate) fn varies_by(&self, name: &str) -> bool {
        let vary = self.header("vary").unwrap_or_default();
        vary.split(',')
            .any(|header| header.trim().eq_ignore_ascii_case(name))
    }
}

pub(crate) fn client<S, B>(service: S) -> Client
where
    S: Service<Request, Response = ServiceResponse<B>, Error = Error> + 'static,
    B: MessageBody + 'static,
{
    let service = std::rc::Rc::new(service);
    Box::new(move |request| {
        let service = std::rc::Rc::clone(&service);
        Box::pin(
            async move { read(test::call_service(&*service, request.to_request()).await).await },
        )
    })
}

async fn read<B: MessageBody>(response: ServiceResponse<B>) -> Answer {
    let (status, headers) = (response.status(), response.headers().clone());
    let encoding = headers.get("content-encoding").cloned();
    let sent = test::read_body(response).await;
    let body = match encoding {
        Some(encoding) => decoded(sent, encoding.to_str().unwrap()).await,
        None => sent,
    };
    Answer {
        status,
        headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

async fn decoded(sent: Bytes, encoding: &str) -> Bytes {
    let encoding: ContentEncoding = encoding.parse().unwrap();
    let sent = stream::once(ready_body(sent));
    let decoded = Decoder::new(sent, encoding).try_fold(BytesMut::new(), |mut whole, part| {
        whole.extend_from_slice(&part);
        ready(Ok(whole))
    });
    decoded.await.unwrap().freeze()
}

fn ready_body(sent: Bytes) -> Ready<Result<Bytes, actix_http::error::PayloadError>> {
    ready(Ok(sent))
}
