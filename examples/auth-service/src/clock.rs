use std::sync::Arc;

use jwt_auth_actix::Clock;

/// The clock by which tokens are issued and judged.
#[derive(Clone)]
pub(crate) struct TokenClock(Arc<dyn Clock>);

impl TokenClock {
    pub(crate) fn new(clock: impl Clock) -> Self {
        Self(Arc::new(clock))
    }

    /// Seconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        i64::try_from(self.0.now()).unwrap_or(i64::MAX)
    }
}
