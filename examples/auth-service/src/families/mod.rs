//! Each sign-in is a family of refresh tokens: one is good at a time, and its use replaces it by its successor.
//!
//! Whoever shows a replaced token has a copy, or was robbed of it. Nobody can tell the two apart, so the whole family is
//! revoked (RFC 9700 section 4.14.2). Access tokens that are out already stay good for their few minutes.

mod family;

use diesel::dsl::AsSelect;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use uuid::Uuid;

use crate::accounts::{Account, Reading, hold, may_found, read};
use crate::clock::TokenClock;
use crate::connection::{AnyConnection, Backend};
use crate::database::{Database, StoreError};
use crate::tokens::{REFRESH_LIFETIME_CAP, RefreshToken};
pub(crate) use family::Family;
use family::{GRACE, families};

/// How the family of a refresh token stands.
pub(crate) enum Standing {
    /// The token is accepted; the family has the newest one.
    Good(Family),
    /// Somebody signed out, or a replaced token was used again, now or before.
    Revoked,
    /// There is no such family.
    Unknown,
}

/// The families in their database. Cheap to clone; every method blocks, and reads the clock only when it has a connection.
///
/// A token is replaced by one guarded `UPDATE`, which succeeds for one of any number of requests, in any number of processes.
/// PostgreSQL lets the others wait for it and then judge the new row (READ COMMITTED). There is no transaction around that: what
/// is read afterwards is what all of them have done. Only what founds a family holds the account's row for as long as it takes.
#[derive(Clone)]
pub(crate) struct Families {
    database: Database,
    clock: TokenClock,
}

impl Families {
    pub(crate) fn new(database: Database, clock: TokenClock) -> Self {
        Self { database, clock }
    }

    /// A new sign-in, or none if the account is inactive by now or has another password. The account comes back as it is then:
    /// its rights and names may be others. On this occasion, those sign-ins are deleted of which no token can be good any more.
    /// Not earlier: a token without a family would found it anew, and what was signed out would be good again.
    pub(crate) fn sign_in(
        &self,
        account: &Account,
    ) -> Result<Option<(Account, Family)>, StoreError> {
        self.database.with(|conn| {
            if let Err(error) = delete_ended(conn, self.clock.now()) {
                tracing::warn!(%error, "sign-ins that have ended are not deleted");
            }
            conn.transaction(|conn| {
                if !hold(conn, account)? {
                    return Ok(None);
                }
                Ok(begin(conn, &account.uuid, &self.clock)?)
            })
        })
    }

    /// How the family stands, once the token was replaced if it is the current one.
    pub(crate) fn renew(&self, token: &RefreshToken) -> Result<Standing, StoreError> {
        self.database.with(|conn| {
            let now = self.clock.now();
            adopt(conn, token)?;
            replace(conn, token, now)?;
            standing(conn, token, now)
        })
    }

    /// How the family stands; the token stays.
    pub(crate) fn look(&self, token: &RefreshToken) -> Result<Standing, StoreError> {
        self.database.with(|conn| {
            adopt(conn, token)?;
            standing(conn, token, self.clock.now())
        })
    }

    /// Ends the families of these tokens, whether they are the newest or not.
    pub(crate) fn revoke(&self, tokens: &[RefreshToken]) -> Result<(), StoreError> {
        self.database.with(|conn| {
            for token in tokens {
                adopt(conn, token)?;
                revoke(conn, token)?;
            }
            Ok(())
        })
    }
}

/// Of two that take the same rows in different orders, PostgreSQL makes one give up. So this one waits for no row: what somebody
/// else holds is left to the next sign-in.
fn delete_ended(conn: &mut AnyConnection, now: i64) -> QueryResult<usize> {
    let latest = now.saturating_sub(REFRESH_LIFETIME_CAP);
    let ended = families::table.filter(families::issued.le(latest));
    match conn {
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(conn) => conn.transaction(|conn| {
            let free = ended.select(families::id).for_update().skip_locked();
            let free: Vec<String> = free.load(conn)?;
            diesel::delete(families::table.filter(families::id.eq_any(free))).execute(conn)
        }),
        AnyConnection::Sqlite(conn) => diesel::delete(ended).execute(conn),
    }
}

/// A new sign-in for an account that the transaction holds. The family was issued when the account was read.
pub(crate) fn begin(
    conn: &mut AnyConnection,
    uuid: &str,
    clock: &TokenClock,
) -> QueryResult<Option<(Account, Family)>> {
    let Some(Reading { account, at }) = read(conn, uuid, clock)? else {
        return Ok(None);
    };
    let jti = Uuid::new_v4().simple().to_string();
    let family = Family::begun(jti, account.uuid.clone(), at);
    diesel::insert_into(families::table)
        .values(&family)
        .execute(conn)?;
    Ok(Some((account, family)))
}

/// A token without a family founds one that is called after it: the same at every use, so it is the current one only once.
/// One of nobody who has an account here founds none, nor does one from before the account's sign-ins were ended, nor one without
/// `iat`, once they ever were.
fn adopt(conn: &mut AnyConnection, token: &RefreshToken) -> Result<(), StoreError> {
    if token.family.is_some() || family_of(conn, token)?.is_some() {
        return Ok(());
    }
    let founded = conn.transaction(|conn| {
        if may_found(conn, token)? {
            diesel::insert_into(families::table)
                .values(&Family::founded_by(token))
                .execute(conn)?;
        }
        Ok(())
    });
    match founded {
        // Another request has just founded it.
        Ok(()) | Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn replace(conn: &mut AnyConnection, token: &RefreshToken, now: i64) -> Result<(), StoreError> {
    let is_first = families::previous_jti.is_null();
    let is_settled = families::issued.lt(now.saturating_sub(GRACE));
    let current = families::table
        .filter(families::id.eq(token.family()))
        .filter(families::account_uuid.eq(&token.user_uuid))
        .filter(families::current_jti.eq(&token.jti))
        .filter(families::revoked.eq(false))
        .filter(is_first.or(is_settled));
    let successor = Uuid::new_v4().simple().to_string();
    diesel::update(current)
        .set((
            families::previous_jti.eq(families::current_jti.nullable()),
            families::current_jti.eq(successor),
            families::issued.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

fn standing(
    conn: &mut AnyConnection,
    token: &RefreshToken,
    now: i64,
) -> Result<Standing, StoreError> {
    Ok(match family_of(conn, token)? {
        None => Standing::Unknown,
        Some(family) if family.revoked => Standing::Revoked,
        Some(family) if family.accepts(&token.jti, now) => Standing::Good(family),
        Some(family) => {
            revoke(conn, token)?;
            tracing::warn!(
                user_uuid = token.user_uuid,
                family = family.id,
                "a refresh token that was replaced is used again: it may be stolen, and its family is revoked"
            );
            Standing::Revoked
        }
    })
}

fn family_of(conn: &mut AnyConnection, token: &RefreshToken) -> Result<Option<Family>, StoreError> {
    Ok(find()
        .filter(families::id.eq(token.family()))
        .filter(families::account_uuid.eq(&token.user_uuid))
        .get_result(conn)
        .optional()?)
}

fn revoke(conn: &mut AnyConnection, token: &RefreshToken) -> Result<(), StoreError> {
    let family = families::table
        .filter(families::id.eq(token.family()))
        .filter(families::account_uuid.eq(&token.user_uuid));
    diesel::update(family)
        .set(families::revoked.eq(true))
        .execute(conn)?;
    Ok(())
}

/// Ends all families of an account.
pub(crate) fn revoke_all(conn: &mut AnyConnection, account_uuid: &str) -> QueryResult<()> {
    diesel::update(families::table.filter(families::account_uuid.eq(account_uuid)))
        .set(families::revoked.eq(true))
        .execute(conn)?;
    Ok(())
}

#[diesel::dsl::auto_type]
fn find() -> _ {
    let family: AsSelect<Family, Backend> = Family::as_select();
    families::table.select(family)
}
