//! Tables that existed before, whose key column takes different texts for one.

use jwt_auth_actix::{Refusal, SchemaFault};
use serde_json::json;
use tokio::runtime::Runtime;

use super::victim::Victim;
use crate::database::{Database, on_each_database};
use crate::tables::run;
use crate::tokens::{person, refusal, visit, with};

on_each_database!(
    a_column_that_folds_case_gives_nobody_the_victims_row,
    a_column_that_folds_case_is_named_by_check,
    a_padded_column_gives_nobody_the_victims_row,
    a_column_that_ignores_spaces_at_the_end_gives_nobody_the_victims_row,
    two_rows_that_the_column_takes_for_one_are_both_left_alone,
);

#[cfg(feature = "postgres")]
mod on_postgres {
    use super::citext_gives_nobody_the_victims_row;
    use crate::database::{Database, Kind};

    #[test]
    fn citext() {
        Database::provide(Kind::Postgres, citext_gives_nobody_the_victims_row);
    }
}

const TWINS: [&str; 6] = ["ADMIN", "Admin", "ádmin", "ａｄｍｉｎ", "ÁDMIN", "admın"];

/// P16. As everywhere, the victim comes in by their own spelling.
fn a_column_that_folds_case_gives_nobody_the_victims_row(database: &Database) {
    let victim = in_folding_column(database);
    for key in TWINS {
        let answer = victim.attacked_with(person(key));
        let Ok(twin) = answer else {
            assert_eq!(refusal(answer), Refusal::KeyCollision, "{key}");
            continue;
        };
        assert_eq!(twin.sub, key);
        assert_ne!(key, "ADMIN", "the column does not fold");
    }
    let upper = victim.attacked_with(person("ADMIN"));
    assert_eq!(refusal(upper), Refusal::KeyCollision);
    assert_eq!(visit(&victim.store, person("admin")).unwrap().sub, "admin");
}

/// P16.
fn a_column_that_folds_case_is_named_by_check(database: &Database) {
    let victim = in_folding_column(database);
    assert!(folds(&victim));
}

/// P17. PostgreSQL gives the padding back, so that even the owner is not who they are.
fn a_padded_column_gives_nobody_the_victims_row(database: &Database) {
    let victim = Victim::in_columns(database, "admin", "CHAR(36)", "{key}");
    let pads = database.kind().pick(false, true, false);
    if pads {
        let own = victim.attacked_with(person("admin"));
        assert_eq!(refusal(own), Refusal::KeyCollision);
        assert!(folds(&victim));
    } else {
        assert_eq!(visit(&victim.store, person("admin")).unwrap().sub, "admin");
    }
}

/// P17: the usual collation of MySQL and MariaDB compares `admin` and `admin ` as equal; the refusal of such keys is what
/// keeps the two apart, so the row is the one that is odd here.
fn a_column_that_ignores_spaces_at_the_end_gives_nobody_the_victims_row(database: &Database) {
    let padding = database.kind().pick(
        "VARCHAR(150) COLLATE RTRIM",
        "CHAR(36)",
        "VARCHAR(150) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
    );
    let victim = Victim::in_columns(database, "admin ", padding, "{key}");
    let answer = victim.attacked_with(person("admin"));
    assert_eq!(refusal(answer), Refusal::KeyCollision);
}

/// P16: a table that existed before and has no unique index, or one that is stricter than the column: an `UPDATE` by key would
/// write both rows.
fn two_rows_that_the_column_takes_for_one_are_both_left_alone(database: &Database) {
    let column = format!("{} NOT NULL", folding(database));
    let victim = Victim::in_table(database, "ADMIN", &column, "{key}");
    run(
        database,
        "INSERT INTO people (sub, email, staff, name) VALUES ('admin', 'admin@example.org', FALSE, 'admin')",
    );
    let rows = victim.rows();
    for key in ["admin", "ADMIN", "Admin"] {
        let claims = with(
            person(key),
            json!({"email": "victim@example.org", "name": "changed"}),
        );
        let answer = visit(&victim.store, claims);
        assert_eq!(refusal(answer), Refusal::KeyCollision, "{key}");
        assert_eq!(victim.rows(), rows, "{key}");
    }
}

/// P16. PostgreSQL compares a `citext` with a parameter of type `text` byte for byte, so only the unique index folds.
#[cfg(feature = "postgres")]
fn citext_gives_nobody_the_victims_row(database: &Database) {
    run(database, "CREATE EXTENSION citext");
    let victim = Victim::in_columns(database, "admin", "CITEXT", "{key}");
    for key in ["ADMIN", "Admin"] {
        let answer = victim.attacked_with(person(key));
        assert_eq!(refusal(answer), Refusal::RowConflict, "{key}");
    }
    assert_eq!(victim.rows().len(), 1);
    assert_eq!(visit(&victim.store, person("admin")).unwrap().sub, "admin");
    assert!(folds(&victim));
}

fn in_folding_column(database: &Database) -> Victim<'_> {
    Victim::in_columns(database, "admin", folding(database), "{key}")
}

fn folding(database: &Database) -> &'static str {
    if database.kind().pick(false, true, false) {
        run(
            database,
            "CREATE COLLATION folding (provider = icu, locale = 'und-u-ks-level1', deterministic = false)",
        );
    }
    database.kind().pick(
        "VARCHAR(150) COLLATE NOCASE",
        "VARCHAR(150) COLLATE folding",
        "VARCHAR(150) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
    )
}

fn folds(victim: &Victim<'_>) -> bool {
    let problems = Runtime::new()
        .unwrap()
        .block_on(victim.store.check())
        .unwrap();
    problems.iter().any(|problem| {
        problem.column() == Some("sub") && matches!(problem.fault(), SchemaFault::Folds { .. })
    })
}
