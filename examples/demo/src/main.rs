//! `cargo run -p demo`: the Auth service and two protected services on loopback.
//!
//! Databases and keys are made for this run; nothing is left when it ends.

mod accounts;
mod arguments;
mod databases;
#[cfg(feature = "postgres")]
mod schemas;
mod settings;
mod welcome;

use std::convert::Infallible;
use std::error::Error;
use std::future::pending;
use std::net::TcpListener;
use std::process::ExitCode;
use std::time::Duration;

use actix_web::rt::time::timeout;
use auth_service::{create_account, server_without_signals};
use tracing_subscriber::EnvFilter;

use crate::accounts::{DANIEL, GRACE};
use crate::arguments::{Arguments, USAGE};
use crate::databases::Databases;
use crate::settings::{Service, Settings};
use crate::welcome::welcome;

const FIRST_PORT: u16 = 8000;
/// The demo's own settings are for loopback, so what the services would warn of there is left out.
const LOG: &str = "warn,actix_http::h1::dispatcher=off,service::settings=error";
/// What the Auth service gets to answer whoever has asked, once the services have ended.
const FOR_LAST_ANSWERS: Duration = Duration::from_secs(3);

#[actix_web::main]
#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the demo talks to a person"
)]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(LOG));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .log_internal_errors(false)
        .init();
    let arguments = match Arguments::parse(std::env::args_os().skip(1)) {
        Ok(arguments) => arguments,
        Err(remedy) => {
            eprintln!("{remedy}");
            return ExitCode::from(2);
        }
    };
    if arguments.wants_help {
        print!("{USAGE}");
        return ExitCode::SUCCESS;
    }
    match run(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the demo cannot run: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let [first_port, auth_port, second_port] = ports(arguments.port)?;
    let databases = Databases::new(arguments.postgres.as_deref())?;
    let settings = Settings::new(
        first_port.local_addr()?,
        second_port.local_addr()?,
        auth_port.local_addr()?,
        &databases,
    );
    let auth = auth_service::Config::from_env(|name| settings.auth(name))?;
    let told = auth.settings_for_services();
    for account in [DANIEL, GRACE] {
        create_account(&auth, &account.new_account())?;
    }
    let auth = server_without_signals(auth, auth_port)?;
    let auth_handle = auth.handle();
    // As they are read, the keys are fetched, so the Auth service is there already.
    let service =
        |service| service::Config::from_env(|name| settings.service(service, &told, name));
    let (first, second) = (service(Service::First)?, service(Service::Second)?);
    // The services listen for signals. Whoever they still answer may need the Auth service, which ends after them.
    let all = async {
        tokio::try_join!(
            service::serve(first, first_port),
            service::serve(second, second_port)
        )?;
        let _ = timeout(FOR_LAST_ANSWERS, auth_handle.stop(true)).await;
        Ok::<_, Box<dyn Error>>(())
    };
    // Polled in order, so Ctrl-C is in good hands before anybody is told that the demo is there.
    tokio::select! {
        biased;
        ended = all => ended?,
        ended = auth => ended?,
        never = greeting(&settings) => match never {},
    }
    databases.remove().await
}

async fn greeting(settings: &Settings) -> Infallible {
    welcome(settings);
    pending().await
}

/// For the first service, the Auth service and the second service.
fn ports(first: Option<u16>) -> Result<[TcpListener; 3], Box<dyn Error>> {
    let wanted = |more: u16| first.unwrap_or(FIRST_PORT) + more;
    let listen = |port: u16| {
        let listener = TcpListener::bind(("127.0.0.1", port));
        match first {
            Some(_) => listener.map_err(|error| {
                format!(
                    "port {port}: {}: --port takes three free ones in a row",
                    error.kind()
                )
            }),
            // Any free one when it is taken.
            None => listener
                .or_else(|_| TcpListener::bind(("127.0.0.1", 0)))
                .map_err(|error| error.to_string()),
        }
    };
    Ok([listen(wanted(0))?, listen(wanted(1))?, listen(wanted(2))?])
}
