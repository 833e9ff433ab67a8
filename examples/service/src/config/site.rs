//! How the pages call this service, and where else they lead.

use url::Url;

use super::ConfigError;
use super::env::Env;

const NAME: &str = "SERVICE_NAME";
const OTHERS: &str = "OTHER_SERVICES";

pub(crate) struct Site {
    pub(crate) name: String,
    /// What stands before every path of this service, where a proxy strips a prefix. No slash at its end.
    pub(crate) root: String,
    pub(crate) others: Vec<OtherService>,
    /// The `Content-Security-Policy` of the pages: nothing but their style, and forms to here and to the others.
    pub(crate) policy: String,
}

/// Another service with the same sign-in.
pub(crate) struct OtherService {
    pub(crate) host: String,
    origin: String,
    /// No slash at its end.
    pub(crate) url: String,
}

impl Site {
    pub(super) fn read(env: &Env<'_>, own_url: &str) -> Result<Self, ConfigError> {
        let others = env.list(OTHERS).into_iter().map(|url| {
            OtherService::parse(&url).ok_or_else(|| {
                let remedy = "give the addresses of services with the same sign-in, such as https://other.example.org, separated by commas";
                ConfigError::new(OTHERS, remedy)
            })
        });
        let others: Vec<OtherService> = others.collect::<Result<_, _>>()?;
        let targets: String = others.iter().map(|it| format!(" {}", it.origin)).collect();
        let own_url = Url::parse(own_url).ok();
        let path = own_url.as_ref().map_or("", Url::path);
        Ok(Self {
            name: env.or(NAME, "Service"),
            root: path.trim_end_matches('/').to_owned(),
            others,
            policy: format!(
                "default-src 'none'; style-src 'self'; form-action 'self'{targets}; frame-ancestors 'none'; base-uri 'none'"
            ),
        })
    }
}

impl OtherService {
    fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let is_plain = url.username().is_empty() && url.password().is_none();
        let is_whole = url.query().is_none() && url.fragment().is_none();
        if !matches!(url.scheme(), "http" | "https") || !is_plain || !is_whole {
            return None;
        }
        let host = url.host_str()?;
        Some(Self {
            host: match url.port() {
                Some(port) => format!("{host}:{port}"),
                None => host.to_owned(),
            },
            origin: url.origin().ascii_serialization(),
            url: url.as_str().trim_end_matches('/').to_owned(),
        })
    }
}
