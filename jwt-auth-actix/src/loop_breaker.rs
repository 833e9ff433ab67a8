//! Ends the circle of a service that refuses a token and an Auth service that keeps renewing it.
//!
//! Clocks that differ, keys that differ or a cookie that cannot be replaced would otherwise send a browser round until it
//! gives up. Bounces are counted per page in a cookie of our own, which lives for a minute.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use actix_web::http::header::HeaderMap;

use crate::cookie_scan::CookieName;

/// The bounce that is not sent any more.
const LIMIT: u8 = 3;
const SECONDS: u32 = 60;
/// Tabs that go round at the same time.
const MAX_PAGES: usize = 4;

/// The cookie, host-only; guarded against other sub-domains by its prefix where the service has TLS.
#[derive(Debug)]
pub(crate) struct LoopBreaker {
    pub(crate) name: CookieName,
    secure: bool,
}

/// What to do about one more redirect to the login page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Bounce {
    /// Send it, with this `Set-Cookie`.
    Send(String),
    /// The page was just tried twice: explain instead.
    Stop,
}

impl LoopBreaker {
    pub(crate) fn new(secure: bool) -> Self {
        let name = if secure {
            "__Host-jwt-auth-bounces"
        } else {
            "jwt-auth-bounces"
        };
        Self {
            name: CookieName::new(name),
            secure,
        }
    }

    /// Counts a bounce of the page at `path_and_query`.
    pub(crate) fn count(&self, headers: &HeaderMap, path_and_query: &str) -> Bounce {
        let page = hash(path_and_query);
        let mut pages = self.read(headers);
        let before = pages
            .iter()
            .position(|(other, _)| *other == page)
            .map_or(0, |place| pages.remove(place).1);
        if before + 1 >= LIMIT {
            return Bounce::Stop;
        }
        pages.insert(0, (page, before + 1));
        pages.truncate(MAX_PAGES);
        let value: Vec<_> = pages
            .iter()
            .map(|(page, count)| format!("{page:x}-{count}"))
            .collect();
        Bounce::Send(self.cookie(&value.join("."), SECONDS))
    }

    /// The `Set-Cookie` that forgets all bounces, if there are any.
    pub(crate) fn reset(&self, headers: &HeaderMap) -> Option<String> {
        self.name.is_in(headers).then(|| self.cookie("", 0))
    }

    fn cookie(&self, value: &str, max_age: u32) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        let name = self.name.as_str();
        format!("{name}={value}; Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}")
    }

    /// What cannot be read counts as nothing: the worst that a planted value does is one explanation too many.
    fn read(&self, headers: &HeaderMap) -> Vec<(u64, u8)> {
        let value = self.name.values(headers).next().unwrap_or_default();
        std::str::from_utf8(value)
            .unwrap_or_default()
            .split('.')
            .filter_map(|entry| {
                let (page, count) = entry.split_once('-')?;
                let page = u64::from_str_radix(page, 16).ok()?;
                Some((page, count.parse::<u8>().ok()?.min(LIMIT)))
            })
            .take(MAX_PAGES)
            .collect()
    }
}

fn hash(page: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    page.hash(&mut hasher);
    hasher.finish()
}
