//! That the tables here are those of the attacks: whoever writes an upsert writes the victim's row.

use super::victim::Victim;
use crate::database::{Database, on_each_database};
use crate::tables::run;

on_each_database!(an_upsert_would_have_written_the_victims_row);

/// P26, and P01 on PostgreSQL.
fn an_upsert_would_have_written_the_victims_row(database: &Database) {
    let victim = Victim::in_columns(database, "6f1c0001", "VARCHAR(8)", "{key}");
    let upsert = database.kind().pick(
        "INSERT OR REPLACE INTO people (sub, email, staff, name) VALUES ('thief', 'victim@example.org', TRUE, 'Thief')",
        "INSERT INTO people (sub, email, staff, name) VALUES ('6f1c0001 ', 'thief@example.org', TRUE, 'Thief') \
         ON CONFLICT (sub) DO UPDATE SET email = excluded.email",
        "INSERT INTO people (sub, email, staff, name) VALUES ('thief', 'victim@example.org', TRUE, 'Thief') \
         ON DUPLICATE KEY UPDATE name = VALUES(name)",
    );
    assert_ne!(run(database, upsert), 0);
    let rows = victim.rows();
    assert_eq!(rows.len(), 1, "the thief has no row of their own");
    assert_ne!(rows[0], victim.row);
}
