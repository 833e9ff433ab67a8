//! What superusers change about the accounts of others.

use diesel::prelude::*;

use super::changes::end_sign_ins;
use super::{Account, Accounts, accounts, find};
use crate::connection::AnyConnection;
use crate::database::StoreError;

/// How many accounts a page shows.
const PAGE: usize = 50;

/// What an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rights {
    pub(crate) staff: bool,
    pub(crate) superuser: bool,
    pub(crate) active: bool,
}

impl Rights {
    /// Each by its name, here and there.
    pub(crate) fn beside(self, other: Self) -> [(&'static str, bool, bool); 3] {
        [
            ("Staff", self.staff, other.staff),
            ("Superuser", self.superuser, other.superuser),
            ("Active", self.active, other.active),
        ]
    }

    fn rule(self) -> bool {
        self.superuser && self.active
    }
}

/// How a form says which rights it was filled in for.
impl std::fmt::Display for Rights {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            staff,
            superuser,
            active,
        } = self;
        write!(f, "staff={staff},superuser={superuser},active={active}")
    }
}

impl Account {
    pub(crate) fn rights(&self) -> Rights {
        Rights {
            staff: self.is_staff,
            superuser: self.is_superuser,
            active: self.is_active,
        }
    }
}

/// What became of a change of rights.
pub(crate) enum RightsChange {
    /// The account as it is now.
    Done(Account),
    /// Whoever wants it is no active superuser any more, or has another password by now.
    Forbidden,
    /// There is no such account.
    Unknown,
    /// It has other rights by now than the form was filled in for.
    Outdated,
    /// Nobody would be left who can give rights.
    LastSuperuser,
}

/// Some of the accounts, by their e-mail addresses.
pub(crate) struct Page {
    pub(crate) accounts: Vec<Account>,
    /// The last address of this page, if there is another page.
    pub(crate) next: Option<String>,
}

impl Accounts {
    /// Those whose address begins so and comes after another, both in lower case.
    pub(crate) fn page(&self, prefix: &str, after: &str) -> Result<Page, StoreError> {
        // An address holds no control character, and PostgreSQL takes no NUL.
        if [prefix, after]
            .iter()
            .any(|it| it.contains(char::is_control))
        {
            let accounts = Vec::new();
            return Ok(Page {
                accounts,
                next: None,
            });
        }
        // A range, because LIKE would need escaping, and no index helps it. Nothing sorts behind this character.
        let end = format!("{prefix}{}", char::MAX);
        let page = find()
            .filter(accounts::email.ge(prefix))
            .filter(accounts::email.lt(end))
            .filter(accounts::email.gt(after))
            .order(accounts::email.asc())
            .limit(PAGE as i64 + 1);
        self.database.with(|conn| {
            let mut accounts: Vec<Account> = page.get_results(conn)?;
            let is_last = accounts.len() <= PAGE;
            accounts.truncate(PAGE);
            let next = accounts.last().filter(|_| !is_last);
            let next = next.map(|account| account.email.clone());
            Ok(Page { accounts, next })
        })
    }

    /// Gives an account these rights, in the name of a superuser, if it has those still that `was` says. Whoever is made inactive
    /// is signed out.
    pub(crate) fn set_rights(
        &self,
        by: &Account,
        uuid: &str,
        was: &str,
        rights: Rights,
    ) -> Result<RightsChange, StoreError> {
        self.database.with(|conn| {
            conn.transaction(|conn| {
                let superusers = hold_superusers(conn)?;
                // Not earlier: another may have demoted this one in the meantime.
                if !may_rule(conn, by)? {
                    return Ok(RightsChange::Forbidden);
                }
                let by_uuid = || find().filter(accounts::uuid.eq(uuid));
                let Some(account): Option<Account> = by_uuid().get_result(conn).optional()? else {
                    return Ok(RightsChange::Unknown);
                };
                if account.rights().to_string() != was {
                    return Ok(RightsChange::Outdated);
                }
                if account.rights().rule() && !rights.rule() && superusers <= 1 {
                    return Ok(RightsChange::LastSuperuser);
                }
                diesel::update(accounts::table.filter(accounts::uuid.eq(uuid)))
                    .set((
                        accounts::is_staff.eq(rights.staff),
                        accounts::is_superuser.eq(rights.superuser),
                        accounts::is_active.eq(rights.active),
                    ))
                    .execute(conn)?;
                if !rights.active {
                    end_sign_ins(conn, uuid, self.clock.now())?;
                }
                Ok(RightsChange::Done(by_uuid().get_result(conn)?))
            })
        })
    }
}

/// How many active superusers there are. Until the transaction ends, no other changes rights: two who demote each other at the
/// same time would leave nobody.
fn hold_superusers(conn: &mut AnyConnection) -> QueryResult<usize> {
    let superusers = accounts::table
        .filter(accounts::is_superuser.eq(true))
        .filter(accounts::is_active.eq(true));
    match conn {
        // In one order for all: of two that wait for each other's rows, PostgreSQL makes one give up.
        #[cfg(feature = "postgres")]
        AnyConnection::Postgres(conn) => {
            let in_order = superusers.order(accounts::id.asc()).select(accounts::id);
            let held: Vec<i32> = in_order.for_update().load(conn)?;
            Ok(held.len())
        }
        AnyConnection::Sqlite(conn) => diesel::update(superusers)
            .set(accounts::is_superuser.eq(accounts::is_superuser))
            .execute(conn),
    }
}

fn may_rule(conn: &mut AnyConnection, by: &Account) -> QueryResult<bool> {
    let same = find()
        .filter(accounts::uuid.eq(&by.uuid))
        .filter(accounts::password_hash.eq(&by.password_hash));
    let account: Option<Account> = same.get_result(conn).optional()?;
    Ok(account.is_some_and(|account| account.rights().rule()))
}
