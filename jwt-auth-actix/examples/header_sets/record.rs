//! What came and what went, for the test to compare.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{AUTHORIZATION, COOKIE, HeaderMap};
use actix_web::middleware::Next;
use actix_web::web::Data;
use serde::Serialize;

/// One request and its answer. Cookies are known by name only: their values are tokens.
#[derive(Debug, Clone, Serialize)]
struct Exchange {
    host: String,
    method: String,
    path: String,
    headers: BTreeMap<String, String>,
    cookies: Vec<String>,
    status: u16,
    answer: BTreeMap<String, String>,
}

/// An unsafe request whose handler ran.
#[derive(Debug, Clone, Serialize)]
struct Change {
    path: String,
    by: String,
}

#[derive(Debug, Default)]
struct Seen {
    exchanges: Vec<Exchange>,
    changes: Vec<Change>,
    people: BTreeSet<String>,
}

/// Everything since the start.
#[derive(Debug, Default)]
pub(crate) struct Record(Mutex<Seen>);

/// What a test is told.
#[derive(Serialize)]
pub(crate) struct Answered {
    exchanges: Vec<Exchange>,
    changes: Vec<Change>,
    people: BTreeSet<String>,
}

impl Record {
    /// The exchanges and changes of one path, and everybody who ever was somebody here.
    pub(crate) fn of(&self, path: &str) -> Answered {
        let seen = self.seen();
        Answered {
            exchanges: those(&seen.exchanges, |exchange| exchange.path == path),
            changes: those(&seen.changes, |change| change.path == path),
            people: seen.people.clone(),
        }
    }

    pub(crate) fn change(&self, path: &str, by: &str) {
        let (path, by) = (path.to_owned(), by.to_owned());
        self.seen().changes.push(Change { path, by });
    }

    pub(crate) fn person(&self, uuid: &str) {
        self.seen().people.insert(uuid.to_owned());
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Stands outside of everything else, so that it sees what the browser sees.
pub(crate) async fn recorded(
    req: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let record = req.app_data::<Data<Record>>().cloned();
    let response = next.call(req).await?;
    if let Some(record) = record {
        record.seen().exchanges.push(exchange(&response));
    }
    Ok(response)
}

fn exchange(response: &ServiceResponse<impl MessageBody>) -> Exchange {
    let request = response.request();
    let mut headers = texts(request.headers());
    headers.remove(AUTHORIZATION.as_str());
    let cookies = headers.remove(COOKIE.as_str()).unwrap_or_default();
    Exchange {
        host: request.connection_info().host().to_owned(),
        method: request.method().to_string(),
        path: request.path().to_owned(),
        headers,
        cookies: cookies.split(';').map(name).collect(),
        status: response.status().as_u16(),
        answer: texts(response.headers()),
    }
}

/// Several lines of one name as one.
fn texts(headers: &HeaderMap) -> BTreeMap<String, String> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        texts
            .entry(name.to_string())
            .and_modify(|line| *line = format!("{line}, {value}"))
            .or_insert_with(|| value.to_string());
    }
    texts
}

fn name(pair: &str) -> String {
    let name = pair.split('=').next().unwrap_or_default();
    name.trim_start_matches(' ').to_owned()
}

fn those<T: Clone>(all: &[T], wanted: impl Fn(&T) -> bool) -> Vec<T> {
    all.iter().filter(|one| wanted(one)).cloned().collect()
}
