use diesel::prelude::*;
use serde_json::{Value, json};

use crate::database::{Database, Kind};
use crate::people::{self, Person, people as table};
use crate::tables::define;
use crate::tokens::{Answer, NOW, Store, person, store, visit, with};

/// Somebody with privileges and a row, and everybody else's way to the same table.
pub(super) struct Victim<'d> {
    database: &'d Database,
    pub(super) store: Store<Person>,
    pub(super) row: Person,
}

impl<'d> Victim<'d> {
    pub(super) fn new(database: &'d Database, key: &str) -> Self {
        Self::in_columns(database, key, "{key}", "{key}")
    }

    /// With key and e-mail address in columns of these types.
    pub(super) fn in_columns(
        database: &'d Database,
        key: &str,
        key_type: &str,
        email_type: &str,
    ) -> Self {
        Self::in_table(
            database,
            key,
            &format!("{key_type} NOT NULL UNIQUE"),
            email_type,
        )
    }

    /// With this definition of the key's column, and an e-mail address of this type.
    pub(super) fn in_table(
        database: &'d Database,
        key: &str,
        key_column: &str,
        email_type: &str,
    ) -> Self {
        create(database, key_column, email_type);
        let row = insert(database, key);
        Self {
            database,
            store: store(database),
            row,
        }
    }

    /// The answer to a token of somebody else, after which the victim's row is as it was.
    pub(super) fn attacked_with(&self, claims: Value) -> Answer<Person> {
        let answer = visit(&self.store, claims);
        assert_eq!(self.row_now(), self.row);
        answer
    }

    /// Whoever has this key gets a row of their own.
    pub(super) fn is_not(&self, key: &str) {
        let email = format!("twin{}@example.org", self.rows().len());
        let claims = with(person(key), json!({"email": email, "name": "Twin"}));
        let twin = self.attacked_with(claims.clone()).unwrap();
        assert_eq!(twin.sub, key);
        assert_ne!(twin.id, self.row.id);
        assert!(!twin.staff, "{key:?} has the victim's privileges");
        let again = self.attacked_with(claims).unwrap();
        assert_eq!(again, twin);
    }

    pub(super) fn row_now(&self) -> Person {
        let mut rows = people::all(self.database);
        rows.retain(|row| row.id == self.row.id);
        rows.pop().unwrap()
    }

    pub(super) fn rows(&self) -> Vec<Person> {
        people::all(self.database)
    }
}

fn create(database: &Database, key_column: &str, email_type: &str) {
    let statement = format!(
        "CREATE TABLE people (id {{id}}, sub {key_column}, email {email_type} NOT NULL UNIQUE, \
         staff BOOLEAN NOT NULL, name VARCHAR(150) NOT NULL, active BOOLEAN NOT NULL DEFAULT TRUE, token_iat BIGINT, \
         not_before BIGINT, note VARCHAR(150) NOT NULL DEFAULT '')"
    );
    define(database, &statement);
}

fn insert(database: &Database, key: &str) -> Person {
    diesel::insert_into(table::table)
        .values((
            table::sub.eq(key),
            table::email.eq("victim@example.org"),
            table::staff.eq(true),
            table::name.eq("Victim"),
            table::active.eq(true),
            table::token_iat.eq(NOW - 60),
            table::note.eq("local"),
        ))
        .execute(&mut database.connect())
        .unwrap();
    people::all(database).pop().unwrap()
}

#[test]
#[should_panic(expected = "assertion `left == right` failed")]
fn a_row_that_was_touched_is_noticed() {
    Database::provide(Kind::Sqlite, |database| {
        let victim = Victim::new(database, "victim");
        let _ = victim.attacked_with(person("victim"));
    });
}
