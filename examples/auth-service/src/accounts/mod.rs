mod changes;
mod rights;

use diesel::dsl::AsSelect;
use diesel::prelude::*;
use diesel::result::DatabaseErrorKind;
use uuid::Uuid;

use crate::clock::TokenClock;
use crate::connection::{AnyConnection, Backend};
use crate::database::{Database, StoreError};
use crate::registration::NewAccount;

pub(crate) use changes::{Change, hold, may_found};
pub(crate) use rights::{Rights, RightsChange};

diesel::table! {
    accounts (id) {
        id -> Integer,
        uuid -> Text,
        email -> Text,
        first_name -> Text,
        last_name -> Text,
        password_hash -> Text,
        is_staff -> Bool,
        is_superuser -> Bool,
        is_active -> Bool,
        created -> Timestamp,
        sign_ins_ended -> BigInt,
    }
}

/// A person who can sign in.
#[derive(Clone, Queryable, Selectable)]
pub(crate) struct Account {
    pub(crate) id: i32,
    pub(crate) uuid: String,
    pub(crate) email: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) password_hash: String,
    pub(crate) is_staff: bool,
    pub(crate) is_superuser: bool,
    pub(crate) is_active: bool,
}

impl Account {
    /// The name to show.
    pub(crate) fn display_name(&self) -> &str {
        if self.first_name.is_empty() {
            &self.email
        } else {
            &self.first_name
        }
    }
}

/// What the database said of an account.
#[derive(Clone)]
pub(crate) struct Reading {
    pub(crate) account: Account,
    /// From before it was read: an access token with this `iat` never claims to be newer than what it says.
    pub(crate) at: i64,
}

/// The accounts in their database. Cheap to clone; every method blocks, and reads the clock only when it has a connection.
#[derive(Clone)]
pub(crate) struct Accounts {
    database: Database,
    clock: TokenClock,
}

/// What became of a new account.
pub(crate) enum Creation {
    Created(Account),
    /// Another account has the e-mail address.
    Taken,
}

impl Accounts {
    pub(crate) fn new(database: Database, clock: TokenClock) -> Self {
        Self { database, clock }
    }

    /// The address is compared in lower case.
    pub(crate) fn by_email(&self, email: &str) -> Result<Option<Account>, StoreError> {
        let email = email.to_lowercase();
        self.database.with(|conn| {
            Ok(find()
                .filter(accounts::email.eq(email))
                .get_result(conn)
                .optional()?)
        })
    }

    pub(crate) fn by_uuid(&self, uuid: &str) -> Result<Option<Reading>, StoreError> {
        self.database
            .with(|conn| Ok(read(conn, uuid, &self.clock)?))
    }

    /// The unique index decides whether the address is free, whoever else registers at the same time.
    pub(crate) fn create(
        &self,
        new: &NewAccount,
        password_hash: &str,
    ) -> Result<Creation, StoreError> {
        let uuid = Uuid::new_v4().to_string();
        let insert = diesel::insert_into(accounts::table).values((
            accounts::uuid.eq(&uuid),
            accounts::email.eq(new.email.to_lowercase()),
            accounts::first_name.eq(&new.first_name),
            accounts::last_name.eq(&new.last_name),
            accounts::password_hash.eq(password_hash),
            accounts::is_staff.eq(new.is_staff),
            accounts::is_superuser.eq(new.is_superuser),
        ));
        self.database.with(|conn| match insert.execute(conn) {
            Ok(_) => Ok(Creation::Created(
                find().filter(accounts::uuid.eq(&uuid)).get_result(conn)?,
            )),
            Err(diesel::result::Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
                Ok(Creation::Taken)
            }
            Err(error) => Err(error.into()),
        })
    }

    /// Makes the account of this uuid be so, or makes it, whatever its id: for development.
    pub(crate) fn put(&self, account: &Account) -> Result<Creation, StoreError> {
        let values = (
            accounts::uuid.eq(&account.uuid),
            accounts::email.eq(&account.email),
            accounts::first_name.eq(&account.first_name),
            accounts::last_name.eq(&account.last_name),
            accounts::password_hash.eq(&account.password_hash),
            accounts::is_staff.eq(account.is_staff),
            accounts::is_superuser.eq(account.is_superuser),
            accounts::is_active.eq(account.is_active),
        );
        let same = accounts::table.filter(accounts::uuid.eq(&account.uuid));
        self.database.with(|conn| {
            let put = match diesel::update(same).set(values).execute(conn) {
                Ok(0) => diesel::insert_into(accounts::table)
                    .values(values)
                    .execute(conn),
                put => put,
            };
            match put {
                Ok(_) => Ok(Creation::Created(
                    find()
                        .filter(accounts::uuid.eq(&account.uuid))
                        .get_result(conn)?,
                )),
                Err(diesel::result::Error::DatabaseError(
                    DatabaseErrorKind::UniqueViolation,
                    _,
                )) => Ok(Creation::Taken),
                Err(error) => Err(error.into()),
            }
        })
    }
}

pub(crate) fn read(
    conn: &mut AnyConnection,
    uuid: &str,
    clock: &TokenClock,
) -> QueryResult<Option<Reading>> {
    let at = clock.now();
    let account = find()
        .filter(accounts::uuid.eq(uuid))
        .get_result(conn)
        .optional()?;
    Ok(account.map(|account| Reading { account, at }))
}

#[diesel::dsl::auto_type]
fn find() -> _ {
    let account: AsSelect<Account, Backend> = Account::as_select();
    accounts::table.select(account)
}

#[cfg(test)]
mod tests;
