use diesel::QueryResult;
use diesel::r2d2::R2D2Connection;
use diesel::result::{DatabaseErrorKind, Error};

use super::hooks::{After, Hooks};
use super::{DieselUser, Write};
use crate::user::Changes;
use crate::user_store::get_or_sync::{Outcome, Rows, locally_refused};
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
            if let Some(refusal) = locally_refused(&row, verified) {
                return Ok(Some(Outcome::Refused(refusal)));
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
        let insert = |conn: &mut Conn| {
            let inserted = U::insert(conn, claims, issued_at, leaving_out);
            match inserted {
                // A column that was left out may not be null: the row cannot be made without it.
                Err(Error::DatabaseError(DatabaseErrorKind::NotNullViolation, information))
                    if !leaving_out.is_empty() =>
                {
                    let conflict = DatabaseErrorKind::UniqueViolation;
                    Err(Error::DatabaseError(conflict, information))
                }
                inserted => inserted,
            }
        };
        match &self.hooks.on_created {
            None => outcome(insert(self.conn)),
            Some(hook) => written_with(self.conn, claims, insert, &**hook),
        }
    }

    fn update(&mut self, claims: &U::Claims, write: Write) -> QueryResult<Outcome> {
        match &self.hooks.on_synced {
            Some(hook) if !write.changes.is_empty() => {
                let update = |conn: &mut Conn| U::update(conn, claims, write);
                written_with(self.conn, claims, update, &**hook)
            }
            _ => outcome(U::update(self.conn, claims, write)),
        }
    }
}

/// A statement, and a hook with the row that it wrote, in one transaction. The statement has a savepoint of its own:
/// PostgreSQL gives up a transaction in which a statement failed, but for what a savepoint takes back.
fn written_with<U: DieselUser<Conn>, Conn: R2D2Connection>(
    conn: &mut Conn,
    claims: &U::Claims,
    statement: impl FnOnce(&mut Conn) -> QueryResult<usize>,
    hook: &After<U, Conn, U::Claims>,
) -> QueryResult<Outcome> {
    conn.transaction(|conn| {
        let written = outcome(conn.transaction(statement))?;
        if written == Outcome::Written {
            let row = U::find(conn, claims)?.filter(|row| row.has_key_of(claims));
            hook(conn, &row.ok_or(Error::NotFound)?, claims)?;
        }
        Ok(written)
    })
}

fn outcome(result: QueryResult<usize>) -> QueryResult<Outcome> {
    match result {
        Ok(rows) => Ok(Outcome::of(rows)),
        Err(error) if is_conflict(&error) => Ok(Outcome::Conflict),
        Err(error) => Err(error),
    }
}

fn is_conflict(error: &Error) -> bool {
    use DatabaseErrorKind::{CheckViolation, ExclusionViolation, UniqueViolation, Unknown};
    match error {
        Error::DatabaseError(UniqueViolation | CheckViolation | ExclusionViolation, _) => true,
        // A check constraint of MariaDB, which has another number than MySQL's.
        Error::DatabaseError(Unknown, information) => {
            information.message().starts_with("CONSTRAINT `")
        }
        _ => false,
    }
}

impl Outcome {
    fn of(rows: usize) -> Self {
        match rows {
            0 => Self::Guarded,
            _ => Self::Written,
        }
    }
}
