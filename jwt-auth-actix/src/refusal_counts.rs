use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// How often nobody was let through, by the word that the log uses for it. The words are few and fixed, so it stays small.
#[derive(Debug, Default)]
pub(crate) struct RefusalCounts(Mutex<BTreeMap<&'static str, u64>>);

impl RefusalCounts {
    pub(crate) fn add(&self, word: &'static str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(word).or_default();
        *count = count.saturating_add(1);
    }

    pub(crate) fn now(&self) -> BTreeMap<&'static str, u64> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.clone()
    }
}
