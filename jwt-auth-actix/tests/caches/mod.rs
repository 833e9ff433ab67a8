//! The suites run with every setting of the caches: `JWT_AUTH_TEST_CACHES` is `off`, `rows` (kept for a minute), `inline`
//! (the default, and look-ups on the worker), `inline-rows` (both) or not set.
#![allow(dead_code, reason = "not every suite has a database or requests")]

use std::time::Duration;

use jwt_auth_actix::{CacheSettings, JwtAuthBuilder, JwtUser};

pub(crate) fn reads_inline() -> bool {
    asked().starts_with("inline")
}

/// For a suite whose look-ups come from no request.
pub(crate) fn settings() -> CacheSettings {
    let mut settings = CacheSettings::default();
    match &*asked() {
        "" | "inline" => {}
        "off" => settings.tokens = 0,
        "rows" | "inline-rows" => settings.row_ttl = Duration::from_secs(60),
        other => panic!("JWT_AUTH_TEST_CACHES is {other}"),
    }
    settings
}

fn asked() -> String {
    std::env::var("JWT_AUTH_TEST_CACHES").unwrap_or_default()
}

pub(crate) trait CachesAsAsked {
    fn caches_as_asked(self) -> Self;
}

impl<U: JwtUser> CachesAsAsked for JwtAuthBuilder<U> {
    fn caches_as_asked(self) -> Self {
        let settings = settings();
        self.cached_tokens(settings.tokens)
            .row_ttl(settings.row_ttl)
    }
}
