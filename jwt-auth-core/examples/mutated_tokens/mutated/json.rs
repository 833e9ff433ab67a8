//! JSON objects as text, so that a member can occur twice and a value can be no JSON at all.

use std::fmt;

use fastrand::Rng;

use super::one;

/// Names and values as they stand in the text, names without their quotes.
pub(super) struct Object(Vec<(String, String)>);

impl Object {
    pub(super) fn new(members: &[(&str, &str)]) -> Self {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self(members.iter().map(own).collect())
    }

    pub(super) fn set(&mut self, name: &str, value: impl Into<String>) {
        let value = value.into();
        match self.0.iter_mut().find(|member| member.0 == name) {
            Some(member) => member.1 = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    pub(super) fn remove(&mut self, name: &str) {
        self.0.retain(|member| member.0 != name);
    }

    /// A second member of this name, before or after the first.
    pub(super) fn repeat(&mut self, name: &str, value: &str, rng: &mut Rng) {
        let at = rng.usize(..=self.0.len());
        self.0.insert(at, (name.to_owned(), value.to_owned()));
    }

    pub(super) fn value(&self, name: &str) -> Option<String> {
        let member = self.0.iter().find(|member| member.0 == name)?;
        Some(member.1.clone())
    }

    fn a_name(&self, rng: &mut Rng) -> String {
        match self.0.len() {
            0 => "x".to_owned(),
            length => self.0[rng.usize(..length)].0.clone(),
        }
    }

    /// Removes, repeats, renames, retypes, moves or adds a member.
    pub(super) fn change_a_member(&mut self, rng: &mut Rng) {
        let name = self.a_name(rng);
        match rng.u8(..8) {
            0 => self.remove(&name),
            1 => {
                let value = self.value(&name).unwrap_or_default();
                self.repeat(&name, &value, rng);
            }
            2 => self.repeat(&escaped(&name), one(VALUES, rng), rng),
            3 => {
                let value = self.value(&name).unwrap_or_default();
                self.remove(&name);
                self.set(&escaped(&name), value);
            }
            4 => self.set(&name, one(VALUES, rng)),
            5 => self.0.reverse(),
            6 => self.set(&name.to_uppercase(), one(VALUES, rng)),
            _ => self.set(one(STRANGE_NAMES, rng), one(VALUES, rng)),
        }
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let members = self
            .0
            .iter()
            .map(|(name, value)| format!("\"{name}\":{value}"));
        write!(f, "{{{}}}", members.collect::<Vec<_>>().join(","))
    }
}

/// The same name with its first letter as an escape.
fn escaped(name: &str) -> String {
    match name.chars().next() {
        Some(first) if first.is_ascii_alphanumeric() => {
            format!("\\u{:04x}{}", u32::from(first), &name[1..])
        }
        _ => name.to_owned(),
    }
}

const STRANGE_NAMES: &[&str] = &["", "x", "ver", "é", "\\u0000", "a b", "x5t", "user_uuid"];

const VALUES: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "1",
    "-1",
    "1.5",
    "1e400",
    "18446744073709551616",
    "\"\"",
    "\"x\"",
    "\"access\"",
    "\"HS512\"",
    "\"\\ud83d\\ude00\"",
    "[]",
    "[1,\"x\",null]",
    "{}",
    "{\"a\":{\"b\":[1.25]}}",
    "{\"a\":1,\"a\":1}",
    "\"JWT\"",
    "NaN",
    "'x'",
];

/// Changes the text around and between the members.
pub(super) fn form(text: &mut Vec<u8>, rng: &mut Rng) {
    let at = rng.usize(..text.len());
    match rng.u8(..14) {
        0 => text.splice(..0, *b"\xef\xbb\xbf").for_each(drop),
        1 => text.splice(..0, *b" \r\n\t").for_each(drop),
        2 => text.extend(b" \n"),
        3 => text.extend(b"x"),
        4 => text.push(0),
        5 => text.truncate(at),
        6 => text[at] ^= 1 << rng.u8(..8),
        7 => text.insert(at, rng.u8(..)),
        8 => text.insert(at, b' '),
        9 => text.splice(at..at, *b"\xc0\xaf").for_each(drop),
        10 => *text = [b"[", &text[..], b"]"].concat(),
        11 => *text = [&text[..], &text[..]].concat(),
        12 => {
            text.pop();
            text.extend(b",}");
        }
        _ => text.splice(1..1, *b"/**/").for_each(drop),
    }
}
