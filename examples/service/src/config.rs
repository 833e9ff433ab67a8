use std::net::TcpListener;
use std::time::Duration;

use jwt_auth_actix::{Algorithm, JwkSet, Verifier, VerifierBuilder, VerifyingKey};

/// What the service goes by. Made from the environment; holds keys, so its `Debug` shows little.
pub struct Config {
    pub(crate) bind: String,
    pub(crate) database: String,
    pub(crate) verifier: Verifier,
    pub(crate) login_url: String,
    pub(crate) logout_url: Option<String>,
    pub(crate) own_url: String,
    pub(crate) access_cookie: String,
    pub(crate) refresh_cookie: Option<String>,
    pub(crate) allow_bearer: bool,
    pub(crate) trusted_origins: Vec<String>,
    pub(crate) debug_routes: bool,
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
    /// Reads the settings with `var`, usually `std::env::var`.
    ///
    /// # Errors
    /// The first setting that is missing or unsafe.
    pub fn from_env(var: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let env = Env(&var);
        Ok(Self {
            bind: env
                .text("BIND")
                .unwrap_or_else(|| "127.0.0.1:8000".to_owned()),
            database: database(&env)?,
            verifier: verifier(&env)?,
            login_url: env.required("LOGIN_URL", "set it to the login page of the Auth service")?,
            logout_url: env.text("LOGOUT_URL"),
            own_url: env.required(
                "OWN_URL",
                "set it to the address at which people reach this service",
            )?,
            access_cookie: env
                .text("ACCESS_COOKIE")
                .unwrap_or_else(|| "org.breakthesystem.jwt.access".to_owned()),
            refresh_cookie: match var("REFRESH_COOKIE") {
                None => Some("org.breakthesystem.jwt.refresh".to_owned()),
                Some(name) => Some(name).filter(|name| !name.is_empty()),
            },
            allow_bearer: env.switch("ALLOW_BEARER")?,
            trusted_origins: env
                .text("TRUSTED_ORIGINS")
                .unwrap_or_default()
                .split([',', ' '])
                .filter(|origin| !origin.is_empty())
                .map(str::to_owned)
                .collect(),
            debug_routes: env.switch("DEBUG_ROUTES")?,
        })
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

/// An empty variable counts as unset.
struct Env<'v>(&'v dyn Fn(&str) -> Option<String>);

impl Env<'_> {
    fn text(&self, name: &str) -> Option<String> {
        (self.0)(name).filter(|value| !value.is_empty())
    }

    fn required(&self, name: &'static str, remedy: &str) -> Result<String, ConfigError> {
        self.text(name)
            .ok_or_else(|| ConfigError::new(name, format!("missing; {remedy}")))
    }

    fn switch(&self, name: &'static str) -> Result<bool, ConfigError> {
        match self.text(name).as_deref() {
            None | Some("0") => Ok(false),
            Some("1") => Ok(true),
            Some(_) => Err(ConfigError::new(name, "set it to 1 or leave it out")),
        }
    }

    fn file(&self, name: &'static str) -> Result<Option<String>, ConfigError> {
        self.text(name)
            .map(|path| {
                std::fs::read_to_string(path).map_err(|error| {
                    let remedy = format!(
                        "cannot read the file ({}): name a readable one",
                        error.kind()
                    );
                    ConfigError::new(name, remedy)
                })
            })
            .transpose()
    }
}

fn database(env: &Env<'_>) -> Result<String, ConfigError> {
    let url = env.required(
        "DATABASE_URL",
        "set it to a file for SQLite, such as service.db",
    )?;
    for (scheme, name) in [("postgres", "PostgreSQL"), ("mysql", "MySQL")] {
        if url.starts_with(&format!("{scheme}://")) || url.starts_with(&format!("{scheme}ql://")) {
            let remedy = format!("this binary was built without {name}: use a file for SQLite");
            return Err(ConfigError::new("DATABASE_URL", remedy));
        }
    }
    Ok(url)
}

fn verifier(env: &Env<'_>) -> Result<Verifier, ConfigError> {
    let secret = env.text("JWT_SIGNING_KEY");
    let public_key = env.file("JWT_PUBLIC_KEY_FILE")?;
    let key_set = env.file("JWT_JWKS_FILE")?;
    let algorithm = algorithm(env, secret.is_some())?;
    let builder = match (secret, public_key, key_set) {
        (Some(secret), None, None) => secrets(env, algorithm, &secret)?,
        (None, Some(pem), None) => {
            let key = VerifyingKey::from_pem(algorithm, pem)
                .map_err(|error| ConfigError::new("JWT_PUBLIC_KEY_FILE", error.to_string()))?;
            Verifier::simple_jwt(key)
        }
        (None, None, Some(set)) => set_of_keys(algorithm, &set)?,
        (None, None, None) => {
            return Err(ConfigError::new(
                "JWT_SIGNING_KEY",
                "no key: set it to the Auth service's HMAC secret, or set JWT_PUBLIC_KEY_FILE or JWT_JWKS_FILE",
            ));
        }
        _ => {
            return Err(ConfigError::new(
                "JWT_SIGNING_KEY",
                "several sources of keys: set one of JWT_SIGNING_KEY, JWT_PUBLIC_KEY_FILE and JWT_JWKS_FILE",
            ));
        }
    };
    if env.text("JWT_SIGNING_KEY_PREVIOUS").is_some() && env.text("JWT_SIGNING_KEY").is_none() {
        return Err(ConfigError::new(
            "JWT_SIGNING_KEY_PREVIOUS",
            "it goes with JWT_SIGNING_KEY: remove it",
        ));
    }
    let builder = match env.text("JWT_ACCESS_LIFETIME_SECONDS") {
        Some(seconds) => {
            let seconds = seconds.parse().map_err(|_| {
                ConfigError::new("JWT_ACCESS_LIFETIME_SECONDS", "give a number, such as 300")
            })?;
            builder.issued_at_from_expiry(Duration::from_secs(seconds))
        }
        None => builder,
    };
    builder
        .build()
        .map_err(|error| ConfigError::new("JWT_SIGNING_KEY", error.to_string()))
}

fn algorithm(env: &Env<'_>, has_secret: bool) -> Result<Algorithm, ConfigError> {
    match env.text("JWT_ALGORITHM") {
        Some(name) => name
            .parse()
            .map_err(|error| ConfigError::new("JWT_ALGORITHM", format!("{error}"))),
        None if has_secret => Ok(Algorithm::HS512),
        None => Err(ConfigError::new(
            "JWT_ALGORITHM",
            "missing; name the one algorithm of the key, such as RS256, or set JWT_SIGNING_KEY for HS512",
        )),
    }
}

fn secrets(
    env: &Env<'_>,
    algorithm: Algorithm,
    secret: &str,
) -> Result<VerifierBuilder, ConfigError> {
    let short_allowed = env.switch("JWT_ALLOW_SHORT_KEY")?;
    let key = |setting, secret: &str| {
        let key = if short_allowed {
            VerifyingKey::from_short_secret(algorithm, secret)
        } else {
            VerifyingKey::from_secret(algorithm, secret)
        };
        key.map_err(|error| {
            let remedy = match error {
                jwt_auth_actix::KeyError::SecretTooShort { .. } if !short_allowed => format!(
                    "{error}; use a longer one, or JWT_ALLOW_SHORT_KEY=1 for one of 32 bytes or more, such as a Django SECRET_KEY"
                ),
                jwt_auth_actix::KeyError::WrongKind(_) => {
                    format!("{error}; set JWT_ALGORITHM to one of them, or JWT_PUBLIC_KEY_FILE instead")
                }
                _ => error.to_string(),
            };
            ConfigError::new(setting, remedy)
        })
    };
    let builder = Verifier::simple_jwt(key("JWT_SIGNING_KEY", secret)?);
    Ok(match env.text("JWT_SIGNING_KEY_PREVIOUS") {
        Some(previous) => builder.also_accept(key("JWT_SIGNING_KEY_PREVIOUS", &previous)?),
        None => builder,
    })
}

fn set_of_keys(algorithm: Algorithm, text: &str) -> Result<VerifierBuilder, ConfigError> {
    let set = JwkSet::from_json(text, &[algorithm])
        .map_err(|error| ConfigError::new("JWT_JWKS_FILE", error.to_string()))?;
    for skipped in set.skipped() {
        tracing::warn!("JWT_JWKS_FILE: {skipped}");
    }
    let mut keys = set.keys().iter().cloned();
    let first = keys
        .next()
        .ok_or_else(|| ConfigError::new("JWT_JWKS_FILE", "no usable key"))?;
    Ok(keys.fold(Verifier::simple_jwt(first), VerifierBuilder::also_accept))
}
