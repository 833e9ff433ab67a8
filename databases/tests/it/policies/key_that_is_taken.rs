//! Without `optional_on_conflict`, somebody else's unique e-mail refuses the token.

use jwt_auth_actix::Refusal;
use serde_json::json;

use crate::database::{Database, on_each_database};
use crate::people::{self, Person};
use crate::tokens::{NOW, person, refusal, store, visit, with};

on_each_database!(
    a_new_person_with_somebody_elses_e_mail_is_refused_and_touches_nobody,
    a_known_person_with_somebody_elses_e_mail_is_refused_and_touches_nobody,
    a_person_who_gives_the_e_mail_up_can_sign_in,
);

fn a_new_person_with_somebody_elses_e_mail_is_refused_and_touches_nobody(database: &Database) {
    people::create(database);
    let store = store::<Person>(database);
    visit(&store, person("victim")).unwrap();
    let before = people::all(database);
    let impostor = with(
        person("impostor"),
        json!({"email": "victim@example.org", "staff": true}),
    );
    assert_eq!(refusal(visit(&store, impostor)), Refusal::RowConflict);
    assert_eq!(people::all(database), before);
}

fn a_known_person_with_somebody_elses_e_mail_is_refused_and_touches_nobody(database: &Database) {
    people::create(database);
    let store = store::<Person>(database);
    visit(&store, person("victim")).unwrap();
    visit(&store, with(person("impostor"), json!({"iat": NOW - 1}))).unwrap();
    let before = people::all(database);
    let impostor = with(
        person("impostor"),
        json!({"email": "victim@example.org", "staff": true}),
    );
    assert_eq!(refusal(visit(&store, impostor)), Refusal::RowConflict);
    assert_eq!(people::all(database), before);
}

fn a_person_who_gives_the_e_mail_up_can_sign_in(database: &Database) {
    people::create(database);
    let store = store::<Person>(database);
    visit(&store, with(person("first"), json!({"iat": NOW - 1}))).unwrap();
    let second = with(person("second"), json!({"email": "first@example.org"}));
    assert_eq!(refusal(visit(&store, second.clone())), Refusal::RowConflict);
    visit(
        &store,
        with(person("first"), json!({"email": "new@example.org"})),
    )
    .unwrap();
    assert_eq!(visit(&store, second).unwrap().email, "first@example.org");
}
