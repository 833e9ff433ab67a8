//! The suites run with every setting of the caches: `JWT_AUTH_TEST_CACHES` is `off`, `rows` (kept for a minute),
//! `inline` (the default, and look-ups on the worker) or not set.

use std::time::Duration;

use jwt_auth_actix::{JwtAuthBuilder, JwtUser};

#[allow(dead_code, reason = "not every suite has a database")]
pub(crate) fn reads_inline() -> bool {
    std::env::var("JWT_AUTH_TEST_CACHES").is_ok_and(|asked| asked == "inline")
}

pub(crate) trait CachesAsAsked {
    fn caches_as_asked(self) -> Self;
}

impl<U: JwtUser> CachesAsAsked for JwtAuthBuilder<U> {
    fn caches_as_asked(self) -> Self {
        match std::env::var("JWT_AUTH_TEST_CACHES").as_deref() {
            Err(_) | Ok("inline") => self,
            Ok("off") => self.cached_tokens(0),
            Ok("rows") => self.row_ttl(Duration::from_secs(60)),
            Ok(other) => panic!("JWT_AUTH_TEST_CACHES is {other}"),
        }
    }
}
