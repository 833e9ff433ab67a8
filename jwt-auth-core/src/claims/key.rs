use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};

use super::Claim;
use crate::Refusal;

/// A type that can name a person: `String`, the integers, and `uuid::Uuid` with the feature `uuid`.
///
/// Keys are compared byte for byte, so a key has one spelling. Where the column may be null, because rows are older than the
/// shared sign-in, the field is an `Option` of one of these; the token's key is never null.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a key",
    note = "a key is a `String`, an integer or, with the feature `uuid`, a `uuid::Uuid`",
    note = "for a type of your own, implement `UserKey`"
)]
pub trait UserKey: PartialEq + Sized {
    /// Reads the key. The claim is marked as one already.
    ///
    /// # Errors
    /// [`Refusal::MissingClaim`] or [`Refusal::InvalidClaim`].
    fn from_claim(claim: Claim<'_>) -> Result<Self, Refusal>;

    /// The key as it stands in a log.
    fn text(&self) -> Cow<'_, str>;
}

impl UserKey for String {
    fn from_claim(claim: Claim<'_>) -> Result<Self, Refusal> {
        claim.required()
    }

    fn text(&self) -> Cow<'_, str> {
        self.into()
    }
}

macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl UserKey for $integer {
            fn from_claim(claim: Claim<'_>) -> Result<Self, Refusal> {
                claim.required()
            }

            fn text(&self) -> Cow<'_, str> {
                self.to_string().into()
            }
        }
    )*};
}

integers!(i16 i32 i64 u16 u32 u64);

/// In lower case with hyphens, and in no other spelling.
#[cfg(feature = "uuid")]
impl UserKey for uuid::Uuid {
    fn from_claim(claim: Claim<'_>) -> Result<Self, Refusal> {
        let invalid = claim.invalid();
        let text: Cow<'_, str> = claim.required()?;
        Self::try_parse(&text)
            .ok()
            .filter(|uuid| uuid.to_string() == text)
            .ok_or(invalid)
    }

    fn text(&self) -> Cow<'_, str> {
        self.to_string().into()
    }
}

impl<K: UserKey> UserKey for Option<K> {
    fn from_claim(claim: Claim<'_>) -> Result<Self, Refusal> {
        K::from_claim(claim).map(Some)
    }

    fn text(&self) -> Cow<'_, str> {
        self.as_ref().map_or_else(Cow::default, K::text)
    }
}

/// Databases fold what looks alike, and people cannot tell it apart.
pub(super) fn is_key_text(text: &str) -> bool {
    if text.is_empty() || text.trim() != text {
        return false;
    }
    text.is_ascii()
        || (!text.starts_with(is_combining_mark)
            && text.chars().all(is_visible)
            && text.nfc().eq(text.chars()))
}

fn is_visible(character: char) -> bool {
    use GeneralCategory as Category;
    !matches!(
        character.general_category(),
        Category::Control
            | Category::Format
            | Category::LineSeparator
            | Category::ParagraphSeparator
            | Category::PrivateUse
            | Category::Surrogate
            | Category::Unassigned
    )
}
