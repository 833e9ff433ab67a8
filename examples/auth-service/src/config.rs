use std::net::TcpListener;

use actix_web::http::header::HeaderName;
use jwt_auth_actix::{Clock, SystemClock};
use url::{Host, Url};

use crate::cookie_settings;
use crate::cookies::Cookies;
use crate::database_url::DatabaseUrl;
use crate::keys::tokens;
use crate::tokens::Tokens;

/// What the Auth service goes by. Made from the environment; holds the key, so its `Debug` shows little.
pub struct Config {
    pub(crate) bind: String,
    pub(crate) database: DatabaseUrl,
    pub(crate) tokens: Tokens,
    pub(crate) refresh_rotation: bool,
    pub(crate) own_origin: String,
    pub(crate) allowed_origins: Vec<String>,
    pub(crate) cookies: Cookies,
    pub(crate) client_address_header: Option<HeaderName>,
    pub(crate) is_development: bool,
}

/// A setting that is missing or unsafe: its name and the remedy, never its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    setting: &'static str,
    remedy: String,
}

impl ConfigError {
    pub(crate) fn new(setting: &'static str, remedy: impl Into<String>) -> Self {
        Self {
            setting,
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
    /// | variable | meaning |
    /// |---|---|
    /// | `BIND` | address and port; `127.0.0.1:8001` |
    /// | `DATABASE_URL` | a file for SQLite, with or without `sqlite:`, or, with the feature `postgres`, `postgres://…`; required |
    /// | `SIGNING_KEYS_FILE` | the Ed25519 key pairs that tokens are signed with, as a private JWK set: made when it is missing, refused when others than its owner can read it, and read again when it changes. Services verify with the public halves, at `GET /.well-known/jwks.json`; [`rotate_keys`](crate::rotate_keys) replaces a key. Default: beside the database's file, `auth.keys.json` for `auth.db`; required with PostgreSQL |
    /// | `JWT_SIGNING_KEY` | instead of key pairs, as in the article: the HS512 secret, at least 64 bytes, which all services have as well. Then there is no `iss` in the tokens, no set of keys, and both cookies have the article's names and go to all services |
    /// | `JWT_SIGNING_KEY_PREVIOUS` | the secret before the last rotation, or before there were key pairs: refresh tokens under it still renew, and nothing is signed with it. Remove it 5 days, the life of a refresh token, after the rotation |
    /// | `REFRESH_ROTATION` | `on`: a silent renewal replaces the refresh token, a sign-in lasts while it is used every 5 days, at most 30 days, and a replaced token that is used again ends it. `off`: as in the article, the token stays, and lasts 5 days. Default `on` |
    /// | `OWN_URL` | the origin at which people reach this service; required. With https the cookies are `Secure` |
    /// | `ALLOWED_ORIGINS` | the services that people may be sent back to, separated by commas |
    /// | `COOKIE_DOMAIN` | the parent domain of all services; without it only this host gets the cookies |
    /// | `ACCESS_COOKIE` | the cookie that services read. Default `org.breakthesystem.jwt.access`; with key pairs and https, `__Secure-` before it |
    /// | `REFRESH_COOKIE` | the cookie that only this service reads, and, unless tokens are signed with a secret, only this host gets. Default `org.breakthesystem.jwt.refresh`; with key pairs and https, `__Host-` before it |
    /// | `CLIENT_ADDRESS_HEADER` | behind a proxy, the header to whose end it adds the client's address |
    ///
    /// # Errors
    /// The first setting that is missing or unsafe.
    pub fn from_env(var: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        Self::with_clock(SystemClock, var)
    }

    /// The same with another clock, by which tokens are issued and judged: tests need not wait.
    ///
    /// # Errors
    /// As [`Config::from_env`].
    pub fn with_clock(
        clock: impl Clock + Clone,
        var: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let env = Env(&var);
        let own_url = own_url(&env)?;
        let own_origin = own_url.origin().ascii_serialization();
        let database = database(&env)?;
        Ok(Self {
            bind: env.or("BIND", "127.0.0.1:8001"),
            refresh_rotation: refresh_rotation(&env)?,
            allowed_origins: allowed_origins(&env)?,
            cookies: cookie_settings::read(&env, &own_url)?,
            client_address_header: client_address_header(&env)?,
            // After all that can be wrong: it may make a file.
            tokens: tokens(&env, &database, &own_origin, is_local(&own_url), clock)?,
            database,
            own_origin,
            is_development: false,
        })
    }

    /// Opens the port.
    ///
    /// # Errors
    /// When the address is none or taken.
    pub fn listen(&self) -> Result<TcpListener, ConfigError> {
        TcpListener::bind(&self.bind).map_err(|error| {
            let remedy = format!(
                "cannot listen there ({}): give a free address and port, such as 127.0.0.1:8001",
                error.kind()
            );
            ConfigError::new("BIND", remedy)
        })
    }
}

impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("own_origin", &self.own_origin)
            .finish_non_exhaustive()
    }
}

/// An empty variable counts as unset.
pub(crate) struct Env<'v>(pub(crate) &'v dyn Fn(&str) -> Option<String>);

impl Env<'_> {
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        (self.0)(name).filter(|value| !value.is_empty())
    }

    /// Set, but to nothing.
    pub(crate) fn is_empty(&self, name: &str) -> bool {
        (self.0)(name).is_some_and(|value| value.is_empty())
    }

    pub(crate) fn or(&self, name: &str, default: &str) -> String {
        self.text(name).unwrap_or_else(|| default.to_owned())
    }

    fn required(&self, name: &'static str, remedy: &str) -> Result<String, ConfigError> {
        self.text(name)
            .ok_or_else(|| ConfigError::new(name, format!("missing; {remedy}")))
    }
}

fn database(env: &Env<'_>) -> Result<DatabaseUrl, ConfigError> {
    const NAME: &str = "DATABASE_URL";
    let url = env.required(NAME, DatabaseUrl::REMEDY)?;
    DatabaseUrl::parse(&url).map_err(|remedy| ConfigError::new(NAME, remedy))
}

fn refresh_rotation(env: &Env<'_>) -> Result<bool, ConfigError> {
    const NAME: &str = "REFRESH_ROTATION";
    match env.or(NAME, "on").as_str() {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(ConfigError::new(
            NAME,
            "set it to `on` or `off`, or leave it out: `on`",
        )),
    }
}

pub(crate) fn own_url(env: &Env<'_>) -> Result<Url, ConfigError> {
    const NAME: &str = "OWN_URL";
    const REMEDY: &str =
        "set it to the address of this service without a path, such as https://auth.example.org";
    let text = env.required(NAME, REMEDY)?;
    let origin = text.strip_suffix('/').unwrap_or(&text);
    let url = parse_origin(origin).ok_or_else(|| ConfigError::new(NAME, REMEDY))?;
    if url.scheme() == "http" && !is_local(&url) {
        tracing::warn!("OWN_URL is not https: passwords and cookies can be read on the way");
    }
    Ok(url)
}

fn allowed_origins(env: &Env<'_>) -> Result<Vec<String>, ConfigError> {
    let text = env.or("ALLOWED_ORIGINS", "");
    text.split([',', ' '])
        .filter(|origin| !origin.is_empty())
        .map(|origin| {
            let remedy = "write origins only, such as https://service.example.org, separated by commas: lower case, no path, no slash at the end";
            parse_origin(origin)
                .map(|_| origin.to_owned())
                .ok_or_else(|| ConfigError::new("ALLOWED_ORIGINS", remedy))
        })
        .collect()
}

/// An origin as browsers write it, of characters that may stand in a Content-Security-Policy.
fn parse_origin(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:/[]".contains(&byte);
    let good = matches!(url.scheme(), "http" | "https")
        && url.origin().ascii_serialization() == text
        && text.bytes().all(plain);
    good.then_some(url)
}

pub(crate) fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn client_address_header(env: &Env<'_>) -> Result<Option<HeaderName>, ConfigError> {
    const NAME: &str = "CLIENT_ADDRESS_HEADER";
    let remedy = "set it to the name of a header, such as X-Forwarded-For, or leave it out";
    env.text(NAME)
        .map(|name| name.parse().map_err(|_| ConfigError::new(NAME, remedy)))
        .transpose()
}
