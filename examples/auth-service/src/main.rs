//! `auth-service`: see [`auth_service::Config::from_env`] for its environment, and `auth-service --help`.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "commands talk to whoever calls them"
)]

mod command;

use std::process::ExitCode;

use auth_service::{Config, ConfigError, StartError, mint, rotate_keys, serve};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::command::{Command, USAGE, Verb};

#[actix_web::main]
async fn main() -> ExitCode {
    let arguments = std::env::args_os().skip(1);
    let command = Command::parse(arguments.map(|it| it.to_string_lossy().into_owned()));
    let Ok(Command {
        is_development,
        verb,
    }) = command.inspect_err(|problem| eprintln!("{problem}\n\n{USAGE}"))
    else {
        return ExitCode::FAILURE;
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
    let config = config(is_development)?;
    let listener = config.listen()?;
    let settings = config.settings_for_services();
    let lines = settings
        .iter()
        .map(|(name, value)| format!("{name}={value}"));
    let lines: Vec<_> = lines.collect();
    if is_development {
        welcome(config.own_url(), &lines, config.jwks_url().is_some());
    } else if config.jwks_url().is_some() {
        tracing::info!("what services need: {}", lines.join(" "));
    }
    serve(config, listener).await
}

fn answer(is_development: bool, verb: &Verb) -> Result<String, ConfigError> {
    match verb {
        Verb::Serve | Verb::Help => Ok(USAGE.to_owned()),
        Verb::RotateKeys(rotation) => {
            rotate_keys(&config(is_development)?, *rotation).map(|rotated| rotated.to_string())
        }
        Verb::Mint { person, lifetime } => mint(&config(is_development)?, person, *lifetime),
    }
}

fn config(is_development: bool) -> Result<Config, ConfigError> {
    if is_development {
        Config::for_development(variable)
    } else {
        Config::from_env(variable)
    }
}

fn welcome(own_url: &str, settings: &[String], has_key_pairs: bool) {
    let settings = settings.join("\n  ");
    let secret = if has_key_pairs {
        ""
    } else {
        "JWT_SIGNING_KEY=<the same as here>\n  "
    };
    println!(
        "\
FOR DEVELOPMENT ONLY: no password is asked for, and only this machine can reach it.

Sign in as anybody   {own_url}/dev
Without a browser    auth-service --dev mint --email sam@example.org --staff

The service needs, beside an OWN_URL whose host gets the same cookies:

  {secret}{settings}
"
    );
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
