//! Every file and folder that ARCHITECTURE.md names exists.
#![allow(missing_docs, clippy::expect_used)]

use std::fs;
use std::path::Path;

const NOT_OURS: [&str; 3] = [".git", "target", "node_modules"];

#[test]
fn every_file_and_folder_that_the_architecture_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = fs::read_to_string(root.join("ARCHITECTURE.md")).expect("the page");
    let mut tree = Vec::new();
    append(&root, "", &mut tree);
    let named: Vec<_> = page.lines().flat_map(names).collect();
    assert!(named.len() > 120, "the page was not read: {named:?}");
    let is_gone = |(room, name): &&(&str, String)| {
        let end = format!("/{name}");
        let is_it = |path: &String| path.starts_with(room) && path.ends_with(&end);
        !tree.iter().any(is_it)
    };
    let gone: Vec<_> = named.iter().filter(is_gone).collect();
    assert!(gone.is_empty(), "there is nothing of these names: {gone:?}");
}

/// What a line names, each with the crate in which it must be if a letter at the start says so.
fn names(line: &str) -> Vec<(&'static str, String)> {
    let crate_of_line = match line.trim_start_matches([' ', '│']).split_once(' ') {
        Some(("A", _)) => "/jwt-auth-actix/src/",
        Some(("C", _)) => "/jwt-auth-core/src/",
        Some(("D", _)) => "/jwt-auth-derive/src/",
        _ => "/",
    };
    let words = line.split(|it: char| it.is_whitespace() || "`()[]|:;<>".contains(it));
    let words = words.map(|word| word.trim_end_matches([',', '.']));
    let paths = words.filter(|word| is_path(word)).flat_map(alternatives);
    paths.map(|path| (crate_of_line, path)).collect()
}

fn is_path(word: &str) -> bool {
    let is_file = [".rs", ".md", ".css"].iter().any(|it| word.ends_with(it));
    is_file || word.contains('/') && !word.contains(char::is_uppercase)
}

/// `a/{b,c}.rs` are two, and `a/*` is `a`.
fn alternatives(path: &str) -> Vec<String> {
    let path = path.trim_end_matches('*').trim_end_matches('/');
    let Some((start, rest)) = path.split_once('{') else {
        return vec![path.to_owned()];
    };
    let (middles, end) = rest.split_once('}').expect("a closing brace");
    let middles = middles.split(',');
    middles.map(|it| format!("{start}{it}{end}")).collect()
}

/// Everything below the folder, with `/` before each name.
fn append(folder: &Path, before: &str, tree: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = entry.file_name().to_string_lossy().into_owned();
        if NOT_OURS.contains(&name.as_str()) {
            continue;
        }
        let path = format!("{before}/{name}");
        if entry.path().is_dir() {
            append(&entry.path(), &path, tree);
        }
        tree.push(path);
    }
}
