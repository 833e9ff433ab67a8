//! What the operator reads of fetches.

use super::fetch::{FetchError, Published};
use crate::verifier::jwk_set::SkippedKey;

/// Says each thing once: a source that stays broken is not worth a line every 30 seconds at the loudest level.
pub(super) struct Log {
    source: String,
    works: bool,
    content_error: bool,
    skipped: Vec<SkippedKey>,
}

impl Log {
    pub(super) fn new(source: String) -> Self {
        Self {
            source,
            works: false,
            content_error: false,
            skipped: Vec::new(),
        }
    }

    pub(super) fn write(&mut self, fetched: &Result<Published, FetchError>) {
        let source = self.source.as_str();
        match fetched {
            Ok(Published { set, .. }) => {
                let keys = set.keys().len();
                if self.works {
                    tracing::debug!(target: "jwt_auth", event = "jwks_fetched", source, keys);
                } else {
                    tracing::info!(target: "jwt_auth", event = "jwks_fetched", source, keys);
                }
                if self.skipped != set.skipped() {
                    self.skipped = set.skipped().to_vec();
                    for skipped in set.skipped() {
                        tracing::warn!(target: "jwt_auth", event = "jwk_skipped", source, "{skipped}");
                    }
                }
                (self.works, self.content_error) = (true, false);
            }
            Err(error) => {
                self.works = false;
                if error.is_content() && !self.content_error {
                    self.content_error = true;
                    tracing::error!(target: "jwt_auth", event = "jwks_unusable", source, "{error}");
                } else {
                    tracing::warn!(target: "jwt_auth", event = "jwks_failed", source, "{error}");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
