use std::time::Duration;

/// How much a [`VerificationCache`](super::VerificationCache) remembers. All its defaults stand here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheSettings {
    /// The most tokens; 0 for none, so that each request verifies its own. Defaults to 20,000.
    pub tokens: usize,
    /// The most memory for them, in bytes, without large local columns of kept rows, whose size nobody tells. What is too
    /// small for some tokens in each of its parts, four a core, holds none. Defaults to 32 MiB.
    pub bytes: u64,
    /// For how long after it was read a row is served without another look-up, in whole seconds. Defaults to 0.
    pub row_ttl: Duration,
}

impl Default for CacheSettings {
    fn default() -> Self {
        Self {
            tokens: 20_000,
            bytes: 32 * 1024 * 1024,
            row_ttl: Duration::ZERO,
        }
    }
}
