use super::create_with;
use crate::database::{Database, on_each_database};
use crate::people::Person;
use crate::tokens::{check, store};

on_each_database!(each_message_names_the_table_the_column_and_the_remedy);

fn each_message_names_the_table_the_column_and_the_remedy(database: &Database) {
    let messages = messages(database);
    assert_eq!(messages.len(), 1);
    assert_has(&messages[0], &["people", "run the migrations"]);
    create_with(
        database,
        "sub {key} NOT NULL UNIQUE, email VARCHAR(150) NOT NULL, staff BOOLEAN NOT NULL",
        database.kind().pick(
            "sub TEXT NOT NULL, email TEXT NOT NULL, tenant TEXT NOT NULL",
            "sub CHAR(36) NOT NULL, email VARCHAR(150) NOT NULL, tenant VARCHAR(20) NOT NULL",
            "sub VARCHAR(36) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci NOT NULL, email VARCHAR(150) NOT NULL, \
             tenant VARCHAR(20) NOT NULL",
        ),
    );
    let mut expected = vec![
        ["people", "staff", "migration"],
        ["people", "sub", "CREATE UNIQUE INDEX"],
        ["people", "tenant", "#[jwt(insert(column = function))]"],
    ];
    if database.kind().pick(false, true, true) {
        expected.push(["people", "sub", "byte for byte"]);
        expected.push(["people", "sub", "max_len = 36"]);
    }
    let messages = self::messages(database);
    assert_eq!(messages.len(), expected.len(), "{messages:?}");
    for (message, parts) in messages.iter().zip(expected) {
        assert_has(message, &parts);
    }
}

fn messages(database: &Database) -> Vec<String> {
    let problems = check(&store::<Person>(database)).unwrap();
    problems.iter().map(ToString::to_string).collect()
}

fn assert_has(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "{message:?} without {part:?}");
    }
}
