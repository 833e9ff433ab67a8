//! Everything that a thread logs, at TRACE, as fields and as text. Each test has its own thread.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::io::{self, Write};
use std::sync::{Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::writer::MakeWriterExt as _;
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer, fmt};

use crate::trace;

/// Names and values, without quotes.
pub(crate) type Fields = BTreeMap<&'static str, String>;

/// One event under the target `jwt_auth`.
#[derive(Debug, Clone)]
pub(crate) struct Logged {
    pub(crate) level: Level,
    pub(crate) fields: Fields,
}

impl Logged {
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str)
    }

    /// Its field `event`.
    pub(crate) fn name(&self) -> &str {
        self.field("event").unwrap()
    }
}

thread_local! {
    static EVENTS: RefCell<Vec<Logged>> = const { RefCell::new(Vec::new()) };
    static RECORDED: RefCell<Vec<(String, Fields)>> = const { RefCell::new(Vec::new()) };
    static TEXT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Starts to listen, once for all tests.
pub(crate) fn listen() {
    static START: Once = Once::new();
    START.call_once(|| {
        let kept: Box<dyn Write + Send> = match trace::file() {
            Some(file) => Box::new(file),
            None => Box::new(io::sink()),
        };
        let text = fmt::layer()
            .with_ansi(false)
            .with_writer(Text.and(Mutex::new(kept)));
        tracing_subscriber::registry()
            .with(LevelFilter::TRACE)
            .with(Collector)
            .with(text)
            .init();
        trace::plant_canary();
    });
}

/// The events of this thread under the target `jwt_auth` since the last call.
pub(crate) fn take_events() -> Vec<Logged> {
    EVENTS.take()
}

/// What this thread put into spans after they had begun, with their names, since the last call.
pub(crate) fn take_recorded() -> Vec<(String, Fields)> {
    RECORDED.take()
}

/// The log of this thread as an operator reads it, whatever the target, since the last call.
pub(crate) fn take_text() -> String {
    String::from_utf8(TEXT.take()).unwrap()
}

struct Collector;

/// The name of a span, for when something is put into it.
struct Name(&'static str);

impl<S> Layer<S> for Collector
where
    S: Subscriber + for<'s> tracing_subscriber::registry::LookupSpan<'s>,
{
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() != "jwt_auth" {
            return;
        }
        let mut fields = Values::default();
        event.record(&mut fields);
        let level = *event.metadata().level();
        let fields = fields.0;
        EVENTS.with_borrow_mut(|events| events.push(Logged { level, fields }));
    }

    fn on_new_span(&self, span: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let name = Name(span.metadata().name());
        context.span(id).unwrap().extensions_mut().insert(name);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let mut fields = Values::default();
        values.record(&mut fields);
        let span = context.span(id).unwrap();
        let name = span.extensions().get::<Name>().unwrap().0.to_owned();
        RECORDED.with_borrow_mut(|recorded| recorded.push((name, fields.0)));
    }
}

#[derive(Default)]
struct Values(Fields);

impl Visit for Values {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

#[derive(Clone, Copy)]
struct Text;

impl MakeWriter<'_> for Text {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        Self
    }
}

impl Write for Text {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        TEXT.with_borrow_mut(|text| text.extend_from_slice(line));
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
