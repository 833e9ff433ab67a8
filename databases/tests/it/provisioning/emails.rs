//! Somebody else's e-mail address in one's own token.

use jwt_auth_actix::Refusal;
use serde_json::json;

use super::victim::Victim;
use crate::database::{Database, on_each_database};
use crate::tables::run;
use crate::tokens::{person, refusal, visit, with};

on_each_database!(
    somebody_new_with_the_victims_email_gets_neither_its_row_nor_one_of_their_own,
    somebody_known_with_the_victims_email_keeps_their_own_row,
    an_email_that_the_column_takes_for_the_victims_is_the_victims,
);

/// P24, P25, P26: MySQL's upsert would have written the victim's row.
fn somebody_new_with_the_victims_email_gets_neither_its_row_nor_one_of_their_own(
    database: &Database,
) {
    let victim = Victim::new(database, "victim");
    let claims = with(person("thief"), json!({"email": "victim@example.org"}));
    for _ in 0..2 {
        let answer = victim.attacked_with(claims.clone());
        assert_eq!(refusal(answer), Refusal::RowConflict);
    }
    assert_eq!(victim.rows().len(), 1);
}

/// P24, P25.
fn somebody_known_with_the_victims_email_keeps_their_own_row(database: &Database) {
    let victim = Victim::new(database, "victim");
    let known = visit(&victim.store, person("thief")).unwrap();
    let claims = with(
        person("thief"),
        json!({"email": "victim@example.org", "staff": true}),
    );
    let answer = victim.attacked_with(claims);
    assert_eq!(refusal(answer), Refusal::RowConflict);
    assert_eq!(victim.rows(), [victim.row_now(), known]);
}

/// P27.
fn an_email_that_the_column_takes_for_the_victims_is_the_victims(database: &Database) {
    if database.kind().pick(false, true, false) {
        run(database, "CREATE EXTENSION citext");
    }
    let folding = database.kind().pick(
        "VARCHAR(254) COLLATE NOCASE",
        "CITEXT",
        "VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
    );
    let victim = Victim::in_columns(database, "victim", "{key}", folding);
    let claims = with(person("thief"), json!({"email": "Victim@Example.ORG"}));
    assert_eq!(
        refusal(victim.attacked_with(claims.clone())),
        Refusal::RowConflict
    );
    visit(&victim.store, person("thief")).unwrap();
    assert_eq!(refusal(victim.attacked_with(claims)), Refusal::RowConflict);
}
