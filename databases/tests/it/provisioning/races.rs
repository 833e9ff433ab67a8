//! Somebody else between two statements of ours.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::prelude::*;
use jwt_auth_actix::UserStoreError;

use super::victim::Victim;
use crate::database::{AnyConnection, Database, on_each_database};
use crate::people::{Person, people};
use crate::tokens::{NOW, Store, person, visit};

on_each_database!(
    a_row_that_another_process_made_after_our_look_is_the_persons,
    a_row_that_vanishes_before_our_look_is_made_again,
    a_row_that_keeps_vanishing_is_an_outage,
);

/// P21, P23: the hook runs between the `SELECT` that finds nobody and the `INSERT`.
fn a_row_that_another_process_made_after_our_look_is_the_persons(database: &Database) {
    let victim = Victim::new(database, "victim");
    let (url, looks) = (database.url().to_owned(), Arc::new(AtomicUsize::new(0)));
    let looked = Arc::clone(&looks);
    let store = victim.store.clone().find_unlinked(move |_, _| {
        if looked.fetch_add(1, Ordering::SeqCst) == 0 {
            other_process_inserts_ada(&url)?;
        }
        Ok(None)
    });
    let served = visit(&store, person("ada")).unwrap();
    assert_eq!(served.note, "of the other process");
    assert_eq!(looks.load(Ordering::SeqCst), 1);
    assert_eq!(victim.rows(), [victim.row.clone(), served]);
}

/// P22: the row is gone before the `SELECT` that reads what the `INSERT` made.
fn a_row_that_vanishes_before_our_look_is_made_again(database: &Database) {
    let victim = Victim::new(database, "victim");
    let served = visit(&vanishing(&victim, 1), person("ada")).unwrap();
    assert_eq!(served.sub, "ada");
    assert_eq!(victim.rows(), [victim.row.clone(), served]);
}

/// P22.
fn a_row_that_keeps_vanishing_is_an_outage(database: &Database) {
    let victim = Victim::new(database, "victim");
    let answer = visit(&vanishing(&victim, usize::MAX), person("ada"));
    assert!(
        matches!(answer, Err(UserStoreError::Unavailable(_))),
        "{answer:?}"
    );
    assert_eq!(victim.rows(), std::slice::from_ref(&victim.row));
}

/// A store from which the first rows that it makes vanish with the transaction that makes them.
fn vanishing(victim: &Victim<'_>, times: usize) -> Store<Person> {
    let made = Arc::new(AtomicUsize::new(0));
    victim.store.clone().on_created(move |conn, row, _| {
        if made.fetch_add(1, Ordering::SeqCst) < times {
            diesel::delete(people::table.filter(people::id.eq(row.id))).execute(conn)?;
        }
        Ok(())
    })
}

fn other_process_inserts_ada(url: &str) -> QueryResult<usize> {
    let mut conn = AnyConnection::establish(url).unwrap();
    diesel::insert_into(people::table)
        .values((
            people::sub.eq("ada"),
            people::email.eq("ada@example.org"),
            people::staff.eq(false),
            people::name.eq("ada"),
            people::token_iat.eq(NOW),
            people::note.eq("of the other process"),
        ))
        .execute(&mut conn)
}
