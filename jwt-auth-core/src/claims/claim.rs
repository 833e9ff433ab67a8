use serde::Deserialize;
use serde::de::value::{BorrowedStrDeserializer, Error};
use serde_json::value::RawValue;

use super::Kept;
use super::key::is_key_text;
use crate::Refusal;
use crate::json::Text;

/// The longest text that a claim may hold unless the model says otherwise, in characters.
const MAX_CHARS: usize = 1_000;
/// The longest key, the length of Django's `username`.
pub const MAX_KEY_CHARS: usize = 150;

/// One claim on its way into a field. `null` counts as missing; no type is ever coerced into another.
///
/// Text is refused when it holds control characters or has more than 1,000 characters, or as
/// [`max_chars`](Self::max_chars) says.
#[derive(Clone)]
#[must_use]
pub struct Claim<'t> {
    name: &'static str,
    value: Result<Option<&'t RawValue>, Refusal>,
    unescaped: &'t Kept,
    key: bool,
    max_chars: usize,
}

impl<'t> Claim<'t> {
    pub(super) fn new(
        name: &'static str,
        value: Result<Option<&'t RawValue>, Refusal>,
        unescaped: &'t Kept,
    ) -> Self {
        Self {
            name,
            value: value.map(|value| value.filter(|value| value.get() != "null")),
            unescaped,
            key: false,
            max_chars: MAX_CHARS,
        }
    }

    /// Marks the claim as the person's key. Text of a key is not empty, has no white space at its ends, is in Unicode's
    /// normal form C, and holds no characters that cannot be seen or have no meaning (format and private use characters,
    /// separators of lines, what is not assigned); it has at most 150 characters unless [`max_chars`](Self::max_chars)
    /// follows.
    pub fn key(mut self) -> Self {
        self.key = true;
        self.max_chars = MAX_KEY_CHARS;
        self
    }

    /// Refuses text of more characters than this. Never truncates.
    pub fn max_chars(mut self, max: usize) -> Self {
        self.max_chars = max;
        self
    }

    /// The value, which must be there.
    ///
    /// # Errors
    /// [`Refusal::MissingClaim`] when it is absent or null, [`Refusal::InvalidClaim`] when it does not fit.
    pub fn required<T: Deserialize<'t>>(self) -> Result<T, Refusal> {
        let name = self.name;
        self.optional()?.ok_or(Refusal::MissingClaim(name))
    }

    /// The value, or `None` when it is absent or null.
    ///
    /// # Errors
    /// [`Refusal::InvalidClaim`] when it is there and does not fit.
    pub fn optional<T: Deserialize<'t>>(self) -> Result<Option<T>, Refusal> {
        let Some(value) = self.value? else {
            return Ok(None);
        };
        if value.get().starts_with('"') {
            let text: Text<'t> = self.parse(value)?;
            self.check_text(&text.0)?;
        }
        self.parse(value).map(Some)
    }

    /// The value turned into another by a function, which also takes over the checks of text.
    ///
    /// # Errors
    /// As [`required`](Self::required); [`Refusal::InvalidClaim`] also when the function refuses the value.
    pub fn required_with<T: Deserialize<'t>, O, E>(
        self,
        with: impl FnOnce(T) -> Result<O, E>,
    ) -> Result<O, Refusal> {
        let name = self.name;
        self.optional_with(with)?.ok_or(Refusal::MissingClaim(name))
    }

    /// As [`required_with`](Self::required_with), or `None` when the claim is absent or null.
    ///
    /// # Errors
    /// [`Refusal::InvalidClaim`].
    pub fn optional_with<T: Deserialize<'t>, O, E>(
        self,
        with: impl FnOnce(T) -> Result<O, E>,
    ) -> Result<Option<O>, Refusal> {
        let Some(value) = self.value? else {
            return Ok(None);
        };
        // A function of `&str` cannot borrow from JSON with escapes, in which Python writes everything beyond ASCII.
        let value = match self.parse(value) {
            Err(_) if value.get().contains('\\') => self.parse_unescaped(value)?,
            value => value?,
        };
        with(value).map(Some).map_err(|_| self.invalid())
    }

    pub(super) fn invalid(&self) -> Refusal {
        Refusal::InvalidClaim(self.name)
    }

    fn parse<T: Deserialize<'t>>(&self, value: &'t RawValue) -> Result<T, Refusal> {
        serde_json::from_str(value.get()).map_err(|_| self.invalid())
    }

    fn parse_unescaped<T: Deserialize<'t>>(&self, value: &'t RawValue) -> Result<T, Refusal> {
        let text: Text<'t> = self.parse(value)?;
        let text = self.unescaped.keep(text.0);
        T::deserialize(BorrowedStrDeserializer::<Error>::new(text)).map_err(|_| self.invalid())
    }

    fn check_text(&self, text: &str) -> Result<(), Refusal> {
        let is_short = text.len() <= self.max_chars || text.chars().count() <= self.max_chars;
        let fits =
            is_short && !text.chars().any(char::is_control) && (!self.key || is_key_text(text));
        if fits { Ok(()) } else { Err(self.invalid()) }
    }
}

impl std::fmt::Debug for Claim<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Claim")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
