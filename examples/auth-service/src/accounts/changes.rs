//! What people change about their own accounts.
//!
//! Everything that ends sign-ins, and everything that begins one, holds the account's row until it is done: a sign-in that is
//! under way with the old password either ends with the others or never begins.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};

use super::{Account, Accounts, Reading, accounts, read};
use crate::connection::AnyConnection;
use crate::database::StoreError;
use crate::families::{self, Family};
use crate::tokens::RefreshToken;

/// What stands in `sign_ins_ended` of an account whose sign-ins were never ended.
const NEVER_ENDED: i64 = 0;

/// What became of a change.
pub(crate) enum Change {
    /// The account as it is now.
    Done(Reading),
    /// Another account has the e-mail address.
    Taken,
    /// The account has another password by now, or is gone or inactive.
    Outdated,
}

impl Accounts {
    pub(crate) fn change_names(
        &self,
        account: &Account,
        first_name: &str,
        last_name: &str,
    ) -> Result<Change, StoreError> {
        let same = accounts::table
            .filter(accounts::uuid.eq(&account.uuid))
            .filter(accounts::is_active.eq(true));
        let update = diesel::update(same).set((
            accounts::first_name.eq(first_name),
            accounts::last_name.eq(last_name),
        ));
        self.database.with(|conn| match update.execute(conn)? {
            0 => Ok(Change::Outdated),
            _ => self.changed(conn, &account.uuid),
        })
    }

    /// The address is kept in lower case.
    pub(crate) fn change_email(
        &self,
        account: &Account,
        email: &str,
    ) -> Result<Change, StoreError> {
        let same = accounts::table
            .filter(accounts::uuid.eq(&account.uuid))
            .filter(accounts::password_hash.eq(&account.password_hash))
            .filter(accounts::is_active.eq(true));
        let update = diesel::update(same).set(accounts::email.eq(email.to_lowercase()));
        self.database.with(|conn| match update.execute(conn) {
            Ok(0) => Ok(Change::Outdated),
            Ok(_) => self.changed(conn, &account.uuid),
            Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(Change::Taken),
            Err(error) => Err(error.into()),
        })
    }

    /// Ends all sign-ins of the account and begins another: of the one that changes it, somebody else may have a copy. `None`
    /// if the account has another password by now, or is gone or inactive.
    pub(crate) fn change_password(
        &self,
        account: &Account,
        password_hash: &str,
    ) -> Result<Option<(Account, Family)>, StoreError> {
        self.database.with(|conn| {
            conn.transaction(|conn| {
                if !hold(conn, account)? {
                    return Ok(None);
                }
                diesel::update(accounts::table.filter(accounts::uuid.eq(&account.uuid)))
                    .set(accounts::password_hash.eq(password_hash))
                    .execute(conn)?;
                end_sign_ins(conn, &account.uuid, self.clock.now())?;
                Ok(families::begin(conn, &account.uuid, &self.clock)?)
            })
        })
    }

    fn changed(&self, conn: &mut AnyConnection, uuid: &str) -> Result<Change, StoreError> {
        let reading = read(conn, uuid, &self.clock)?.filter(|it| it.account.is_active);
        Ok(reading.map_or(Change::Outdated, Change::Done))
    }
}

/// Whether the account is active and has the same password still. If so, nobody changes it before the transaction ends: an
/// `UPDATE` of nothing, because SQLite knows no other lock of a row.
pub(crate) fn hold(conn: &mut AnyConnection, account: &Account) -> QueryResult<bool> {
    let same = accounts::table
        .filter(accounts::uuid.eq(&account.uuid))
        .filter(accounts::password_hash.eq(&account.password_hash))
        .filter(accounts::is_active.eq(true));
    let held = diesel::update(same)
        .set(accounts::is_active.eq(accounts::is_active))
        .execute(conn)?;
    Ok(held == 1)
}

/// The families that there are, and tokens that have yet to found one.
pub(super) fn end_sign_ins(conn: &mut AnyConnection, uuid: &str, now: i64) -> QueryResult<()> {
    diesel::update(accounts::table.filter(accounts::uuid.eq(uuid)))
        .set(accounts::sign_ins_ended.eq(now))
        .execute(conn)?;
    families::revoke_all(conn, uuid)
}

/// Whether a refresh token without a family may found one. If so, nobody ends the account's sign-ins before the transaction does.
pub(crate) fn may_found(conn: &mut AnyConnection, token: &RefreshToken) -> QueryResult<bool> {
    let same = accounts::table
        .filter(accounts::uuid.eq(&token.user_uuid))
        .filter(accounts::sign_ins_ended.lt(token.issued.unwrap_or(NEVER_ENDED + 1)));
    let held = diesel::update(same)
        .set(accounts::is_active.eq(accounts::is_active))
        .execute(conn)?;
    Ok(held == 1)
}
