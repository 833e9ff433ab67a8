//! What is the service's own: bans, deletions, passwords.

use diesel::prelude::*;
use jwt_auth_actix::{JwtUser, Refusal, UnknownUser};
use serde_json::json;

use super::victim::Victim;
use crate::database::{AnyConnection, Database, on_each_database};
use crate::tables::{define, run, texts};
use crate::tokens::{NOW, person, refusal, store, visit, with};

on_each_database!(
    a_ban_outlasts_every_token_and_nothing_is_written,
    no_claim_lifts_a_ban,
    who_was_deleted_here_is_made_again_or_refused_as_the_service_says,
    nobody_can_sign_in_with_a_password_to_a_row_that_a_token_made,
);

fn banned(database: &Database) -> Victim<'_> {
    let mut victim = Victim::new(database, "banned");
    run(database, "UPDATE people SET active = FALSE");
    victim.row.active = false;
    victim
}

/// P35.
fn a_ban_outlasts_every_token_and_nothing_is_written(database: &Database) {
    let victim = banned(database);
    for iat in [NOW - 120, NOW - 60, NOW] {
        let claims = with(person("banned"), json!({"iat": iat, "staff": true}));
        let answer = victim.attacked_with(claims);
        assert_eq!(refusal(answer), Refusal::Inactive);
    }
}

/// P36.
fn no_claim_lifts_a_ban(database: &Database) {
    let victim = banned(database);
    let claims = with(
        person("banned"),
        json!({"active": true, "is_active": true, "user_is_active": true}),
    );
    assert_eq!(refusal(victim.attacked_with(claims)), Refusal::Inactive);
}

/// P37.
fn who_was_deleted_here_is_made_again_or_refused_as_the_service_says(database: &Database) {
    let victim = Victim::new(database, "victim");
    let deleted = visit(&victim.store, person("ada")).unwrap();
    let delete = "DELETE FROM people WHERE sub = 'ada'";
    assert_eq!(run(database, delete), 1);
    let closed = victim.store.clone().unknown_user(UnknownUser::Reject);
    assert_eq!(refusal(visit(&closed, person("ada"))), Refusal::UnknownUser);
    assert_eq!(victim.rows().len(), 1);
    let again = victim.attacked_with(person("ada")).unwrap();
    assert_ne!(again.id, deleted.id);
    assert_eq!(victim.rows().len(), 2);
}

diesel::table! {
    members {
        id -> Integer,
        sub -> Text,
        password -> Text,
    }
}

#[derive(Debug, Clone, PartialEq, Queryable, Selectable, JwtUser)]
#[diesel(table_name = members)]
#[jwt(connection = AnyConnection, claims = MemberClaims, insert(password = unusable_password))]
struct Member {
    #[jwt(key, claim = "sub")]
    sub: String,
}

/// As Django's `set_unusable_password`.
fn unusable_password(_: &MemberClaims) -> String {
    format!("!{}", uuid::Uuid::new_v4().simple())
}

/// P39: `!` begins no hash, and nobody knows the rest.
fn nobody_can_sign_in_with_a_password_to_a_row_that_a_token_made(database: &Database) {
    define(
        database,
        "CREATE TABLE members (id {id}, sub {key} NOT NULL UNIQUE, password VARCHAR(128) NOT NULL)",
    );
    let store = store::<Member>(database);
    for key in ["ada", "grace", "ada"] {
        let claims = with(person(key), json!({"password": "known to the attacker"}));
        visit(&store, claims).unwrap();
    }
    let passwords = texts(database, "SELECT password FROM members ORDER BY id");
    let [ada, grace] = passwords.as_slice() else {
        panic!("two rows are expected: {passwords:?}");
    };
    assert_ne!(ada, grace);
    for password in [ada, grace] {
        assert!(
            password.starts_with('!') && password.len() == 33,
            "{password}"
        );
    }
}
