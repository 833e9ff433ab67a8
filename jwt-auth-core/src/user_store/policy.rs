use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::user::Changes;

/// What happens when a token names a person who has no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UnknownUser {
    /// The row is made. The default, as in the article.
    #[default]
    Create,
    /// The person is refused with [`Refusal::UnknownUser`](crate::Refusal::UnknownUser): rows are made elsewhere, by an
    /// invitation for example.
    Reject,
}

/// What happens when the person's row was there before any token wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AdoptExisting {
    /// The row is theirs: it has their key. The default, as in the article.
    #[default]
    Yes,
    /// The person is refused with [`Refusal::NotAdopted`](crate::Refusal::NotAdopted), for tables in which people chose
    /// their keys themselves. A row counts as written by a token once its watermark is set, so a token without `iat` makes
    /// no row.
    No,
}

/// The policies of one store.
#[derive(Debug, Clone, Default)]
pub(crate) struct Policy {
    pub(crate) unknown_user: UnknownUser,
    pub(crate) adopt_existing: AdoptExisting,
    noticed: Arc<AtomicU64>,
}

impl Policy {
    /// Those of `changes` that no earlier call named: what would otherwise be logged at every request.
    pub(crate) fn first_notice(&self, changes: Changes) -> Changes {
        let before = self.noticed.fetch_or(changes.bits(), Ordering::Relaxed);
        changes.without(Changes::from_bits(before))
    }
}
