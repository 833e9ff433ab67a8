//! What the store did to columns, for the log.

use super::policy::Policy;
use crate::user::{Changes, JwtUser};

/// Without this a trigger that rewrites a column, or a rounding column, would cost a write at every request, silently.
pub(super) fn not_converging<U: JwtUser>(stuck: Changes, policy: &Policy) {
    let stuck = policy.first_notice(stuck);
    if !stuck.is_empty() {
        let columns: Vec<_> = stuck.names::<U>().collect();
        tracing::warn!(
            target: "jwt_auth", event = "not_converging", ?columns,
            "the database does not keep what was written, so each request writes again: let `with` bring the claim into the \
             column's form, or remove the trigger"
        );
    }
}

pub(super) fn synced<U: JwtUser>(changes: Changes) {
    if changes.is_empty() {
        return;
    }
    let columns: Vec<_> = changes.names::<U>().collect();
    tracing::info!(target: "jwt_auth", event = "user_synced", ?columns);
}

/// Somebody else has what the token says: a security event, since one of the two may be an impostor.
pub(super) fn left_behind<U: JwtUser>(changes: Changes) {
    if !changes.is_empty() {
        let columns: Vec<_> = changes.names::<U>().collect();
        tracing::warn!(target: "jwt_auth", event = "conflict_left_out", ?columns);
    }
}
