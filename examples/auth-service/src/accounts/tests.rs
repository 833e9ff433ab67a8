//! What a request knows of an account may be old by the time it changes something.

use std::fmt;

use diesel::RunQueryDsl as _;
use jwt_auth_actix::{Clock, TestClock};
use tempfile::TempDir;

use super::{Account, Accounts, Change, Creation, Rights, RightsChange};
use crate::clock::TokenClock;
use crate::database::Database;
use crate::database_url::DatabaseUrl;
use crate::families::Families;
use crate::registration::NewAccount;

const NOW: u64 = 1_700_000_000;
const ALL: Rights = Rights {
    staff: true,
    superuser: true,
    active: true,
};

struct Store {
    _folder: TempDir,
    database: Database,
    accounts: Accounts,
}

impl Store {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("auth.db").display().to_string();
        let database = Database::open(&DatabaseUrl::Sqlite(file)).unwrap();
        Self {
            _folder: folder,
            accounts: Accounts::new(database.clone(), TokenClock::new(TestClock::at(NOW))),
            database,
        }
    }

    /// A superuser of this name.
    fn superuser(&self, name: &str) -> Account {
        let new = NewAccount {
            email: format!("{name}@example.org"),
            first_name: name.to_owned(),
            is_superuser: true,
            ..NewAccount::default()
        };
        let Creation::Created(account) = self.accounts.create(&new, "hash").unwrap() else {
            panic!("{name} is taken");
        };
        account
    }

    fn sql(&self, statement: &str) {
        execute(&self.database, statement);
    }

    fn now(&self, account: &Account) -> Account {
        let reading = self.accounts.by_uuid(&account.uuid).unwrap();
        reading.unwrap().account
    }
}

fn execute(database: &Database, statement: &str) {
    let done = database.with(|conn| Ok(diesel::sql_query(statement).execute(conn)?));
    done.unwrap();
}

#[test]
fn who_is_no_active_superuser_any_more_or_has_another_password_gives_no_rights() {
    for change in [
        "is_superuser = FALSE",
        "is_active = FALSE",
        "password_hash = 'another'",
    ] {
        let store = Store::new();
        let [ada, grace] = ["ada", "grace"].map(|name| store.superuser(name));
        store.sql(&format!(
            "UPDATE accounts SET {change} WHERE first_name = 'ada'"
        ));
        for of in [&ada, &grace] {
            let before = store.now(of).rights();
            let refused = store
                .accounts
                .set_rights(&ada, &of.uuid, &before.to_string(), ALL);
            assert!(
                matches!(refused.unwrap(), RightsChange::Forbidden),
                "{change}"
            );
            assert_eq!(store.now(of).rights(), before, "{change}");
        }
        let before = store.now(&ada).rights().to_string();
        let given = store.accounts.set_rights(&grace, &ada.uuid, &before, ALL);
        assert!(matches!(given.unwrap(), RightsChange::Done(_)), "{change}");
    }
}

#[test]
fn who_is_no_longer_active_changes_neither_name_nor_address() {
    let store = Store::new();
    let ada = store.superuser("ada");
    store.sql("UPDATE accounts SET is_active = FALSE");
    let named = store.accounts.change_names(&ada, "Eve", "");
    assert!(matches!(named.unwrap(), Change::Outdated));
    let moved = store.accounts.change_email(&ada, "eve@example.org");
    assert!(matches!(moved.unwrap(), Change::Outdated));
    let after = store.now(&ada);
    assert_eq!((after.first_name, after.email), (ada.first_name, ada.email));
}

#[test]
fn a_sign_in_has_the_rights_of_when_it_begins_and_not_of_when_the_password_was_looked_at() {
    let store = Store::new();
    let ada = store.superuser("ada");
    store.sql("UPDATE accounts SET is_superuser = FALSE");
    let clock = TestClock::at(NOW + 7);
    let families = Families::new(store.database.clone(), TokenClock::new(clock));
    let (account, family) = families.sign_in(&ada).unwrap().unwrap();
    assert!(!account.is_superuser);
    assert_eq!(u64::try_from(family.issued).unwrap(), NOW + 7);
}

/// Takes all rights away while the time is looked up.
struct Meanwhile(Database);

impl fmt::Debug for Meanwhile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Meanwhile")
    }
}

impl Clock for Meanwhile {
    fn now(&self) -> u64 {
        execute(&self.0, "UPDATE accounts SET is_superuser = FALSE");
        NOW
    }
}

#[test]
fn no_account_is_older_than_the_time_at_which_it_is_said_to_be_read() {
    let store = Store::new();
    let ada = store.superuser("ada");
    let clock = TokenClock::new(Meanwhile(store.database.clone()));
    let accounts = Accounts::new(store.database.clone(), clock);
    let reading = accounts.by_uuid(&ada.uuid).unwrap().unwrap();
    assert!(!reading.account.is_superuser);
    assert_eq!(u64::try_from(reading.at).unwrap(), NOW);
}
