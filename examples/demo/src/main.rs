//! `cargo run -p demo`: the Auth service and a protected service on loopback.
//!
//! Databases and key are made for this run; nothing is left when it ends.

mod settings;
mod welcome;

use std::error::Error;
use std::net::TcpListener;
use std::process::ExitCode;

use auth_service::{NewAccount, create_account};
use futures_util::TryFutureExt as _;
use futures_util::future::try_join3;
use tracing_subscriber::EnvFilter;

use crate::settings::Settings;
use crate::welcome::welcome;

const EMAIL: &str = "daniel@example.org";
const PASSWORD: &str = "open-sesame-daniel";

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
    // Actix tells every server of the process about a signal; this waits until both have stopped. They are polled in
    // order, so Ctrl-C is in good hands before anybody is told that the demo is there.
    try_join3(
        auth_service::serve(auth, auth_port).map_err(Box::<dyn Error>::from),
        service::serve(service, service_port).map_err(Box::<dyn Error>::from),
        async {
            welcome(&settings, EMAIL, PASSWORD);
            Ok(())
        },
    )
    .await?;
    folder.close()?;
    Ok(())
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
