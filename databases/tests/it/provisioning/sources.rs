//! What no line of the crates says.

use std::fs;
use std::path::{Path, PathBuf};

/// P28.
#[test]
fn nobody_is_looked_up_by_email() {
    let looks = ["filter", "find", "eq(", "WHERE", "where", "SELECT"];
    let found =
        lines(|line| line.contains("email") && looks.iter().any(|look| line.contains(look)));
    assert_eq!(found, [""; 0]);
}

/// P26.
#[test]
fn no_statement_is_an_upsert() {
    let upserts = [
        "on_conflict",
        "do_update",
        "insert_or_ignore",
        "replace_into",
        "on duplicate key",
        "insert ignore",
        "insert or ",
        "merge into",
    ];
    let found = lines(|line| {
        let line = line.to_lowercase().replace("optional_on_conflict", "");
        upserts.iter().any(|upsert| line.contains(upsert))
    });
    assert_eq!(found, [""; 0]);
}

/// The lines of code of the crates, without comments and tests.
fn lines(is_meant: impl Fn(&str) -> bool) -> Vec<String> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for name in ["jwt-auth-core", "jwt-auth-actix", "jwt-auth-derive"] {
        collect(&workspace.join(name).join("src"), &mut files);
    }
    assert!(files.len() > 50, "the sources are elsewhere");
    let mut found = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let code = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        let meant = code.filter(|line| is_meant(line));
        found.extend(meant.map(|line| format!("{}: {line}", file.display())));
    }
    found
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_of_tests = path.file_stem().is_some_and(|name| name == "tests");
        if is_of_tests {
            continue;
        }
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
