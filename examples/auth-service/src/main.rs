//! `auth-service`: see [`auth_service::Config::from_env`] for its environment.

use std::process::ExitCode;

use auth_service::{Config, StartError, serve};
use tracing_subscriber::EnvFilter;

#[actix_web::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,actix_http::h1::dispatcher=off"));
    // A log that cannot be written, on a full disk, must not end the request: the complaint would go to stderr, and panic there.
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .log_internal_errors(false)
        .init();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), StartError> {
    let config = Config::from_env(variable)?;
    let listener = config.listen()?;
    serve(config, listener).await
}

/// What is not UTF-8 is kept visibly damaged, so that it is refused and not taken for unset.
fn variable(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}
