//! `cargo run -p demo`: the Auth service and a protected service on loopback.
//!
//! Databases and key are made for this run; nothing is left when it ends.

mod settings;
mod welcome;

use std::convert::Infallible;
use std::error::Error;
use std::future::pending;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use actix_web::rt::time::{sleep, timeout};
use auth_service::{NewAccount, create_account, server_without_signals};
use tracing_subscriber::EnvFilter;

use crate::settings::Settings;
use crate::welcome::welcome;

const EMAIL: &str = "daniel@example.org";
const PASSWORD: &str = "open-sesame-daniel";
/// What the Auth service gets to answer whoever has asked, once the service has ended.
const FOR_LAST_ANSWERS: Duration = Duration::from_secs(3);
const ATTEMPTS_TO_REMOVE: u32 = 40;
const BETWEEN_ATTEMPTS: Duration = Duration::from_millis(50);

#[actix_web::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,actix_http::h1::dispatcher=off"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .log_internal_errors(false)
        .init();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "the demo talks to a person")]
            {
                eprintln!("the demo cannot run: {error}");
            }
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let service_port = listen(8000)?;
    let auth_port = listen(8001)?;
    let folder = tempfile::tempdir()?;
    let settings = Settings::new(
        service_port.local_addr()?,
        auth_port.local_addr()?,
        folder.path(),
    );
    let auth = auth_service::Config::from_env(|name| settings.auth(name))?;
    let service = service::Config::from_env(|name| settings.service(name))?;
    create_account(&auth, &daniel())?;
    let auth = server_without_signals(auth, auth_port)?;
    let auth_handle = auth.handle();
    // The service listens for signals. Whoever it still answers may need the Auth service, which ends after it.
    let both = async {
        service::serve(service, service_port).await?;
        let _ = timeout(FOR_LAST_ANSWERS, auth_handle.stop(true)).await;
        Ok::<_, Box<dyn Error>>(())
    };
    // Polled in order, so Ctrl-C is in good hands before anybody is told that the demo is there.
    tokio::select! {
        biased;
        ended = both => ended?,
        ended = auth => ended?,
        never = greeting(&settings) => match never {},
    }
    remove(folder.keep()).await?;
    Ok(())
}

async fn greeting(settings: &Settings) -> Infallible {
    welcome(settings, EMAIL, PASSWORD);
    pending().await
}

/// Tries again while a thread that is opening a connection, for a service that has ended, makes its database's files anew.
async fn remove(folder: PathBuf) -> std::io::Result<()> {
    for _ in 1..ATTEMPTS_TO_REMOVE {
        if std::fs::remove_dir_all(&folder).is_ok() {
            return Ok(());
        }
        sleep(BETWEEN_ATTEMPTS).await;
    }
    std::fs::remove_dir_all(&folder)
}

/// The wanted port, or any free one when it is taken.
fn listen(port: u16) -> std::io::Result<TcpListener> {
    TcpListener::bind(("127.0.0.1", port)).or_else(|_| TcpListener::bind(("127.0.0.1", 0)))
}

fn daniel() -> NewAccount {
    NewAccount {
        first_name: "Daniel".to_owned(),
        last_name: "Example".to_owned(),
        email: EMAIL.to_owned(),
        password: PASSWORD.to_owned(),
        is_staff: true,
        is_superuser: false,
    }
}
