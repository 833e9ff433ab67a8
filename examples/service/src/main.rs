//! `service`: see the README for its environment.

use std::process::exit;
use std::time::Duration;

use actix_web::rt::time::sleep;
use service::{Config, StartError, serve};
use tracing_subscriber::EnvFilter;

/// For a thread of the pool that is just opening a connection: an exit takes OpenSSL from under libmariadb, which crashes the
/// process. Actix, too, waits so long before it ends a system.
const BEFORE_EXIT: Duration = Duration::from_millis(300);

#[actix_web::main]
async fn main() {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,actix_http::h1::dispatcher=off"));
    // A log that cannot be written, on a full disk, must not end the request: the complaint would go to stderr, and panic there.
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .log_internal_errors(false)
        .init();
    let code = match run().await {
        Ok(()) => {
            sleep(BEFORE_EXIT).await;
            0
        }
        Err(error) => {
            tracing::error!("cannot start: {error}");
            1
        }
    };
    // To return would be to wait for threads that a database keeps waiting.
    exit(code)
}

async fn run() -> Result<(), StartError> {
    let config = Config::from_env(variable)?;
    config.renew_keys_on_hangup().map_err(StartError::Io)?;
    let listener = config.listen()?;
    serve(config, listener).await
}

/// What is not UTF-8 is kept visibly damaged, so that it is refused and not taken for unset.
fn variable(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}
