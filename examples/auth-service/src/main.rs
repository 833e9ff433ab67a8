//! `auth-service`: see [`auth_service::Config::from_env`] for its environment, and `auth-service --help`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "commands talk to whoever calls them"
)]

mod command;
mod usage;
mod welcome;

use std::path::Path;
use std::process::ExitCode;

use auth_service::{Config, ConfigError, StartError, mint, rotate_keys, serve};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::command::{Command, Verb};
use crate::usage::USAGE;
use crate::welcome::welcome;

/// Of a program that was called in the wrong way.
const MISUSED: u8 = 2;
/// In the working directory, so that `mint` finds the keys of the issuer that runs.
const DEVELOPMENT: &str = "auth-dev";

#[actix_web::main]
async fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1);
    let command = Command::parse(arguments.map(|it| it.to_string_lossy().into_owned()));
    let Command {
        is_development,
        verb,
    } = match command {
        Ok(command) => command,
        Err(problem) => {
            eprintln!("{problem}: see auth-service --help");
            return ExitCode::from(MISUSED);
        }
    };
    if verb != Verb::Serve {
        log(std::io::stderr);
        return match answer(is_development, &verb) {
            Ok(answer) => {
                println!("{answer}");
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        };
    }
    log(std::io::stdout);
    match run(is_development).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(is_development: bool) -> Result<(), StartError> {
    let config = if is_development {
        Config::for_development(Path::new(DEVELOPMENT), variable)?
    } else {
        Config::from_env(variable)?
    };
    let listener = config.listen()?;
    if is_development {
        let program = std::env::args_os().next().unwrap_or_default();
        let bind = variable("BIND").filter(|bind| !bind.is_empty());
        let welcome = welcome(&config, &program.to_string_lossy(), bind.as_deref());
        println!("{welcome}");
    } else if config.jwks_url().is_some() {
        let settings = config.settings_for_services().into_iter();
        let settings = settings.map(|(name, value)| format!("{name}={value}"));
        let settings: Vec<_> = settings.collect();
        tracing::info!("what services need: {}", settings.join(" "));
    }
    serve(config, listener).await
}

fn answer(is_development: bool, verb: &Verb) -> Result<String, ConfigError> {
    match verb {
        Verb::Serve | Verb::Help => Ok(USAGE.to_owned()),
        Verb::RotateKeys(rotation) => {
            rotate_keys(&config(is_development)?, *rotation).map(|rotated| rotated.to_string())
        }
        Verb::Mint {
            person,
            lifetime,
            changes,
        } => mint(&config(is_development)?, person, *lifetime, changes),
    }
}

/// Of a command.
fn config(is_development: bool) -> Result<Config, ConfigError> {
    if is_development {
        Config::of_development_issuer(Path::new(DEVELOPMENT), variable)
    } else {
        Config::from_env(variable)
    }
}

fn log(writer: impl for<'w> MakeWriter<'w> + Send + Sync + 'static) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,actix_http::h1::dispatcher=off"));
    // A log that cannot be written, on a full disk, must not end the request: the complaint would go to stderr, and panic there.
    tracing_subscriber::fmt()
        .with_writer(writer)
        .with_env_filter(filter)
        .log_internal_errors(false)
        .init();
}

/// What is not UTF-8 is kept visibly damaged, so that it is refused and not taken for unset.
fn variable(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}
