use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::dsl::AsSelect;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};
use diesel::result::DatabaseErrorKind;
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};
use uuid::Uuid;

use crate::registration::NewAccount;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!();

/// How long a request waits for a connection.
const POOL_WAIT: Duration = Duration::from_secs(2);
const POOL_SIZE: u32 = 8;

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

/// The accounts in their database. Cheap to clone; every method blocks.
#[derive(Clone)]
pub(crate) struct Accounts {
    pool: Pool<ConnectionManager<SqliteConnection>>,
}

/// The database did not do what it was asked for.
#[derive(Debug)]
pub(crate) struct StoreError(String);

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<diesel::result::Error> for StoreError {
    fn from(error: diesel::result::Error) -> Self {
        Self(error.to_string())
    }
}

/// What became of a new account.
pub(crate) enum Creation {
    Created(Account),
    /// Another account has the e-mail address.
    Taken,
}

impl Accounts {
    /// Opens the database and brings its table up to date.
    pub(crate) fn open(path: &str) -> Result<Self, StoreError> {
        let pool = Pool::builder()
            .max_size(POOL_SIZE)
            .min_idle(Some(0))
            .connection_timeout(POOL_WAIT)
            .test_on_check_out(false)
            .connection_customizer(Box::new(SqliteSettings))
            .build_unchecked(ConnectionManager::new(path));
        let accounts = Self { pool };
        accounts.with(|conn| {
            conn.run_pending_migrations(MIGRATIONS)
                .map(|_| ())
                .map_err(|error| StoreError(error.to_string()))
        })?;
        Ok(accounts)
    }

    /// The address is compared in lower case.
    pub(crate) fn by_email(&self, email: &str) -> Result<Option<Account>, StoreError> {
        let email = email.to_lowercase();
        self.with(|conn| {
            Ok(find()
                .filter(accounts::email.eq(email))
                .get_result(conn)
                .optional()?)
        })
    }

    pub(crate) fn by_uuid(&self, uuid: &str) -> Result<Option<Account>, StoreError> {
        self.with(|conn| {
            Ok(find()
                .filter(accounts::uuid.eq(uuid))
                .get_result(conn)
                .optional()?)
        })
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
        self.with(|conn| match insert.execute(conn) {
            Ok(_) => Ok(Creation::Created(
                find().filter(accounts::uuid.eq(&uuid)).get_result(conn)?,
            )),
            Err(diesel::result::Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
                Ok(Creation::Taken)
            }
            Err(error) => Err(error.into()),
        })
    }

    fn with<T>(
        &self,
        work: impl FnOnce(&mut SqliteConnection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut conn = self
            .pool
            .get()
            .map_err(|error| StoreError(error.to_string()))?;
        work(&mut conn)
    }
}

#[diesel::dsl::auto_type]
fn find() -> _ {
    let account: AsSelect<Account, Sqlite> = Account::as_select();
    accounts::table.select(account)
}

#[derive(Debug)]
struct SqliteSettings;

impl CustomizeConnection<SqliteConnection, diesel::r2d2::Error> for SqliteSettings {
    /// `busy_timeout` first: changing the journal mode may have to wait as well.
    fn on_acquire(&self, conn: &mut SqliteConnection) -> Result<(), diesel::r2d2::Error> {
        conn.batch_execute("PRAGMA busy_timeout = 2000; PRAGMA journal_mode = WAL;")
            .map_err(diesel::r2d2::Error::QueryError)
    }
}
