use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

/// The wall clock by which tokens are judged, in whole seconds since 1970-01-01 UTC.
///
/// Replace it in tests to place a token exactly on a boundary; see `TestClock` (feature `test-util`).
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// Seconds since the Unix epoch (RFC 7519 section 2, `NumericDate`).
    fn now(&self) -> u64;
}

/// The clock of the operating system, the default of every verifier.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> u64 {
        // A clock before 1970 counts as 1970: every token is then from the future, and refused.
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs())
    }
}
