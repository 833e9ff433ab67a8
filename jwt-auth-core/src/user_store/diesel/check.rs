use std::fmt;

use diesel::QueryResult;

use super::catalog::{CatalogRow, facts};
use super::{DieselUser, Layout};

/// Something about the table that will refuse or mix up people. Culprit: the table, or the model.
///
/// Its `Display` names table, column and remedy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaProblem {
    table: String,
    column: Option<String>,
    fault: SchemaFault,
}

/// What is wrong with a table or a column.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaFault {
    /// There is no such table: the migrations have not been run here.
    NoTable,
    /// There is no such column.
    NoColumn,
    /// No unique index is on the key, so that two requests at once can make two rows of one person.
    NotUnique,
    /// The column may not be null, has no default, and no claim fills it: nobody new can sign in.
    Unfilled,
    /// The column's comparison takes different keys for equal: people whose keys differ by case, say, cannot both sign in.
    Folds {
        /// The type or collation that does so.
        by: String,
    },
    /// The column is shorter than the keys that the model lets through.
    TooShort {
        /// Its length, in characters.
        chars: usize,
    },
    /// The database cuts texts that are too long instead of refusing them.
    Lenient,
}

impl SchemaProblem {
    /// The table, quoted and with its schema as in the model's statements.
    #[must_use]
    pub fn table(&self) -> &str {
        &self.table
    }

    /// The column, or the columns of the key; `None` where the table as a whole is meant.
    #[must_use]
    pub fn column(&self) -> Option<&str> {
        self.column.as_deref()
    }

    /// What is wrong.
    #[must_use]
    pub fn fault(&self) -> &SchemaFault {
        &self.fault
    }
}

impl fmt::Display for SchemaProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.table)?;
        if let Some(column) = &self.column {
            write!(f, ", {column}")?;
        }
        f.write_str(": ")?;
        match &self.fault {
            SchemaFault::NoTable => f.write_str("there is no such table: run the migrations"),
            SchemaFault::NoColumn => f.write_str(
                "there is no such column: add it with a migration, or remove the field from the model",
            ),
            SchemaFault::NotUnique => f.write_str(
                "the key has no unique index of its own: CREATE UNIQUE INDEX on exactly these columns",
            ),
            SchemaFault::Unfilled => f.write_str(
                "it is NOT NULL without a default and nothing fills it, so nobody new can sign in: give it a default, or name \
                 it in #[jwt(insert(column = function))]",
            ),
            SchemaFault::Folds { by } => write!(
                f,
                "its comparison ({by}) takes different keys for equal, so some people cannot sign in: give it a type and \
                 collation that compare byte for byte"
            ),
            SchemaFault::TooShort { chars } => write!(
                f,
                "it holds {chars} characters and the model lets longer keys through: make it longer, or add #[jwt(max_len = \
                 {chars})]"
            ),
            SchemaFault::Lenient => f.write_str(
                "the database cuts what is too long instead of refusing it: add STRICT_ALL_TABLES to sql_mode",
            ),
        }
    }
}

pub(super) fn check<U: DieselUser<Conn>, Conn>(conn: &mut Conn) -> QueryResult<Vec<SchemaProblem>> {
    let layout = U::layout(conn)?;
    let facts = facts::<U, Conn>(conn, &layout)?;
    Ok(problems(&layout, &Facts(&facts)))
}

struct Facts<'f>(&'f [CatalogRow]);

impl<'f> Facts<'f> {
    fn of(&self, name: &str, property: &str) -> Option<&'f str> {
        self.all(property)
            .find(|row| row.name == name)
            .map(|row| row.value.as_str())
    }

    fn all(&self, property: &str) -> impl Iterator<Item = &'f CatalogRow> {
        self.0.iter().filter(move |row| row.property == property)
    }

    /// Whether a unique index is on exactly these columns. Among filtered rows, a partial one does.
    fn unique(&self, columns: &[&str], partial: bool) -> bool {
        self.all("column").any(|first| {
            let index = first.name.as_str();
            let mut indexed: Vec<_> = self
                .all("column")
                .filter(|row| row.name == index)
                .map(|row| row.value.as_str())
                .collect();
            let mut wanted = columns.to_vec();
            indexed.sort_unstable();
            wanted.sort_unstable();
            indexed == wanted && (partial || self.of(index, "partial").is_none())
        })
    }
}

fn problems(layout: &Layout, facts: &Facts<'_>) -> Vec<SchemaProblem> {
    let problem = |column: Option<&str>, fault| SchemaProblem {
        table: layout.table.clone(),
        column: column.map(str::to_owned),
        fault,
    };
    if facts.all("type").next().is_none() {
        return vec![problem(None, SchemaFault::NoTable)];
    }
    let mut problems = Vec::new();
    let mut named: Vec<&str> = [layout.read, layout.inserted].concat();
    named.sort_unstable();
    named.dedup();
    for column in named {
        if facts.of(column, "type").is_none() {
            problems.push(problem(Some(column), SchemaFault::NoColumn));
        }
    }
    let key: Vec<&str> = layout.key.iter().map(|(column, _)| *column).collect();
    if !facts.unique(&key, layout.filtered) {
        problems.push(problem(Some(&key.join(", ")), SchemaFault::NotUnique));
    }
    for row in facts.all("unfilled") {
        if !layout.inserted.contains(&row.name.as_str()) {
            problems.push(problem(Some(&row.name), SchemaFault::Unfilled));
        }
    }
    for (column, longest) in layout.key {
        if let Some(by) = facts.of(column, "folds") {
            let by = by.to_owned();
            problems.push(problem(Some(column), SchemaFault::Folds { by }));
        }
        let chars = facts
            .of(column, "chars")
            .and_then(|chars| chars.parse().ok());
        if let (Some(chars), Some(longest)) = (chars, longest)
            && chars < *longest
        {
            problems.push(problem(Some(column), SchemaFault::TooShort { chars }));
        }
    }
    if facts.all("lenient").next().is_some() {
        problems.push(problem(None, SchemaFault::Lenient));
    }
    problems
}
