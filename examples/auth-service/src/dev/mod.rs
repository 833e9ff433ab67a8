//! The development issuer: whoever can reach it signs in as anybody, so only this machine can.

mod mint;
mod person;

use std::net::{SocketAddr, ToSocketAddrs as _};
use std::path::Path;

pub(crate) use mint::LIFETIMES;
pub use mint::mint;
pub use person::Person;
pub(crate) use person::Sample;

use crate::config::{Config, ConfigError, Env, is_local, own_url};

/// In the working directory, so that `mint` finds the keys of the issuer that runs.
const FOLDER: &str = "auth-dev";
const DATABASE: &str = "DATABASE_URL";

impl Config {
    /// As [`Config::from_env`] for development: whoever can reach the service signs in as anybody, by a click at `/dev`.
    ///
    /// Nothing has to be set. `OWN_URL` is where it listens, which must be loopback, and the database and the keys are in the
    /// folder `auth-dev`. `ALLOWED_ORIGINS` are `127.0.0.1` and `localhost` at the ports 8000 and 8080.
    ///
    /// # Errors
    /// As [`Config::from_env`]; when `OWN_URL` is not loopback or `*.localhost`, or `BIND` is not loopback.
    pub fn for_development(var: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let var = |name: &str| var(name).or_else(|| default(name, &var));
        let env = Env(&var);
        let bind = env.or("BIND", "");
        let addresses = bind.to_socket_addrs().map(Vec::from_iter);
        if !addresses.is_ok_and(|all| all.iter().all(is_loopback)) {
            return Err(not_loopback());
        }
        if !is_local(&own_url(&env)?) {
            let remedy = "--dev signs everybody in as anybody: use an address of this machine, such as http://127.0.0.1:8001";
            return Err(ConfigError::new("OWN_URL", remedy));
        }
        if env.text(DATABASE) == default(DATABASE, &var) {
            make_folder().map_err(|error| {
                let remedy = format!(
                    "the folder {FOLDER} cannot be made ({}): name another file",
                    error.kind()
                );
                ConfigError::new(DATABASE, remedy)
            })?;
        }
        Ok(Self {
            is_development: true,
            ..Self::from_env(var)?
        })
    }
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

fn default(name: &str, var: &impl Fn(&str) -> Option<String>) -> Option<String> {
    const BIND: &str = "127.0.0.1:8001";
    match name {
        "BIND" => Some(BIND.to_owned()),
        "OWN_URL" => Some(format!("http://{}", var("BIND").unwrap_or(BIND.to_owned()))),
        DATABASE => Some(format!("{FOLDER}/auth.db")),
        "ALLOWED_ORIGINS" => {
            let hosts = ["127.0.0.1", "localhost"].into_iter();
            let origins =
                hosts.flat_map(|host| [8000, 8080].map(|port| format!("http://{host}:{port}")));
            Some(origins.collect::<Vec<_>>().join(","))
        }
        _ => None,
    }
}

/// Which no version control takes in.
fn make_folder() -> std::io::Result<()> {
    let folder = Path::new(FOLDER);
    if !folder.exists() {
        std::fs::create_dir(folder)?;
        std::fs::write(folder.join(".gitignore"), "*\n")?;
    }
    Ok(())
}
