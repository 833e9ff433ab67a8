//! The program as it is called in a shell.

use std::path::Path;
use std::process::{Command, Output};

fn called(folder: &Path, line: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_auth-service"))
        .args(line.split(' '))
        .env_clear()
        .current_dir(folder)
        .output()
        .unwrap()
}

#[test]
fn a_wrong_argument_is_named_in_one_line_and_is_no_failure_like_another() {
    let folder = tempfile::tempdir().unwrap();
    for line in [
        "serve",
        "rotate-keys --soon",
        "mint --email sam@example.org",
    ] {
        let output = called(folder.path(), line);
        assert_eq!(output.status.code(), Some(2), "{line}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.contains("--help"), "{said}");
    }
}

#[test]
fn help_names_every_variable() {
    let folder = tempfile::tempdir().unwrap();
    let help = String::from_utf8(called(folder.path(), "--help").stdout).unwrap();
    let rows = include_str!("../../src/config.rs").lines();
    let names = rows.filter_map(|row| row.trim().strip_prefix("/// | `")?.split('`').next());
    let names: Vec<_> = names.collect();
    assert!(names.len() > 8, "{names:?}");
    for name in names {
        let mut words = help.split(|it: char| !it.is_ascii_uppercase() && it != '_');
        assert!(words.any(|word| word == name), "{name}");
    }
}

#[test]
fn a_token_is_not_minted_in_a_folder_without_an_issuer() {
    let folder = tempfile::tempdir().unwrap();
    let output = called(folder.path(), "--dev mint --email sam@example.org");
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("no auth-dev/auth.keys.json here"), "{said}");
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
}
