//! Names and attributes of the cookies, from the environment.

use url::Url;

use crate::config::{ConfigError, Env};
use crate::cookies::{Cookies, Place};

const ACCESS: &str = "org.breakthesystem.jwt.access";
const REFRESH: &str = "org.breakthesystem.jwt.refresh";

/// As in the article where tokens are signed with a secret: both cookies go to all services. With key pairs only the access
/// cookie does, and over https both have the prefixes that keep others from planting them.
pub(crate) fn read(env: &Env<'_>, own_url: &Url) -> Result<Cookies, ConfigError> {
    let domain = cookie_domain(env, own_url)?;
    let has_key_pairs = env.text("JWT_SIGNING_KEY").is_none();
    let secure = own_url.scheme() == "https";
    let place = |setting, default: String, domain: Option<String>| {
        let name = env.or(setting, &default);
        match objection(&name, domain.is_some(), secure) {
            None => Ok(Place { name, domain }),
            Some(remedy) => Err(ConfigError::new(setting, remedy)),
        }
    };
    let default = |prefix: &str, name: &str| {
        let prefix = if has_key_pairs && secure { prefix } else { "" };
        format!("{prefix}{name}")
    };
    let refresh_domain = domain.clone().filter(|_| !has_key_pairs);
    let access = place(
        "ACCESS_COOKIE",
        default("__Secure-", ACCESS),
        domain.clone(),
    )?;
    let refresh = place(
        "REFRESH_COOKIE",
        default("__Host-", REFRESH),
        refresh_domain,
    )?;
    if access.name == refresh.name {
        let remedy = "it has the name of the access cookie: use another";
        return Err(ConfigError::new("REFRESH_COOKIE", remedy));
    }
    // A move from a secret to key pairs asks nobody for the password.
    let moves = has_key_pairs && env.text("JWT_SIGNING_KEY_PREVIOUS").is_some();
    let former = Place {
        name: env.or("REFRESH_COOKIE", REFRESH),
        domain,
    };
    Ok(Cookies {
        former_refresh: Some(former).filter(|former| moves && *former != refresh),
        access,
        refresh,
        secure,
    })
}

/// What is wrong with a name.
fn objection(name: &str, has_domain: bool, secure: bool) -> Option<&'static str> {
    // RFC 9110 section 5.6.2, `token`.
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let has_prefix = name.starts_with("__Host-") || name.starts_with("__Secure-");
    if !name.bytes().all(token) {
        Some("use letters, digits, dots, hyphens and underscores only")
    } else if name.starts_with("__Host-") && has_domain {
        Some("the prefix __Host- excludes COOKIE_DOMAIN: use __Secure- or no prefix")
    } else if has_prefix && !secure {
        Some("the prefix needs https: use it with an OWN_URL of https")
    } else {
        None
    }
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
