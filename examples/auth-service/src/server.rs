use std::net::TcpListener;

use actix_web::dev::Server;
use actix_web::http::header::HeaderName;
use actix_web::web::{Data, PayloadConfig, to};
use actix_web::{App as ActixApp, HttpServer};
use jwt_auth_actix::{CrossOriginProtection, CrossOriginProtectionBuilder};

use crate::accounts::Accounts;
use crate::config::{Config, ConfigError};
use crate::cookies::Cookies;
use crate::database::Database;
use crate::dev::check_listener;
use crate::failure::Failure;
use crate::families::Families;
use crate::form;
use crate::passwords::Passwords;
use crate::routes::routes;
use crate::security_headers::security_headers;
use crate::throttle::Throttle;
use crate::tokens::Tokens;

/// How long requests in flight may take after SIGTERM.
const SHUTDOWN_SECONDS: u64 = 10;

/// What the handlers share.
pub(crate) struct App {
    pub(crate) accounts: Accounts,
    pub(crate) families: Families,
    pub(crate) refresh_rotation: bool,
    pub(crate) passwords: Passwords,
    pub(crate) tokens: Tokens,
    pub(crate) cookies: Cookies,
    pub(crate) throttle: Throttle,
    pub(crate) own_origin: String,
    pub(crate) own_pages: CrossOriginProtection,
    pub(crate) pages_of_services: CrossOriginProtection,
    pub(crate) allowed_origins: Vec<String>,
    pub(crate) client_address_header: Option<HeaderName>,
    pub(crate) is_development: bool,
}

/// Why the Auth service did not start, or ended by itself.
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

/// Migrates the database and serves until SIGTERM or Ctrl-C.
///
/// # Errors
/// [`StartError`].
pub async fn serve(config: Config, listener: TcpListener) -> Result<(), StartError> {
    let server = start(config, listener, true)?;
    server.await.map_err(StartError::Io)
}

/// The same server, which heeds no signal and ends by its handle: for a process that has more to end, in an order of its own.
///
/// # Errors
/// [`StartError`].
pub fn server_without_signals(config: Config, listener: TcpListener) -> Result<Server, StartError> {
    start(config, listener, false)
}

fn start(config: Config, listener: TcpListener, heeds_signals: bool) -> Result<Server, StartError> {
    let address = listener.local_addr().map_err(StartError::Io)?;
    if config.is_development {
        check_listener(&address)?;
    }
    let app = Data::new(app(config)?);
    tracing::info!(%address, own_url = app.own_origin, "listening");
    run(app, listener, heeds_signals)
}

pub(crate) fn run(
    app: Data<App>,
    listener: TcpListener,
    heeds_signals: bool,
) -> Result<Server, StartError> {
    let server = HttpServer::new(move || {
        ActixApp::new()
            .app_data(app.clone())
            .app_data(PayloadConfig::new(form::MAX_BYTES))
            .wrap(security_headers(&app.own_origin, &app.allowed_origins))
            .configure(|config| routes(config, app.is_development))
            .default_service(to(async || Err::<&str, _>(Failure::NotFound)))
    })
    .shutdown_timeout(SHUTDOWN_SECONDS)
    .listen(listener)
    .map_err(StartError::Io)?;
    Ok(if heeds_signals {
        server.run()
    } else {
        server.disable_signals().run()
    })
}

pub(crate) fn app(config: Config) -> Result<App, StartError> {
    let database = Database::start(&config.database).map_err(|error| {
        let remedy =
            format!("the database cannot be opened or migrated ({error}): name a writable file");
        ConfigError::new("DATABASE_URL", remedy)
    })?;
    let passwords = Passwords::new()
        .map_err(|error| StartError::Io(std::io::Error::other(error.to_string())))?;
    let own_pages = CrossOriginProtection::builder(&config.own_origin);
    let origins = config.allowed_origins.iter();
    let pages_of_services = origins.fold(own_pages.clone(), |pages, origin| {
        pages.trusted_origin(origin)
    });
    let checked = |pages: CrossOriginProtectionBuilder| {
        let pages = pages.build();
        pages.map_err(|error| ConfigError::new("OWN_URL, ALLOWED_ORIGINS", error.to_string()))
    };
    Ok(App {
        accounts: Accounts::new(database.clone(), config.tokens.clock().clone()),
        families: Families::new(database, config.tokens.clock().clone()),
        refresh_rotation: config.refresh_rotation,
        passwords,
        tokens: config.tokens,
        cookies: config.cookies,
        throttle: Throttle::default(),
        own_pages: checked(own_pages)?,
        pages_of_services: checked(pages_of_services)?,
        own_origin: config.own_origin,
        allowed_origins: config.allowed_origins,
        client_address_header: config.client_address_header,
        is_development: config.is_development,
    })
}
