use std::net::TcpListener;

use actix_web::middleware::from_fn;
use actix_web::web::Data;
use actix_web::{App as ActixApp, HttpServer};
use jwt_auth_actix::DieselUserStore;

use crate::auth::{self, auth};
use crate::config::{Config, ConfigError};
use crate::connection::AnyConnection;
use crate::departure::{Departure, attend};
use crate::migration::Migration;
use crate::model::User;
use crate::routes::{App, routes};
use crate::shutdown::{self, SHUTDOWN_SECONDS};
use crate::signals::Signals;
use crate::statements::{Meter, MeteredStore, counted};

/// Why the service did not start, or ended by itself.
#[derive(Debug)]
pub enum StartError {
    /// A setting is missing or unsafe.
    Config(ConfigError),
    /// The server failed.
    Io(std::io::Error),
}

impl std::fmt::Display for StartError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StartError {}

impl From<ConfigError> for StartError {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

/// Migrates the database and serves until Ctrl-C, or until SIGTERM and the answer to the last request in flight. A database
/// server that is away for now is no obstacle: it is migrated when it comes, and `/readyz` answers 503 until then.
///
/// # Errors
/// [`StartError`].
pub async fn serve(config: Config, listener: TcpListener) -> Result<(), StartError> {
    let meter = Meter::default();
    let pool = config.database.pool(&meter);
    let users = DieselUserStore::<User, AnyConnection>::new(pool.clone());
    let migration = Migration::start(config.database.clone()).await?;
    actix_web::rt::spawn(report(migration.done(), users.clone()));
    let users = MeteredStore { users, meter };
    let later = auth(&config, &config.later_verifier, &users)?;
    let auth = auth(&config, &config.verifier, &users)?;
    auth::log(auth.report());
    for warning in &config.warnings {
        tracing::warn!(target: "service::settings", "{warning}");
    }
    config.judgement.log();
    let app = Data::new(App {
        cookies: cookies(&config),
        auth: auth.clone(),
        verifier: config.verifier,
        pool,
        migration,
        departure: Departure::default(),
        own_url: config.own_url,
        site: config.site,
    });
    let is_debug = config.debug_routes;
    let address = listener.local_addr().map_err(StartError::Io)?;
    let signals = Signals::listen().map_err(StartError::Io)?;
    tracing::info!(%address, own_url = app.own_url, "listening");
    let shared = app.clone();
    let server = HttpServer::new(move || {
        ActixApp::new()
            .app_data(shared.clone())
            .wrap(auth.clone())
            .wrap(from_fn(counted))
            .wrap(from_fn(attend))
            .configure(|config| routes(config, later.clone(), is_debug))
    })
    .disable_signals()
    .shutdown_timeout(SHUTDOWN_SECONDS)
    .listen(listener)
    .map_err(StartError::Io)?
    .run();
    shutdown::run(server, signals, &app.departure, config.drain)
        .await
        .map_err(StartError::Io)
}

fn cookies(config: &Config) -> String {
    let access = format!("{}=$TOKEN", config.access_cookie);
    match &config.refresh_cookie {
        Some(refresh) => format!("{access}; {refresh}=any"),
        None => access,
    }
}

/// Says what the table lacks for the model. That ends nothing: most people may be served all the same.
async fn report(migrated: impl Future<Output = ()>, users: DieselUserStore<User, AnyConnection>) {
    migrated.await;
    match users.check().await {
        Ok(problems) if problems.is_empty() => tracing::info!("the users table is complete"),
        Ok(problems) => {
            for problem in problems {
                tracing::warn!("{problem}");
            }
        }
        Err(error) => tracing::warn!("the users table was not checked: {error}"),
    }
}
