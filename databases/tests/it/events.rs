use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use jwt_auth_actix::{JwtUser, UserStore};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};
use tracing::field::{Field, Visit};
use tracing::{Dispatch, Event, Subscriber};
use tracing_subscriber::Registry;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

use crate::tokens::{Answer, verified};

/// Threads for requests, with a log of what is reported there under the target `jwt_auth`.
pub(crate) struct Events {
    runtime: Runtime,
    lines: Lines,
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

impl Events {
    pub(crate) fn watch() -> Self {
        let lines = Lines::default();
        let dispatch = Dispatch::new(Registry::default().with(lines.clone()));
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .on_thread_start(move || {
                // As long as the thread.
                std::mem::forget(tracing::dispatcher::set_default(&dispatch));
            })
            .build()
            .unwrap();
        Self { runtime, lines }
    }

    pub(crate) fn visit<U: JwtUser>(&self, store: &impl UserStore<U>, claims: Value) -> Answer<U> {
        self.runtime
            .block_on(store.get_or_sync(verified::<U>(claims)?))
    }

    /// The events of this name since the last call, each with its fields.
    pub(crate) fn take(&self, name: &str) -> Vec<String> {
        let start = format!("event={name:?}");
        let lines = std::mem::take(&mut *self.lines.0.lock().unwrap());
        lines
            .into_iter()
            .filter(|line| line.starts_with(&start))
            .collect()
    }
}

impl<S: Subscriber> Layer<S> for Lines {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "jwt_auth" {
            let mut line = Line(String::new());
            event.record(&mut line);
            self.0.lock().unwrap().push(line.0);
        }
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() != "message" {
            let space = if self.0.is_empty() { "" } else { " " };
            write!(self.0, "{space}{field}={value:?}").unwrap();
        }
    }
}
