use jwt_auth_actix::{Clock, SystemClock};

/// More than any token may live, which is 24 hours, and more than any leeway.
const AHEAD: u64 = 25 * 3_600;

/// A clock that is ahead: by it every token has expired, to show what becomes of those without waiting.
#[derive(Debug)]
pub(crate) struct Later;

impl Clock for Later {
    fn now(&self) -> u64 {
        SystemClock.now().saturating_add(AHEAD)
    }
}
