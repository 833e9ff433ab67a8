use diesel::QueryResult;
use diesel::r2d2::R2D2Connection;
use diesel::result::{DatabaseErrorKind, Error};

use super::hooks::Hooks;
use super::{DieselUser, Write};
use crate::user::Changes;
use crate::user_store::get_or_sync::{Outcome, Rows};
use crate::verifier::Verified;

/// The model's statements on one connection. A statement that no hook goes with is its own transaction.
pub(super) struct DieselRows<'c, U: DieselUser<Conn>, Conn> {
    conn: &'c mut Conn,
    hooks: &'c Hooks<U, Conn>,
}

impl<'c, U: DieselUser<Conn>, Conn> DieselRows<'c, U, Conn> {
    pub(super) fn new(conn: &'c mut Conn, hooks: &'c Hooks<U, Conn>) -> Self {
        Self { conn, hooks }
    }
}

impl<U, Conn> Rows<U> for DieselRows<'_, U, Conn>
where
    U: DieselUser<Conn>,
    Conn: R2D2Connection,
{
    type Error = Error;

    fn find(&mut self, claims: &U::Claims) -> QueryResult<Option<U>> {
        U::find(self.conn, claims)
    }

    fn link(&mut self, verified: &Verified<U::Claims>) -> QueryResult<Option<Outcome>> {
        let Some(find_unlinked) = &self.hooks.find_unlinked else {
            return Ok(None);
        };
        let claims = verified.claims();
        // Older than any token, so that this one may write the rest.
        let watermark = verified.issued_at().map(|_| 0);
        let linked = self.conn.transaction(|conn| {
            let Some(row) = find_unlinked(conn, claims)? else {
                return Ok(None);
            };
            // Somebody's already, whatever the hook says.
            if row.watermark().is_some() {
                return Ok(None);
            }
            if !row.is_active() {
                return Ok(Some(Outcome::Inactive));
            }
            Ok(Some(Outcome::of(U::link(conn, &row, claims, watermark)?)))
        });
        match linked {
            Err(error) if is_conflict(&error) => Ok(Some(Outcome::Conflict)),
            linked => linked,
        }
    }

    fn insert(
        &mut self,
        verified: &Verified<U::Claims>,
        leaving_out: Changes,
    ) -> QueryResult<Outcome> {
        let (claims, issued_at) = (verified.claims(), verified.issued_at());
        let inserted = match &self.hooks.on_created {
            None => outcome(U::insert(self.conn, claims, issued_at, leaving_out)),
            Some(hook) => self.conn.transaction(|conn| {
                let inserted =
                    savepoint(conn, |conn| U::insert(conn, claims, issued_at, leaving_out))?;
                if inserted == Outcome::Written
                    && let Some(row) = U::find(conn, claims)?
                {
                    hook(conn, &row, claims)?;
                }
                Ok(inserted)
            }),
        };
        match inserted {
            // A column that was left out may not be null: the row cannot be made without it.
            Err(Error::DatabaseError(DatabaseErrorKind::NotNullViolation, _))
                if !leaving_out.is_empty() =>
            {
                Ok(Outcome::Conflict)
            }
            inserted => inserted,
        }
    }

    fn update(&mut self, claims: &U::Claims, write: Write) -> QueryResult<Outcome> {
        match &self.hooks.on_synced {
            Some(hook) if !write.changes.is_empty() => self.conn.transaction(|conn| {
                let updated = savepoint(conn, |conn| U::update(conn, claims, write))?;
                if updated == Outcome::Written
                    && let Some(row) = U::find(conn, claims)?
                {
                    hook(conn, &row, claims)?;
                }
                Ok(updated)
            }),
            _ => outcome(U::update(self.conn, claims, write)),
        }
    }
}

/// PostgreSQL gives up a transaction in which a statement failed, but for what a savepoint takes back.
fn savepoint<Conn: R2D2Connection>(
    conn: &mut Conn,
    statement: impl FnOnce(&mut Conn) -> QueryResult<usize>,
) -> QueryResult<Outcome> {
    outcome(conn.transaction(statement))
}

fn outcome(result: QueryResult<usize>) -> QueryResult<Outcome> {
    match result {
        Ok(rows) => Ok(Outcome::of(rows)),
        Err(error) if is_conflict(&error) => Ok(Outcome::Conflict),
        Err(error) => Err(error),
    }
}

fn is_conflict(error: &Error) -> bool {
    use DatabaseErrorKind::{CheckViolation, ExclusionViolation, UniqueViolation};
    matches!(
        error,
        Error::DatabaseError(UniqueViolation | CheckViolation | ExclusionViolation, _)
    )
}

impl Outcome {
    fn of(rows: usize) -> Self {
        match rows {
            0 => Self::Guarded,
            _ => Self::Written,
        }
    }
}
