//! The tables of docs/settings.md.

use std::collections::BTreeSet;
use std::fs;

use crate::sources::root;

/// The rows of all tables, each with the heading that it stands under.
pub(crate) struct Page(Vec<Row>);

struct Row {
    heading: String,
    cells: Vec<String>,
}

impl Page {
    pub(crate) fn read() -> Self {
        let text = fs::read_to_string(root().join("docs/settings.md")).expect("docs/settings.md");
        let mut heading = "";
        let mut rows = Vec::new();
        for line in text.lines() {
            if line.starts_with('#') {
                heading = line.trim_start_matches('#').trim();
            } else if let Some(cells) = line.strip_prefix('|') {
                rows.push(Row {
                    heading: heading.to_owned(),
                    cells: cells
                        .split('|')
                        .map(|cell| cell.trim().to_owned())
                        .collect(),
                });
            }
        }
        Self(rows)
    }

    /// `(type, method)` of each call in a first cell. The heading names the type where the cell does not.
    pub(crate) fn methods(&self) -> BTreeSet<(String, String)> {
        let mut methods = BTreeSet::new();
        for row in &self.0 {
            for code in row.codes() {
                let Some((path, _)) = code.split_once('(') else {
                    continue;
                };
                match path.split_once("::") {
                    Some((of, method)) => methods.insert((of.to_owned(), method.to_owned())),
                    None if row.heading.starts_with('`') => {
                        methods.insert((row.heading.replace('`', ""), path.to_owned()))
                    }
                    None => false,
                };
            }
        }
        methods
    }

    /// The names in the first cells under a heading, without what belongs to another crate.
    pub(crate) fn names(&self, heading: &str) -> BTreeSet<String> {
        let rows = self.0.iter().filter(|row| row.heading == heading);
        rows.flat_map(Row::codes)
            .filter(|code| !code.starts_with('#'))
            .map(|code| code.split([' ', '(']).next().unwrap_or_default().to_owned())
            .collect()
    }

    /// `(crate, feature, on by default)`.
    pub(crate) fn features(&self) -> BTreeSet<(String, String, bool)> {
        let rows = self.0.iter().filter(|row| row.heading == "Cargo features");
        rows.filter_map(|row| match row.cells.as_slice() {
            [package, feature, default, ..] if feature.starts_with('`') => Some((
                package.replace('`', ""),
                feature.replace('`', ""),
                default == "on",
            )),
            _ => None,
        })
        .collect()
    }
}

impl Row {
    /// What stands between backticks in the first cell.
    fn codes(&self) -> impl Iterator<Item = &str> {
        let first = self.cells.first().map_or("", String::as_str);
        first.split('`').skip(1).step_by(2)
    }
}
