use jwt_auth_actix::SchemaFault;

use super::{create_with, faults, one};
use crate::database::{Database, on_each_database};
use crate::tables::{define, run};

on_each_database!(
    each_comparison_that_folds_is_reported_with_its_name,
    only_the_keys_comparison_matters,
);

fn each_comparison_that_folds_is_reported_with_its_name(database: &Database) {
    let cases: &[(&str, &str)] = database.kind().pick(
        &[
            ("TEXT COLLATE NOCASE", "NOCASE"),
            ("TEXT COLLATE RTRIM", "RTRIM"),
        ][..],
        &[
            ("CITEXT", "citext"),
            ("CHAR(150)", "character(150)"),
            (r#"VARCHAR(150) COLLATE loose"#, "loose"),
        ],
        &[
            (
                "VARCHAR(150) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
                "utf8mb4_general_ci",
            ),
            (
                "VARCHAR(150) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci",
                "utf8mb4_unicode_520_ci",
            ),
            (
                "VARCHAR(150) CHARACTER SET latin1 COLLATE latin1_general_cs",
                "latin1_general_cs",
            ),
        ],
    );
    prepare(database);
    for (key, by) in cases {
        create_with(database, "sub {key}", &format!("sub {key}"));
        let by = (*by).to_owned();
        assert_eq!(faults(database), one("sub", SchemaFault::Folds { by }));
        run(database, "DROP TABLE people");
    }
}

fn only_the_keys_comparison_matters(database: &Database) {
    prepare(database);
    let name = database.kind().pick(
        "name TEXT COLLATE NOCASE",
        "name CITEXT",
        "name VARCHAR(150) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
    );
    create_with(database, "name VARCHAR(150)", name);
    assert_eq!(faults(database), []);
}

fn prepare(database: &Database) {
    if database.kind().pick(false, true, false) {
        define(
            database,
            "CREATE EXTENSION citext; \
             CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
        );
    }
}
