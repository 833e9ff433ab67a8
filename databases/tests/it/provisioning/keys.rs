//! Keys that one database or another takes for the victim's.

use diesel::r2d2::{ConnectionManager, CustomizeConnection, Error, Pool};
use jwt_auth_actix::{DieselUserStore, Refusal, SchemaFault};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::victim::Victim;
use crate::database::{AnyConnection, Database, on_each_database};
use crate::tables::run_on;
use crate::tokens::{person, refusal, with};

on_each_database!(
    a_space_after_a_key_that_fills_its_column_is_refused,
    white_space_at_either_end_is_refused,
    another_case_is_somebody_else,
    twins_by_accent_width_or_ligature_are_somebody_else,
    another_normal_form_is_refused,
    nul_is_refused,
    keys_beyond_150_characters_are_refused_and_150_are_not,
    names_that_programs_use_for_nothing_are_names,
    what_is_no_text_is_no_key,
    characters_that_cannot_be_seen_are_refused,
    sql_is_a_name,
    a_lenient_database_does_not_cut_a_key,
    combining_marks_without_a_letter_or_without_end_are_refused,
);

const NOT_A_KEY: Refusal = Refusal::InvalidClaim("sub");

fn refuses_as<'k>(
    victim: &Victim<'_>,
    expected: Refusal,
    keys: impl IntoIterator<Item = &'k Value>,
) {
    for key in keys {
        let claims = with(person("somebody"), json!({"sub": key}));
        assert_eq!(refusal(victim.attacked_with(claims)), expected, "{key:?}");
    }
    assert_eq!(victim.rows().len(), 1);
}

/// P01: PostgreSQL drops the excess space without a word.
fn a_space_after_a_key_that_fills_its_column_is_refused(database: &Database) {
    let key = "6f1c0001-8a52-4b1e-9c3d-2f60718293a4";
    let victim = Victim::in_columns(database, key, "VARCHAR(36)", "{key}");
    refuses_as(&victim, NOT_A_KEY, &[json!(format!("{key} "))]);
}

/// P02, P03.
fn white_space_at_either_end_is_refused(database: &Database) {
    let victim = Victim::in_columns(database, "ada", "VARCHAR(150)", "{key}");
    let thousand = " ".repeat(1_000);
    for space in [
        " ", &thousand, "\t", "\n", "\r", "\u{a0}", "\u{3000}", "\u{2003}", "\u{200b}", "\u{feff}",
        "\u{2028}",
    ] {
        let ends = [json!(format!("ada{space}")), json!(format!("{space}ada"))];
        refuses_as(&victim, NOT_A_KEY, &ends);
    }
}

/// P04.
fn another_case_is_somebody_else(database: &Database) {
    let victim = Victim::new(database, "admin");
    for key in ["ADMIN", "Admin", "admiN"] {
        victim.is_not(key);
    }
    assert_eq!(victim.rows().len(), 4);
}

/// P05.
fn twins_by_accent_width_or_ligature_are_somebody_else(database: &Database) {
    let victim = Victim::new(database, "strassefik admin");
    for key in [
        "strassefik ádmin",
        "strassefik ａｄｍｉｎ",
        "straßefik admin",
        "strassefik admın",
        "strasseﬁk admin",
        "strassefik аdmin",
        "STRASSEFİK ADMİN",
    ] {
        victim.is_not(key);
    }
    let kelvin = json!("strassefi\u{212a} admin");
    let claims = with(person("somebody"), json!({"sub": kelvin}));
    assert_eq!(refusal(victim.attacked_with(claims)), NOT_A_KEY);
    assert_eq!(victim.rows().len(), 8);
}

/// P06.
fn another_normal_form_is_refused(database: &Database) {
    let victim = Victim::new(database, "\u{e1}da");
    refuses_as(&victim, NOT_A_KEY, &[json!("a\u{301}da")]);
}

/// P07.
fn nul_is_refused(database: &Database) {
    let victim = Victim::new(database, "ada");
    let keys = ["ada\u{0}", "ada\u{0}lovelace", "\u{0}ada", "\u{0}"];
    refuses_as(&victim, NOT_A_KEY, &keys.map(Value::from));
}

/// P08, P09: characters are what is counted, as PostgreSQL and MySQL do.
fn keys_beyond_150_characters_are_refused_and_150_are_not(database: &Database) {
    let longest = "x".repeat(150);
    let victim = Victim::new(database, &longest);
    let one_more = format!("{longest}x");
    let in_150_graphemes = format!("{}q\u{308}", "x".repeat(149));
    refuses_as(
        &victim,
        NOT_A_KEY,
        &[json!(one_more), json!(in_150_graphemes)],
    );
    for key in ["🦀".repeat(150), "y".repeat(150), "é".repeat(150)] {
        victim.is_not(&key);
    }
}

/// P10.
fn names_that_programs_use_for_nothing_are_names(database: &Database) {
    let victim = Victim::new(database, "ada");
    refuses_as(&victim, NOT_A_KEY, &[json!("")]);
    for key in [".", "None", "null", "undefined", "0", "false", "-1", "*"] {
        victim.is_not(key);
    }
}

/// P10.
fn what_is_no_text_is_no_key(database: &Database) {
    let victim = Victim::new(database, "1");
    let others = [json!(1), json!(1.0), json!(true), json!(["1"]), Value::Null];
    refuses_as(&victim, NOT_A_KEY, &others);
    let nobody = json!({"email": "a@example.org", "staff": true, "name": "1"});
    let answer = victim.attacked_with(nobody);
    assert_eq!(refusal(answer), Refusal::MissingClaim("sub"));
}

/// P12.
fn characters_that_cannot_be_seen_are_refused(database: &Database) {
    let victim = Victim::new(database, "ada");
    let keys = [
        '\u{202e}',
        '\u{2066}',
        '\u{200d}',
        '\u{200c}',
        '\u{fffe}',
        '\u{e000}',
        '\u{ad}',
        '\u{2060}',
        '\u{e0061}',
        '\u{85}',
        '\u{7f}',
    ];
    let keys = keys.map(|hidden| json!(format!("ad{hidden}a")));
    refuses_as(&victim, NOT_A_KEY, &keys);
}

/// P13.
fn sql_is_a_name(database: &Database) {
    let victim = Victim::new(database, "ada");
    for key in [
        "'; DROP TABLE people;--",
        "ada' OR '1'='1",
        "\"; UPDATE people SET staff = TRUE;--",
        "ada\\",
        "a%",
        "ad_",
    ] {
        victim.is_not(key);
    }
}

/// P14: MySQL outside its strict mode cuts what is too long.
fn a_lenient_database_does_not_cut_a_key(database: &Database) {
    let key = "x".repeat(150);
    let mut victim = Victim::new(database, &key);
    victim.store = DieselUserStore::new(lenient_pool(database));
    refuses_as(&victim, NOT_A_KEY, &[json!(format!("{key}x"))]);
    let runtime = Runtime::new().unwrap();
    let problems = runtime.block_on(victim.store.check()).unwrap();
    let lenient = problems
        .iter()
        .any(|problem| *problem.fault() == SchemaFault::Lenient);
    assert_eq!(lenient, database.kind().pick(false, false, true));
}

/// P15. Ten thousand do not fit into any token.
fn combining_marks_without_a_letter_or_without_end_are_refused(database: &Database) {
    let victim = Victim::new(database, "ada");
    let alone = [json!("\u{301}"), json!("\u{301}ada")];
    refuses_as(&victim, NOT_A_KEY, &alone);
    let many = |marks: usize| json!(format!("ada{}", "\u{301}".repeat(marks)));
    refuses_as(&victim, NOT_A_KEY, &[many(1_000)]);
    refuses_as(&victim, Refusal::TooLarge, &[many(10_000)]);
}

fn lenient_pool(database: &Database) -> Pool<ConnectionManager<AnyConnection>> {
    Pool::builder()
        .max_size(1)
        .connection_customizer(Box::new(Lenient(database.kind().pick(
            "SELECT 1",
            "SELECT 1",
            "SET SESSION sql_mode = ''",
        ))))
        .build(ConnectionManager::new(database.url()))
        .unwrap()
}

#[derive(Debug)]
struct Lenient(&'static str);

impl CustomizeConnection<AnyConnection, Error> for Lenient {
    fn on_acquire(&self, conn: &mut AnyConnection) -> Result<(), Error> {
        run_on(conn, self.0);
        Ok(())
    }
}
