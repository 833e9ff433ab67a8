use std::net::TcpListener;

use actix_web::http::header::HeaderName;
use jwt_auth_actix::{Clock, SystemClock};
use url::{Host, Url};

use crate::cookies::CookieSettings;
use crate::secret::verifying_key;
use crate::tokens::Tokens;

/// What the Auth service goes by. Made from the environment; holds the key, so its `Debug` shows little.
pub struct Config {
    pub(crate) bind: String,
    pub(crate) database: String,
    pub(crate) tokens: Tokens,
    pub(crate) refresh_rotation: bool,
    pub(crate) own_origin: String,
    pub(crate) allowed_origins: Vec<String>,
    pub(crate) cookies: CookieSettings,
    pub(crate) client_address_header: Option<HeaderName>,
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
    /// | `DATABASE_URL` | a file, with or without `sqlite:`; required |
    /// | `JWT_SIGNING_KEY` | the HS512 secret, at least 64 bytes; required |
    /// | `JWT_SIGNING_KEY_PREVIOUS` | the secret before the last rotation: refresh tokens under it still renew, and nothing is signed with it. Remove it 5 days, the life of a refresh token, after the rotation |
    /// | `REFRESH_ROTATION` | `on`: a silent renewal replaces the refresh token, a sign-in lasts while it is used every 5 days, at most 30 days, and a replaced token that is used again ends it. `off`: as in the article, the token stays, and lasts 5 days. Default `on` |
    /// | `OWN_URL` | the origin at which people reach this service; required. With https the cookies are `Secure` |
    /// | `ALLOWED_ORIGINS` | the services that people may be sent back to, separated by commas |
    /// | `COOKIE_DOMAIN` | the parent domain of all services; without it only this host gets the cookies |
    /// | `ACCESS_COOKIE` | `org.breakthesystem.jwt.access` |
    /// | `REFRESH_COOKIE` | `org.breakthesystem.jwt.refresh` |
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
        Ok(Self {
            bind: env.or("BIND", "127.0.0.1:8001"),
            database: database(&env)?,
            tokens: tokens(&env, is_local(&own_url), clock)?,
            refresh_rotation: refresh_rotation(&env)?,
            own_origin: own_url.origin().ascii_serialization(),
            allowed_origins: allowed_origins(&env)?,
            cookies: cookies(&env, &own_url)?,
            client_address_header: client_address_header(&env)?,
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
struct Env<'v>(&'v dyn Fn(&str) -> Option<String>);

impl Env<'_> {
    fn text(&self, name: &str) -> Option<String> {
        (self.0)(name).filter(|value| !value.is_empty())
    }

    fn or(&self, name: &str, default: &str) -> String {
        self.text(name).unwrap_or_else(|| default.to_owned())
    }

    fn required(&self, name: &'static str, remedy: &str) -> Result<String, ConfigError> {
        self.text(name)
            .ok_or_else(|| ConfigError::new(name, format!("missing; {remedy}")))
    }
}

fn database(env: &Env<'_>) -> Result<String, ConfigError> {
    const REMEDY: &str = "set it to a file for SQLite, such as auth.db";
    let url = env.required("DATABASE_URL", REMEDY)?;
    let path = url.strip_prefix("sqlite:").unwrap_or(&url);
    let path = path.strip_prefix("//").unwrap_or(path);
    let server = ["postgres:", "postgresql:", "mysql:"]
        .iter()
        .any(|scheme| url.starts_with(scheme));
    // Every connection of a pool would get an in-memory database of its own.
    if server || path.is_empty() || path == ":memory:" {
        return Err(ConfigError::new("DATABASE_URL", REMEDY));
    }
    Ok(path.to_owned())
}

fn tokens(env: &Env<'_>, is_local: bool, clock: impl Clock + Clone) -> Result<Tokens, ConfigError> {
    const NAME: &str = "JWT_SIGNING_KEY";
    const PREVIOUS: &str = "JWT_SIGNING_KEY_PREVIOUS";
    let secret = env.required(NAME, "set it to a random secret of at least 64 bytes")?;
    let key = verifying_key(NAME, &secret, is_local)?;
    let previous = env.text(PREVIOUS);
    if previous.as_ref() == Some(&secret) {
        let remedy = "it is the same as JWT_SIGNING_KEY: remove it, unless you mean the secret before that one";
        return Err(ConfigError::new(PREVIOUS, remedy));
    }
    let previous = previous.map(|previous| verifying_key(PREVIOUS, &previous, is_local));
    Tokens::new(&secret, key, previous.transpose()?, clock)
        .map_err(|error| ConfigError::new(NAME, error.to_string()))
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

fn own_url(env: &Env<'_>) -> Result<Url, ConfigError> {
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

fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn cookies(env: &Env<'_>, own_url: &Url) -> Result<CookieSettings, ConfigError> {
    let domain = cookie_domain(env, own_url)?;
    let secure = own_url.scheme() == "https";
    let name = |setting: &'static str, default: &str| {
        let name = env.or(setting, default);
        // RFC 9110 section 5.6.2, `token`.
        let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        let remedy = if !name.bytes().all(token) {
            "use letters, digits, dots, hyphens and underscores only"
        } else if name.starts_with("__Host-") && domain.is_some() {
            "the prefix __Host- excludes COOKIE_DOMAIN: use __Secure- or no prefix"
        } else if (name.starts_with("__Host-") || name.starts_with("__Secure-")) && !secure {
            "the prefix needs https: use it with an OWN_URL of https"
        } else {
            return Ok(name);
        };
        Err(ConfigError::new(setting, remedy))
    };
    let access = name("ACCESS_COOKIE", "org.breakthesystem.jwt.access")?;
    let refresh = name("REFRESH_COOKIE", "org.breakthesystem.jwt.refresh")?;
    if access == refresh {
        let remedy = "it has the name of the access cookie: use another";
        return Err(ConfigError::new("REFRESH_COOKIE", remedy));
    }
    Ok(CookieSettings {
        access,
        refresh,
        domain,
        secure,
    })
}

/// Browsers drop cookies for a domain that the host does not belong to, without a word.
fn cookie_domain(env: &Env<'_>, own_url: &Url) -> Result<Option<String>, ConfigError> {
    let Some(text) = env.text("COOKIE_DOMAIN") else {
        return Ok(None);
    };
    let domain = text.strip_prefix('.').unwrap_or(&text);
    let belongs = own_url.domain().is_some_and(|host| {
        host.strip_suffix(domain)
            .is_some_and(|front| front.is_empty() || front.ends_with('.'))
    });
    if domain.is_empty() || !belongs {
        let remedy = "set it to the host of OWN_URL or a parent domain of it, in lower case, or leave it out";
        return Err(ConfigError::new("COOKIE_DOMAIN", remedy));
    }
    Ok(Some(domain.to_owned()))
}

fn client_address_header(env: &Env<'_>) -> Result<Option<HeaderName>, ConfigError> {
    const NAME: &str = "CLIENT_ADDRESS_HEADER";
    let remedy = "set it to the name of a header, such as X-Forwarded-For, or leave it out";
    env.text(NAME)
        .map(|name| name.parse().map_err(|_| ConfigError::new(NAME, remedy)))
        .transpose()
}
