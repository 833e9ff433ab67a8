//! Every test that docs/threat-model.md names exists.
#![allow(missing_docs, clippy::expect_used)]

use std::fs;
use std::path::Path;

const SUITES: [&str; 7] = [
    "jwt-auth-core/tests",
    "jwt-auth-actix/tests",
    "databases/tests",
    "sweeps/tests",
    "examples/auth-service/src",
    "examples/auth-service/tests",
    "browser",
];

#[test]
fn every_test_that_the_threat_model_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = fs::read_to_string(root.join("docs/threat-model.md")).expect("the page");
    let mut sources = String::new();
    for suite in SUITES {
        append(&root.join(suite), &mut sources);
    }
    // The sentences are long; what is shorter is a setting.
    let names = page.split('`').skip(1).step_by(2);
    let tests: Vec<_> = names.filter(|name| name.matches('_').count() > 2).collect();
    assert!(tests.len() > 40, "the page was not read: {tests:?}");
    let is_gone = |name: &&&str| !sources.contains(&format!(" {name}("));
    let gone: Vec<_> = tests.iter().filter(is_gone).collect();
    assert!(gone.is_empty(), "no test has these names: {gone:?}");
}

fn append(folder: &Path, sources: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let is_source = |it: &Path| it.extension().is_some_and(|it| it == "rs" || it == "py");
        if path.is_dir() {
            append(&path, sources);
        } else if is_source(&path) {
            sources.push_str(&fs::read_to_string(&path).expect("text"));
        }
    }
}
