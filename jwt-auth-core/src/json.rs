//! Strict JSON objects: what a header and a claims set must be before any member of them is believed.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

const MAX_DEPTH: u8 = 8;
const MAX_MEMBERS: usize = 128;
const MAX_STRING_BYTES: usize = 4_096;
/// Of a claims set; only to make room at once.
const USUAL_MEMBERS: usize = 16;

/// A JSON object with its members in order, each still raw.
///
/// `parse` refuses duplicate names at every level, lone surrogates, numbers out of range, more than 8 levels,
/// more than 128 members in one object and strings over 4,096 bytes (RFC 7515 section 4, RFC 7519 section 4).
pub(crate) struct Object<'t> {
    members: Vec<(Cow<'t, str>, &'t RawValue)>,
}

impl<'t> Object<'t> {
    pub(crate) fn parse(text: &'t str) -> Result<Self, serde_json::Error> {
        let object: Self = serde_json::from_str(text)?;
        for (_, value) in &object.members {
            if !is_plain(value.get()) {
                Strict { depth: 2 }
                    .deserialize(&mut serde_json::Deserializer::from_str(value.get()))?;
            }
        }
        Ok(object)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&'t RawValue> {
        self.members
            .iter()
            .find(|(member, _)| member == name)
            .map(|(_, value)| *value)
    }

    pub(crate) fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The string member `name`: `Ok(None)` when it is absent, an error when it is anything but a string.
    pub(crate) fn string(&self, name: &str) -> Result<Option<Cow<'t, str>>, serde_json::Error> {
        self.get(name)
            .map(|value| serde_json::from_str::<Text<'t>>(value.get()).map(|text| text.0))
            .transpose()
    }
}

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;

        impl<'de> Visitor<'de> for Collect {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::with_capacity(USUAL_MEMBERS);
                while let Some(Text(name)) = map.next_key()? {
                    refuse_another(members.iter().map(|(member, _)| member), &name)?;
                    members.push((name, map.next_value::<&'de RawValue>()?));
                }
                Ok(Object { members })
            }
        }

        deserializer.deserialize_map(Collect)
    }
}

/// A string that is borrowed where it holds no escape.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct Text<'t>(#[serde(borrow)] pub(crate) Cow<'t, str>);

/// Whether a well-formed value has nothing that [`Strict`] could refuse: a word, a string without escapes, or an integer that
/// is in range by its length alone.
fn is_plain(value: &str) -> bool {
    match value.as_bytes() {
        [b'"', text @ .., b'"'] => text.len() <= MAX_STRING_BYTES && !text.contains(&b'\\'),
        [b't' | b'f' | b'n', ..] => true,
        digits => digits.len() <= 15 && digits.iter().all(u8::is_ascii_digit),
    }
}

/// Walks a value of any kind and keeps nothing but the verdict.
struct Strict {
    depth: u8,
}

impl Strict {
    fn deeper<E: de::Error>(&self) -> Result<Self, E> {
        if self.depth > MAX_DEPTH {
            return Err(E::custom("nested too deeply"));
        }
        Ok(Self {
            depth: self.depth + 1,
        })
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        if text.len() > MAX_STRING_BYTES {
            return Err(E::custom("string too long"));
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.deeper::<A::Error>()?;
        while seq.next_element_seed(self.deeper()?)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.deeper::<A::Error>()?;
        let mut names: Vec<Cow<'de, str>> = Vec::new();
        while let Some(Text(name)) = map.next_key()? {
            refuse_another(names.iter(), &name)?;
            names.push(name);
            map.next_value_seed(self.deeper()?)?;
        }
        Ok(())
    }
}

fn refuse_another<'n, 't: 'n, E: de::Error>(
    names: impl ExactSizeIterator<Item = &'n Cow<'t, str>>,
    name: &str,
) -> Result<(), E> {
    if names.len() >= MAX_MEMBERS {
        return Err(E::custom("too many members"));
    }
    if name.len() > MAX_STRING_BYTES {
        return Err(E::custom("name too long"));
    }
    for known in names {
        if known == name {
            return Err(E::custom("duplicate member"));
        }
    }
    Ok(())
}
