//! Get-or-create and field sync, written once for every database.
//!
//! No upsert and no `RETURNING`: upserts that the databases offer can hit another person's row (a unique e-mail, a
//! padded or folded key), and not all databases offer the same ones. The unique index on the key and the guarded
//! update decide every race, so the rules hold across processes.

use std::cmp::Ordering;

use super::events;
use super::policy::{AdoptExisting, Policy, UnknownUser};
use crate::Refusal;
use crate::user::{Changes, JwtUser};
use crate::verifier::Verified;

/// How often a row may vanish, or be written by others, between two statements before the store gives up.
const ATTEMPTS: usize = 16;

/// The statements of a model, without what runs them.
pub(crate) trait Rows<U: JwtUser> {
    type Error;

    fn find(&mut self, claims: &U::Claims) -> Result<Option<U>, Self::Error>;

    /// Gives the person's key to a row that is older than the shared sign-in. `None` where there is none for them.
    fn link(&mut self, verified: &Verified<U::Claims>) -> Result<Option<Outcome>, Self::Error>;

    /// A unique violation is an outcome, not an error: somebody else may have been faster.
    fn insert(
        &mut self,
        verified: &Verified<U::Claims>,
        leaving_out: Changes,
    ) -> Result<Outcome, Self::Error>;

    fn update(&mut self, claims: &U::Claims, write: Write) -> Result<Outcome, Self::Error>;
}

/// What a statement that writes did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It wrote the row.
    Written,
    /// Its guard kept it from writing: the row is gone, or no longer the one that was read.
    Guarded,
    /// A constraint refused it.
    Conflict,
    /// The row is of somebody who is refused.
    Refused(Refusal),
}

/// What an `UPDATE` writes, and the guard under which it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Write {
    /// The columns to write, besides the watermark.
    pub changes: Changes,
    /// The token's `iat`: the new watermark. `None` leaves the watermark alone and is allowed only where there is none.
    pub issued_at: Option<i64>,
    /// The watermark of the row that was read, if it counts. Where it has moved since, what differs is no longer known.
    pub seen: Option<i64>,
    /// A stored watermark beyond this second counts as none.
    pub horizon: i64,
}

#[derive(Debug)]
pub(crate) enum SyncError<E> {
    Refused(Refusal),
    Store(E),
    /// The row kept vanishing, or others kept writing it.
    Contended,
}

impl<E> From<E> for SyncError<E> {
    fn from(error: E) -> Self {
        Self::Store(error)
    }
}

/// Finds the row, or creates it; updates only what differs, and only if no other token wrote it since it was read.
pub(crate) fn get_or_sync<U: JwtUser, R: Rows<U>>(
    rows: &mut R,
    verified: &Verified<U::Claims>,
    policy: &Policy,
) -> Result<U, SyncError<R::Error>> {
    let mut conflicts = Conflicts::default();
    for _ in 0..ATTEMPTS {
        let Some(row) = rows.find(verified.claims())? else {
            create(rows, verified, policy, &mut conflicts)?;
            continue;
        };
        let row = accept(row, verified, policy)?;
        if let Some(row) = sync(rows, row, verified, policy)? {
            return Ok(row);
        }
    }
    Err(SyncError::Contended)
}

/// What one `SELECT` tells, if nothing has to be written. Everything else, an error too, is for [`get_or_sync`].
pub(crate) fn look_up<U: JwtUser, R: Rows<U>>(
    rows: &mut R,
    verified: &Verified<U::Claims>,
    policy: &Policy,
) -> Option<Result<U, Refusal>> {
    let row = rows.find(verified.claims()).ok()??;
    match accept::<U, R::Error>(row, verified, policy) {
        Ok(row) => needed_write(&row, verified).is_none().then_some(Ok(row)),
        Err(SyncError::Refused(refusal)) => Some(Err(refusal)),
        Err(_) => None,
    }
}

/// What a constraint or a guard kept from happening so far.
#[derive(Default)]
struct Conflicts {
    link: bool,
    insert: bool,
}

/// What is created is found by the next `SELECT`, whoever created it.
fn create<U: JwtUser, R: Rows<U>>(
    rows: &mut R,
    verified: &Verified<U::Claims>,
    policy: &Policy,
    conflicts: &mut Conflicts,
) -> Result<(), SyncError<R::Error>> {
    if policy.adopt_existing == AdoptExisting::No && verified.issued_at().is_none() {
        return Err(SyncError::Refused(Refusal::MissingClaim("iat")));
    }
    match rows.link(verified)? {
        None => {}
        Some(Outcome::Written) => {
            tracing::info!(target: "jwt_auth", event = "user_linked");
            return Ok(());
        }
        Some(Outcome::Refused(refusal)) => return Err(SyncError::Refused(refusal)),
        // Another request of this person was faster, whom the next SELECT finds.
        Some(Outcome::Guarded | Outcome::Conflict) if !conflicts.link => {
            conflicts.link = true;
            return Ok(());
        }
        Some(Outcome::Conflict) => return Err(SyncError::Refused(Refusal::RowConflict)),
        // Or of somebody else: then the row is not theirs.
        Some(Outcome::Guarded) => {}
    }
    if policy.unknown_user == UnknownUser::Reject {
        return Err(SyncError::Refused(Refusal::UnknownUser));
    }
    let leaving_out = if conflicts.insert {
        U::OPTIONAL_ON_CONFLICT
    } else {
        Changes::none()
    };
    match rows.insert(verified, leaving_out)? {
        Outcome::Conflict if conflicts.insert => {
            return Err(SyncError::Refused(Refusal::RowConflict));
        }
        // Somebody else inserted the person, whom the next SELECT finds, or another unique column is taken.
        Outcome::Conflict => conflicts.insert = true,
        _ => {
            tracing::info!(target: "jwt_auth", event = "user_created");
            events::left_behind::<U>(leaving_out);
        }
    }
    Ok(())
}

/// Databases fold case and trailing spaces; a row is the person's only if the key is the same byte for byte.
fn accept<U: JwtUser, E>(
    row: U,
    verified: &Verified<U::Claims>,
    policy: &Policy,
) -> Result<U, SyncError<E>> {
    let refusal = if !row.has_key_of(verified.claims()) {
        Some(Refusal::KeyCollision)
    } else if policy.adopt_existing == AdoptExisting::No && row.watermark().is_none() {
        Some(Refusal::NotAdopted)
    } else {
        locally_refused(&row, verified)
    };
    match refusal {
        Some(refusal) => Err(SyncError::Refused(refusal)),
        None => Ok(row),
    }
}

/// What the row itself says about the person and their older tokens.
pub(crate) fn locally_refused<U: JwtUser>(
    row: &U,
    verified: &Verified<U::Claims>,
) -> Option<Refusal> {
    let signed_out = row
        .not_before()
        .is_some_and(|begin| verified.issued_at().is_none_or(|issued| issued < begin));
    if !row.is_active() {
        Some(Refusal::Inactive)
    } else {
        signed_out.then_some(Refusal::SignedOut)
    }
}

/// `None` when the row is gone or somebody else's write came between.
fn sync<U: JwtUser, R: Rows<U>>(
    rows: &mut R,
    mut row: U,
    verified: &Verified<U::Claims>,
    policy: &Policy,
) -> Result<Option<U>, SyncError<R::Error>> {
    let claims = verified.claims();
    let Some(mut write) = needed_write(&row, verified) else {
        return Ok(Some(row));
    };
    let differed = write.changes;
    let mut outcome = rows.update(claims, write);
    let taken = write.changes.intersection(U::OPTIONAL_ON_CONFLICT);
    if matches!(outcome, Ok(Outcome::Conflict)) && !taken.is_empty() {
        events::left_behind::<U>(taken);
        write.changes = write.changes.without(taken);
        let advances = U::HAS_WATERMARK && write.issued_at.is_some();
        if write.changes.is_empty() && !advances {
            return Ok(Some(row));
        }
        outcome = rows.update(claims, write);
    }
    match outcome {
        // Without a watermark there may have been tokens without an `iat`, whose writes no guard notices.
        Ok(Outcome::Written) if write.changes.is_empty() && write.seen.is_some() => {
            if let Some(issued_at) = write.issued_at {
                row.set_watermark(issued_at);
            }
            Ok(Some(row))
        }
        Ok(Outcome::Written) => {
            events::synced::<U>(write.changes);
            read_back(rows, verified, policy, write, differed)
        }
        // Another token was faster. What it left is looked at anew: it may be newer, or older.
        Ok(Outcome::Guarded) => Ok(None),
        Ok(Outcome::Refused(refusal)) => Err(SyncError::Refused(refusal)),
        Ok(Outcome::Conflict) if !write.changes.is_empty() => {
            Err(SyncError::Refused(Refusal::RowConflict))
        }
        Err(error) if !write.changes.is_empty() => Err(SyncError::Store(error)),
        Ok(Outcome::Conflict) | Err(_) => {
            tracing::warn!(target: "jwt_auth", event = "watermark_not_written");
            Ok(Some(row))
        }
    }
}

/// The row as the database has it after the write, if that is all this token's or a newer one's.
fn read_back<U: JwtUser, R: Rows<U>>(
    rows: &mut R,
    verified: &Verified<U::Claims>,
    policy: &Policy,
    write: Write,
    differed: Changes,
) -> Result<Option<U>, SyncError<R::Error>> {
    let Some(row) = rows.find(verified.claims())? else {
        return Ok(None);
    };
    let row = accept(row, verified, policy)?;
    match row.watermark().cmp(&write.issued_at) {
        _ if !U::HAS_WATERMARK => {}
        // A newer token has written since.
        Ordering::Greater => return Ok(Some(row)),
        Ordering::Equal => {}
        // What was written is not there: a hook has passed over an error that took the transaction back.
        Ordering::Less => return Ok(None),
    }
    let differing = row.changes(verified.claims());
    // A token of the same second wrote what was equal before: a row is never half one's and half the other's.
    let not_ours = differing.without(differed).without(U::OPTIONAL_ON_CONFLICT);
    if U::HAS_WATERMARK && !not_ours.is_empty() {
        return Ok(None);
    }
    events::not_converging::<U>(differing.intersection(write.changes), policy);
    Ok(Some(row))
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
    let mut changes = row.changes(verified.claims());
    if U::HAS_WATERMARK && issued_at.is_some() && !advances {
        // A token of this second has tried already.
        changes = changes.without(U::OPTIONAL_ON_CONFLICT);
    }
    (advances || !changes.is_empty()).then_some(Write {
        changes,
        issued_at,
        seen: watermark,
        horizon,
    })
}

#[cfg(all(test, feature = "test-util"))]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;
