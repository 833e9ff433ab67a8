//! Get-or-create and field sync, written once for every database.
//!
//! No upsert and no `RETURNING`: upserts that the databases offer can hit another person's row (a unique e-mail, a
//! padded or folded key), and not all databases offer the same ones. The unique index on the key and the guarded
//! update decide every race, so the rules hold across processes.

use crate::Refusal;
use crate::user::{Changes, JwtUser};
use crate::verifier::Verified;

/// How often a row may vanish between two statements before the store gives up.
const ATTEMPTS: usize = 3;

/// The three statements of a model, without what runs them.
pub(crate) trait Rows<U: JwtUser> {
    type Error;

    fn find(&mut self, claims: &U::Claims) -> Result<Option<U>, Self::Error>;

    /// A unique violation is an outcome, not an error: somebody else may have been faster.
    fn insert(
        &mut self,
        claims: &U::Claims,
        issued_at: Option<i64>,
    ) -> Result<Outcome, Self::Error>;

    fn update(&mut self, claims: &U::Claims, write: Write) -> Result<Outcome, Self::Error>;
}

/// What a statement that writes did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It wrote the row.
    Written,
    /// Its guard kept it from writing: the row is gone, or a newer token was faster.
    Guarded,
    /// A unique or check constraint refused it.
    Conflict,
}

/// What an `UPDATE` writes, and the guard under which it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Write {
    /// The columns to write, besides the watermark.
    pub changes: Changes,
    /// The token's `iat`: the new watermark. `None` leaves the watermark alone and is allowed only where there is none.
    pub issued_at: Option<i64>,
    /// A stored watermark beyond this second counts as none.
    pub horizon: i64,
}

#[derive(Debug)]
pub(crate) enum SyncError<E> {
    Refused(Refusal),
    Store(E),
    /// The row kept vanishing.
    Contended,
}

impl<E> From<E> for SyncError<E> {
    fn from(error: E) -> Self {
        Self::Store(error)
    }
}

/// Finds the row, or creates it; updates only what differs, and only if no newer token wrote it.
pub(crate) fn get_or_sync<U: JwtUser, R: Rows<U>>(
    rows: &mut R,
    verified: &Verified<U::Claims>,
) -> Result<U, SyncError<R::Error>> {
    let claims = verified.claims();
    let mut refused_once = false;
    for _ in 0..ATTEMPTS {
        let Some(row) = rows.find(claims)? else {
            match rows.insert(claims, verified.issued_at())? {
                Outcome::Conflict if refused_once => {
                    return Err(SyncError::Refused(Refusal::RowConflict));
                }
                // Somebody else inserted the person, whom the next SELECT finds, or another unique column is taken.
                Outcome::Conflict => refused_once = true,
                _ => tracing::info!(target: "jwt_auth", event = "user_created"),
            }
            continue;
        };
        let row = accept(row, claims)?;
        let Some(write) = needed_write(&row, verified) else {
            return Ok(row);
        };
        match rows.update(claims, write) {
            Ok(Outcome::Written) => return Ok(written(row, claims, write)),
            Ok(Outcome::Conflict) if !write.changes.is_empty() => {
                return Err(SyncError::Refused(Refusal::RowConflict));
            }
            // A newer token was faster: its row is the truth.
            Ok(Outcome::Guarded) => {
                if let Some(row) = rows.find(claims)? {
                    return accept(row, claims);
                }
            }
            Err(error) if !write.changes.is_empty() => return Err(SyncError::Store(error)),
            Ok(Outcome::Conflict) | Err(_) => {
                tracing::warn!(target: "jwt_auth", event = "watermark_not_written");
                return Ok(row);
            }
        }
    }
    Err(SyncError::Contended)
}

/// Databases fold case and trailing spaces; a row is the person's only if the key is the same byte for byte.
fn accept<U: JwtUser, E>(row: U, claims: &U::Claims) -> Result<U, SyncError<E>> {
    if !row.has_key_of(claims) {
        return Err(SyncError::Refused(Refusal::KeyCollision));
    }
    if !row.is_active() {
        return Err(SyncError::Refused(Refusal::Inactive));
    }
    Ok(row)
}

fn needed_write<U: JwtUser>(row: &U, verified: &Verified<U::Claims>) -> Option<Write> {
    let horizon = verified.latest_issued_at();
    let issued_at = verified.issued_at();
    let watermark = row.watermark().filter(|stored| {
        let plausible = *stored <= horizon;
        if !plausible {
            tracing::warn!(target: "jwt_auth", event = "watermark_in_future");
        }
        plausible
    });
    let older = match (issued_at, watermark) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(token), Some(stored)) => token < stored,
    };
    if older {
        return None;
    }
    let advances = U::HAS_WATERMARK && issued_at.is_some() && issued_at != watermark;
    let changes = row.changes(verified.claims());
    (advances || !changes.is_empty()).then_some(Write {
        changes,
        issued_at,
        horizon,
    })
}

fn written<U: JwtUser>(mut row: U, claims: &U::Claims, write: Write) -> U {
    row.apply(claims, write.changes);
    if let Some(issued_at) = write.issued_at {
        row.set_watermark(issued_at);
    }
    if !write.changes.is_empty() {
        let columns: Vec<_> = write.changes.names::<U>().collect();
        tracing::info!(target: "jwt_auth", event = "user_synced", ?columns);
    }
    row
}

#[cfg(all(test, feature = "test-util"))]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
