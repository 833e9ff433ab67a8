use std::fmt;
use std::sync::Arc;

use jwt_auth_core::Refusal;

use crate::AnonymousReason;
use crate::cache_headers::Personal;
use crate::challenge::RefusalResponder;
use crate::refusal_counts::RefusalCounts;
use crate::sites::Sites;
use crate::token_source::TokenSources;

/// What the extractors and guards of one [`JwtAuth`](crate::JwtAuth) go by.
pub(crate) struct Settings {
    pub(crate) sources: TokenSources,
    pub(crate) personal: Personal,
    pub(crate) sites: Sites,
    pub(crate) responder: Option<Arc<dyn RefusalResponder>>,
    pub(crate) refusals: RefusalCounts,
}

impl Settings {
    /// Logs and counts that a request has no user.
    pub(crate) fn note(&self, reason: AnonymousReason) {
        reason.log();
        self.refusals.add(reason.code());
    }

    /// Logs and counts cookies that were passed over beside a good one: a few are old ones, many are somebody's attempt.
    pub(crate) fn note_skipped(&self, skipped: &[Refusal]) {
        for refusal in skipped {
            let reason = refusal.code();
            tracing::debug!(target: "jwt_auth", event = "candidate_skipped", reason);
            self.refusals.add("candidate_skipped");
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("sources", &self.sources)
            .field("sites", &self.sites)
            .finish_non_exhaustive()
    }
}
