//! What one's own older tokens can still do.

use diesel::prelude::*;
use jwt_auth_actix::JwtUser;
use serde_json::{Value, json};

use super::victim::Victim;
use crate::database::{AnyConnection, Database, on_each_database};
use crate::people::people;
use crate::tokens::{NOW, person, store, visit, with};

on_each_database!(
    nothing_is_written_when_nothing_changed,
    a_privilege_that_was_withdrawn_does_not_come_back_by_an_older_token,
    of_two_tokens_of_one_second_the_last_wins_and_repeats_write_nothing,
    a_token_from_the_future_wins_no_longer_than_until_its_second,
    without_a_watermark_the_last_token_that_differs_wins,
);

fn issued(iat: i64, staff: bool) -> Value {
    with(person("ada"), json!({"iat": iat, "staff": staff}))
}

/// P29. The statements themselves are counted elsewhere.
fn nothing_is_written_when_nothing_changed(database: &Database) {
    let victim = Victim::new(database, "victim");
    visit(&victim.store, person("ada")).unwrap();
    let rows = victim.rows();
    for _ in 0..3 {
        victim.attacked_with(person("ada")).unwrap();
        assert_eq!(victim.rows(), rows);
    }
}

/// P30.
fn a_privilege_that_was_withdrawn_does_not_come_back_by_an_older_token(database: &Database) {
    let victim = Victim::new(database, "victim");
    let (first, second) = (issued(NOW - 200, true), issued(NOW - 100, false));
    assert!(victim.attacked_with(first.clone()).unwrap().staff);
    assert!(!victim.attacked_with(second).unwrap().staff);
    assert!(!victim.attacked_with(first).unwrap().staff);
    assert!(!victim.rows()[1].staff);
}

/// P31.
fn of_two_tokens_of_one_second_the_last_wins_and_repeats_write_nothing(database: &Database) {
    let victim = Victim::new(database, "victim");
    for staff in [true, false, true] {
        let served = victim.attacked_with(issued(NOW, staff)).unwrap();
        assert_eq!(served.staff, staff);
        let rows = victim.rows();
        victim.attacked_with(issued(NOW, staff)).unwrap();
        assert_eq!(victim.rows(), rows);
    }
}

/// P33. Ten seconds are the leeway.
fn a_token_from_the_future_wins_no_longer_than_until_its_second(database: &Database) {
    let victim = Victim::new(database, "victim");
    assert!(victim.attacked_with(issued(NOW + 10, true)).unwrap().staff);
    assert!(victim.attacked_with(issued(NOW + 9, false)).unwrap().staff);
    assert!(!victim.attacked_with(issued(NOW + 10, false)).unwrap().staff);
    assert!(victim.attacked_with(issued(NOW + 11, true)).is_err());
    assert!(!victim.rows()[1].staff);
}

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, JwtUser)]
#[diesel(table_name = people)]
#[jwt(connection = AnyConnection)]
struct Undated {
    #[jwt(key, claim = "sub")]
    sub: String,
    #[jwt(claim = "email")]
    email: String,
    #[jwt(claim = "staff", staff)]
    staff: bool,
    #[jwt(claim = "name", optional)]
    name: String,
}

/// P34: the weaker promise of a model that has no column for it.
fn without_a_watermark_the_last_token_that_differs_wins(database: &Database) {
    let victim = Victim::new(database, "victim");
    let store = store::<Undated>(database);
    for (iat, staff) in [(NOW - 200, true), (NOW - 100, false), (NOW - 200, true)] {
        let served = visit(&store, issued(iat, staff)).unwrap();
        assert_eq!(served.staff, staff);
        let rows = victim.rows();
        visit(&store, issued(iat, staff)).unwrap();
        assert_eq!(victim.rows(), rows);
    }
    assert_eq!(victim.rows()[0], victim.row);
}
