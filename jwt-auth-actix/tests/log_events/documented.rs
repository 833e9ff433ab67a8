//! An operator finds every event and every counted word in the documentation of the crate.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const GUIDE: &str = include_str!("../../src/lib.rs");
const MIDDLEWARE: &str = include_str!("../../src/middleware.rs");

/// The texts in quotes that follow `before`, in all sources below `folder`.
fn quoted_after(before: &str, folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(quoted_after(before, &path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let after = text.split(before).skip(1);
            found.extend(after.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())));
        }
    }
    found
}

#[test]
fn the_guide_names_every_event() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = quoted_after("event = \"", &crates.join("src"));
    let core = quoted_after("event = \"", &crates.join("../jwt-auth-core/src"));
    assert!(own.len() >= 10 && core.len() >= 10, "{own:?} {core:?}");
    let missing: Vec<_> = own
        .union(&core)
        .filter(|event| !GUIDE.contains(&format!("`{event}`")))
        .collect();
    assert!(missing.is_empty(), "not in the section Logs: {missing:?}");
}

#[test]
fn the_counters_documentation_names_every_word_that_is_no_reason() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let words = quoted_after("refusals.add(\"", &sources);
    assert!(words.len() >= 5, "{words:?}");
    let missing: Vec<_> = words
        .iter()
        .filter(|word| !MIDDLEWARE.contains(&format!("`{word}`")))
        .collect();
    assert!(missing.is_empty(), "not at JwtAuth::refusals: {missing:?}");
}
