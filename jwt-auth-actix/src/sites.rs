//! The addresses under which people reach the service. A request may choose among those that are configured, and can
//! never add one.

use actix_web::HttpRequest;
use actix_web::http::header::HOST;
use actix_web::http::uri::Authority;
use url::Url;

use crate::cross_origin::{CrossOriginMode, Origins};
use crate::login_redirect::LoginRedirect;
use crate::loop_breaker::LoopBreaker;

/// One own URL, and what depends on it.
#[derive(Debug)]
pub(crate) struct Site {
    host: String,
    port: Option<u16>,
    /// `None` where it goes without saying, as browsers do in `Host`.
    stated_port: Option<u16>,
    default_port: u16,
    pub(crate) origins: Origins,
    pub(crate) login: LoginRedirect,
    pub(crate) logout: Option<LoginRedirect>,
    pub(crate) loop_breaker: LoopBreaker,
}

/// What is the same for all own URLs.
pub(crate) struct SiteSettings<'s> {
    pub(crate) login_url: &'s str,
    pub(crate) logout_url: Option<&'s str>,
    pub(crate) redirect_field_name: &'s str,
    pub(crate) trusted_origins: &'s [String],
    pub(crate) cross_origin_mode: CrossOriginMode,
}

impl Site {
    /// `own_url` is `url` as it was configured.
    pub(crate) fn new(own_url: &str, url: &Url, settings: &SiteSettings<'_>) -> Self {
        let is_https = url.scheme() == "https";
        let to = |url| LoginRedirect::new(url, own_url, settings.redirect_field_name);
        Self {
            host: url.host_str().unwrap_or_default().to_owned(),
            port: url.port_or_known_default(),
            stated_port: url.port(),
            default_port: if is_https { 443 } else { 80 },
            origins: Origins::new(url, settings.trusted_origins, settings.cross_origin_mode),
            login: to(settings.login_url),
            logout: settings.logout_url.map(to),
            loop_breaker: LoopBreaker::new(is_https),
        }
    }

    /// RFC 9110 section 11.5.
    pub(crate) fn realm(&self) -> &str {
        &self.host
    }

    fn is_at(&self, authority: &Authority) -> bool {
        let port = authority.port_u16().unwrap_or(self.default_port);
        authority.host().eq_ignore_ascii_case(&self.host) && Some(port) == self.port
    }
}

/// All of them.
#[derive(Debug)]
pub(crate) struct Sites {
    first: Site,
    others: Vec<Site>,
}

impl Sites {
    /// `None` without a first one.
    pub(crate) fn new(sites: impl IntoIterator<Item = Site>) -> Option<Self> {
        let mut sites = sites.into_iter();
        Some(Self {
            first: sites.next()?,
            others: sites.collect(),
        })
    }

    /// Whether two of them have one host and port, so that no request tells them apart. A `Host` without a port names the
    /// default one of both schemes.
    pub(crate) fn has_twins(&self) -> bool {
        let all = || std::iter::once(&self.first).chain(&self.others);
        let one_port = |site: &Site, other: &Site| {
            site.port == other.port || site.stated_port == other.stated_port
        };
        all().enumerate().any(|(place, site)| {
            let mut later = all().skip(place + 1);
            later.any(|other| site.host == other.host && one_port(site, other))
        })
    }

    pub(crate) fn first(&self) -> &Site {
        &self.first
    }

    /// The one whose host and port the request names; the first one if it names none of them, or two hosts.
    pub(crate) fn of(&self, req: &HttpRequest) -> &Site {
        if self.others.is_empty() {
            return &self.first;
        }
        let at = |authority: &Authority| self.others.iter().find(|site| site.is_at(authority));
        // RFC 9112 section 3.2.2: what the request line says goes before `Host`; HTTP/2 has only this.
        let named = match req.uri().authority() {
            Some(authority) => at(authority),
            None => host(req).and_then(|authority| at(&authority)),
        };
        named.unwrap_or(&self.first)
    }
}

fn host(req: &HttpRequest) -> Option<Authority> {
    let mut lines = req.headers().get_all(HOST);
    let host = lines.next()?;
    if lines.next().is_some() {
        return None;
    }
    Authority::try_from(host.as_bytes()).ok()
}
