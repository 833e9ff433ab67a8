//! What a suite logs at TRACE: kept in the folder that `JWT_AUTH_TRACE_DIR` names, where `.ci/log-scan` looks for secrets.
//! Without that folder nothing is kept.
#![allow(dead_code)]

use std::env;
use std::fs::File;
use std::path::PathBuf;
use std::sync::{Mutex, Once};

use tracing_log::LogTracer;
use tracing_subscriber::filter::LevelFilter;

/// Looks like a token and is good for nothing. The scan fails for a log in which it does not find it.
const CANARY: &str = "eyJhbGciOiJub25lIn0.eyJjYW5hcnkiOiJvZiB0aGUgbG9nIHNjYW4ifQ.bm90IHNpZ25lZA";

/// Keeps what this process logs from now on, whatever the target.
pub(crate) fn start() {
    static START: Once = Once::new();
    START.call_once(|| {
        if let Some(file) = file() {
            keep_in(file);
        }
    });
}

/// The same for a suite with a logger of its own for `log`, which has to hand on to a `LogTracer` what it gets. To be called
/// once.
pub(crate) fn start_beside_a_logger() {
    if let Some(path) = path() {
        keep_in(File::create(path).unwrap());
    }
}

/// For a suite that listens to its log in its own way. What other crates log by `log` gets there too.
pub(crate) fn file() -> Option<File> {
    let file = File::create(path()?).unwrap();
    LogTracer::init().unwrap();
    Some(file)
}

fn keep_in(file: File) {
    tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(Mutex::new(file))
        .init();
    plant_canary();
}

pub(crate) fn plant_canary() {
    tracing::trace!(token = CANARY, "the canary");
}

/// A new one in the folder.
fn path() -> Option<PathBuf> {
    let folder = PathBuf::from(env::var_os("JWT_AUTH_TRACE_DIR")?);
    let suite = env::current_exe().unwrap();
    let suite = suite.file_name().unwrap().to_str().unwrap();
    Some(folder.join(format!("suite-{suite}.log")))
}
