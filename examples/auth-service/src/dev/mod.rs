//! The development issuer: whoever can reach it signs in as anybody, so only this machine can.

mod claims;
mod mint;
mod person;

use std::net::{SocketAddr, ToSocketAddrs as _};
use std::path::Path;

pub use claims::ClaimChanges;
pub(crate) use mint::LIFETIMES;
pub use mint::mint;
pub use person::Person;
pub(crate) use person::Sample;

use crate::config::{Config, ConfigError, Env, is_local, own_url};

const BIND: &str = "127.0.0.1:8001";
const DATABASE: &str = "DATABASE_URL";
const KEYS: &str = "SIGNING_KEYS_FILE";

impl Config {
    /// As [`Config::from_env`] for development: whoever can reach the service signs in as anybody, by a click at `/dev`.
    ///
    /// Nothing has to be set. `OWN_URL` is where it listens, which must be loopback. `ALLOWED_ORIGINS` are `127.0.0.1` and
    /// `localhost` at the ports 8000 and 8080, and those that are set. The database and the keys are in the folder, whatever
    /// `DATABASE_URL` and `SIGNING_KEYS_FILE` say: they may be those of a service that is started from the same shell.
    ///
    /// # Errors
    /// As [`Config::from_env`]; when `OWN_URL` is not loopback or `*.localhost`, or `BIND` is not loopback.
    pub fn for_development(
        folder: &Path,
        var: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let set = Env(&var);
        let bind = set.or("BIND", BIND);
        let own = set.or("OWN_URL", &format!("http://{bind}"));
        let origins = set.or("ALLOWED_ORIGINS", "");
        let database = folder.join("auth.db").display().to_string();
        let in_force = |name: &str| match name {
            "BIND" => Some(bind.clone()),
            "OWN_URL" => Some(own.clone()),
            "ALLOWED_ORIGINS" => Some(format!("{},{origins}", usual_origins().join(","))),
            DATABASE => Some(database.clone()),
            KEYS => None,
            _ => var(name),
        };
        check_addresses(&Env(&in_force))?;
        for name in [DATABASE, KEYS] {
            if set.text(name).is_some() {
                let folder = folder.display();
                tracing::info!("{name} is ignored: with --dev, accounts and keys are in {folder}");
            }
        }
        if is_of_another_port(&Env(&in_force)) {
            tracing::warn!("OWN_URL has another port than BIND: is it the one of a service?");
        }
        make(folder).map_err(|error| {
            let problem = format!("the folder {} cannot be made", folder.display());
            ConfigError::new(
                "--dev",
                format!("{problem} ({}): run it where it can", error.kind()),
            )
        })?;
        Ok(Self {
            is_development: true,
            ..Self::from_env(in_force)?
        })
    }

    /// The same of an issuer that was started before: for a command that is of no use without its keys.
    ///
    /// # Errors
    /// As [`Config::for_development`]; when the folder has no keys, unless `JWT_SIGNING_KEY` is set.
    pub fn of_development_issuer(
        folder: &Path,
        var: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let keys = folder.join("auth.keys.json");
        if Env(&var).text("JWT_SIGNING_KEY").is_none() && !keys.exists() {
            let remedy = format!(
                "no {} here: run it in the folder of the issuer",
                keys.display()
            );
            return Err(ConfigError::new("--dev", remedy));
        }
        Self::for_development(folder, var)
    }
}

fn check_addresses(env: &Env<'_>) -> Result<(), ConfigError> {
    let addresses = env.or("BIND", "").to_socket_addrs().map(Vec::from_iter);
    if !addresses.is_ok_and(|all| all.iter().all(is_loopback)) {
        return Err(not_loopback());
    }
    if !is_local(&own_url(env)?) {
        let remedy = "--dev signs everybody in as anybody: use an address of this machine, such as http://127.0.0.1:8001";
        return Err(ConfigError::new("OWN_URL", remedy));
    }
    Ok(())
}

/// As in a shell that has the `OWN_URL` of a service. It may be meant so, where a proxy is in front.
fn is_of_another_port(env: &Env<'_>) -> bool {
    let bind = env.or("BIND", "").to_socket_addrs();
    let port = bind.ok().and_then(|mut all| Some(all.next()?.port()));
    own_url(env).is_ok_and(|url| url.port_or_known_default() != port)
}

/// Whatever the settings said: where it really listens decides.
///
/// # Errors
/// When others can reach the address.
pub(crate) fn check_listener(address: &SocketAddr) -> Result<(), ConfigError> {
    if is_loopback(address) {
        Ok(())
    } else {
        Err(not_loopback())
    }
}

fn is_loopback(address: &SocketAddr) -> bool {
    address.ip().to_canonical().is_loopback()
}

fn not_loopback() -> ConfigError {
    let remedy =
        "--dev signs everybody in as anybody: listen on loopback only, such as 127.0.0.1:8001";
    ConfigError::new("BIND", remedy)
}

/// Where services of this machine are usually reached.
fn usual_origins() -> [String; 4] {
    let origin = |(host, port)| format!("http://{host}:{port}");
    [
        ("127.0.0.1", 8000),
        ("127.0.0.1", 8080),
        ("localhost", 8000),
        ("localhost", 8080),
    ]
    .map(origin)
}

/// Which no version control takes in.
fn make(folder: &Path) -> std::io::Result<()> {
    if !folder.exists() {
        std::fs::create_dir(folder)?;
        std::fs::write(folder.join(".gitignore"), "*\n")?;
    }
    Ok(())
}
