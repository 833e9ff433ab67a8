//! What all services of this process log, at TRACE.

use std::io::{Result, Write};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, fmt};

use crate::trace;

static WRITTEN: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static START: Once = Once::new();

/// Begins to keep it.
pub(crate) fn record() {
    START.call_once(|| {
        let own = EnvFilter::new("auth_service=trace,jwt_auth=trace");
        let recorded = fmt::layer().with_ansi(false).with_writer(|| Log);
        let kept = trace::file().map(|file| {
            let everything = fmt::layer().with_ansi(false);
            everything.with_writer(Mutex::new(file))
        });
        tracing_subscriber::registry()
            .with(recorded.with_filter(own))
            .with(kept)
            .init();
        trace::plant_canary();
    });
}

pub(crate) fn written() -> String {
    String::from_utf8(log().clone()).unwrap()
}

struct Log;

impl Write for Log {
    fn write(&mut self, line: &[u8]) -> Result<usize> {
        log().write(line)
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

fn log() -> MutexGuard<'static, Vec<u8>> {
    WRITTEN.lock().unwrap_or_else(PoisonError::into_inner)
}
