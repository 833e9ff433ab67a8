//! The rules of the design, in the plainest form.

use super::token::{Token, email, name};
use crate::people::Person;

/// The row as it should be.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) email: String,
    pub(super) staff: bool,
    pub(super) name: String,
    pub(super) watermark: Option<i64>,
}

impl Row {
    /// After the first token that ever came.
    pub(super) fn made_by(key: &str, token: &Token) -> Self {
        Self {
            email: email(key, token.email),
            staff: token.staff,
            name: token.name.map(name).unwrap_or_default(),
            watermark: token.iat,
        }
    }

    /// After one more token; `latest` is the last second that a watermark can stem from.
    pub(super) fn shown(mut self, key: &str, token: &Token, latest: i64) -> Self {
        let watermark = self.watermark.filter(|second| *second <= latest);
        let may_write = match (watermark, token.iat) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(watermark), Some(iat)) => iat >= watermark,
        };
        if may_write {
            self.email = email(key, token.email);
            self.staff = token.staff;
            self.name = token.name.map_or(self.name, name);
            self.watermark = token.iat.or(self.watermark);
        }
        self
    }
}

impl From<Person> for Row {
    fn from(person: Person) -> Self {
        Self {
            email: person.email,
            staff: person.staff,
            name: person.name,
            watermark: person.token_iat,
        }
    }
}
