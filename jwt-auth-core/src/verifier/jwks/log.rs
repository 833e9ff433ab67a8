//! What the operator reads of fetches.

use super::fetch::FetchError;
use crate::verifier::jwk_set::{JwkSet, SkippedKey};

/// Says each thing once: a source that stays broken is not worth a line every 30 seconds at the loudest level.
#[derive(Default)]
pub(super) struct Log {
    content_error: bool,
    skipped: Vec<SkippedKey>,
}

impl Log {
    pub(super) fn write(&mut self, fetched: &Result<JwkSet, FetchError>) {
        match fetched {
            Ok(set) => {
                self.content_error = false;
                tracing::debug!(target: "jwt_auth", event = "jwks_fetched", keys = set.keys().len());
                if self.skipped != set.skipped() {
                    self.skipped = set.skipped().to_vec();
                    for skipped in set.skipped() {
                        tracing::warn!(target: "jwt_auth", event = "jwk_skipped", "{skipped}");
                    }
                }
            }
            Err(error) if error.is_content() && !self.content_error => {
                self.content_error = true;
                tracing::error!(target: "jwt_auth", event = "jwks_unusable", "{error}");
            }
            Err(error) => tracing::warn!(target: "jwt_auth", event = "jwks_failed", "{error}"),
        }
    }
}

#[cfg(test)]
mod tests;
