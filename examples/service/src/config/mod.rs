//! The settings of the service, read from its environment.

mod algorithms;
mod database;
mod env;
mod judgement;
mod keys;
mod public_keys;
mod secrets;
#[cfg(any(feature = "postgres", feature = "mysql"))]
mod server_url;
mod site;
mod verifier;
mod waiver;

use std::io;
use std::net::TcpListener;
use std::time::Duration;

use jwt_auth_actix::{SystemClock, Verifier};
use url::{Host, Url};

use self::env::Env;
use self::judgement::Judgement;
use self::keys::Keys;
pub(crate) use self::site::Site;
use crate::database::Database;
use crate::later::Later;
use crate::renewal::KeyOrigin;

/// What is good enough to start with, and no better. Logged only when nothing is wrong: a mistake has the log for itself.
type Warnings = Vec<String>;

/// What the service goes by. Made from the environment; holds keys, so its `Debug` shows little.
pub struct Config {
    pub(crate) bind: String,
    pub(crate) database: Database,
    pub(crate) site: Site,
    pub(crate) verifier: Verifier,
    /// The same at a time when every token has expired.
    pub(crate) later_verifier: Verifier,
    pub(crate) judgement: Judgement,
    pub(crate) warnings: Warnings,
    key_origin: KeyOrigin,
    pub(crate) login_url: String,
    pub(crate) logout_url: Option<String>,
    pub(crate) own_url: String,
    pub(crate) access_cookie: String,
    pub(crate) refresh_cookie: Option<String>,
    /// Only to warn of addresses that it does not fit.
    pub(crate) cookie_domain: Option<String>,
    pub(crate) allow_bearer: bool,
    pub(crate) trusted_origins: Vec<String>,
    /// How long a row is served without being looked up again.
    pub(crate) row_ttl: Duration,
    pub(crate) debug_routes: bool,
    /// How long the service goes on after SIGTERM although nothing is in flight.
    pub(crate) drain: Duration,
}

/// A setting that is missing or unsafe: its name and the remedy, never its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    setting: String,
    remedy: String,
}

impl ConfigError {
    pub(crate) fn new(setting: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            setting: setting.into(),
            remedy: remedy.into(),
        }
    }
}

impl std::fmt::Display for ConfigError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.setting, self.remedy)
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// Reads the settings with `var`, usually `std::env::var`. A JWK set behind a URL is fetched from now on, in a thread of
    /// its own.
    ///
    /// # Errors
    /// The first setting that is missing or unsafe.
    pub fn from_env(var: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let env = Env(&var);
        let own_url = env.required(
            "OWN_URL",
            "set it to the address at which people reach this service, such as https://service.example.org",
        )?;
        let database = database::database(&env)?;
        let site = Site::read(&env, &own_url)?;
        let login_url = env.required(
            "LOGIN_URL",
            "set it to the login page of the Auth service, such as https://auth.example.org/login",
        )?;
        let drain = env.seconds("SHUTDOWN_DRAIN_SECONDS", 0..=60)?;
        let row_ttl = env.seconds("ROW_TTL_SECONDS", 0..=60)?;
        let mut warnings = Warnings::new();
        let keys = Keys::read(&env, is_local(&own_url), &mut warnings)?;
        Ok(Self {
            bind: env.or("BIND", "127.0.0.1:8000"),
            database,
            site,
            verifier: verifier::verifier(&env, &keys, SystemClock)?,
            later_verifier: verifier::verifier(&env, &keys, Later)?,
            judgement: Judgement::new(&env, &keys),
            warnings,
            key_origin: keys.key_origin,
            login_url,
            logout_url: env.text("LOGOUT_URL"),
            own_url,
            access_cookie: env.or("ACCESS_COOKIE", "org.breakthesystem.jwt.access"),
            refresh_cookie: match var("REFRESH_COOKIE") {
                None => Some("org.breakthesystem.jwt.refresh".to_owned()),
                Some(name) => Some(name).filter(|name| !name.is_empty()),
            },
            cookie_domain: env.text("COOKIE_DOMAIN"),
            allow_bearer: env.switch("ALLOW_BEARER")?,
            trusted_origins: env.list("TRUSTED_ORIGINS"),
            row_ttl: Duration::from_secs(row_ttl.unwrap_or(0)),
            debug_routes: env.switch("DEBUG_ROUTES")?,
            drain: Duration::from_secs(drain.unwrap_or(0)),
        })
    }

    /// Looks at the keys again on every SIGHUP from now on: for a program that is the service and nothing else. Needs an
    /// Actix runtime.
    ///
    /// # Errors
    /// When the operating system refuses.
    pub fn renew_keys_on_hangup(&self) -> io::Result<()> {
        self.key_origin.clone().renew_on_hangup()
    }

    /// Those that a `kid` can name.
    pub(crate) fn names_of_keys(&self) -> Vec<String> {
        self.key_origin.names_of_keys()
    }

    /// Opens the port.
    ///
    /// # Errors
    /// When the address is none or taken.
    pub fn listen(&self) -> Result<TcpListener, ConfigError> {
        TcpListener::bind(&self.bind).map_err(|error| {
            ConfigError::new(
                "BIND",
                format!("cannot listen there ({}): give a free address and port, such as 127.0.0.1:8000", error.kind()),
            )
        })
    }
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("own_url", &self.own_url)
            .finish_non_exhaustive()
    }
}

/// Whether only this machine is reached at the address.
fn is_local(url: &str) -> bool {
    let url = Url::parse(url).ok();
    match url.as_ref().and_then(Url::host) {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
