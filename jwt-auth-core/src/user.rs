use std::borrow::Cow;

use crate::claims::FromClaims;

/// A type of user that is filled from a token. `#[derive(JwtUser)]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no user that can be read from a token",
    label = "`JwtUser` is not implemented for this type",
    note = "add `#[derive(JwtUser)]` to `{Self}`"
)]
pub trait JwtUser: Send + Sync + Sized + 'static {
    /// The claims that this type needs, with the types of its own fields.
    type Claims: FromClaims;

    /// The columns that are kept in step with the token, in the order of [`Changes`].
    const COLUMNS: &'static [&'static str];

    /// Whether the model has a column for the `iat` of the token that last wrote the row.
    const HAS_WATERMARK: bool;

    /// Whether the issuer is a part of the key, so that the same subject of two issuers is two users. Defaults to no.
    const KEY_HAS_ISSUER: bool = false;

    /// The columns that may stay behind when another row has their value already. Defaults to none.
    const OPTIONAL_ON_CONFLICT: Changes = Changes::none();

    /// Whether the row's key equals the token's, byte for byte.
    fn has_key_of(&self, claims: &Self::Claims) -> bool;

    /// Whether two tokens name one person.
    fn same_person(one: &Self::Claims, other: &Self::Claims) -> bool;

    /// The key as it stands in a log; without the issuer, where that is a part of it.
    fn key_text(claims: &Self::Claims) -> Cow<'_, str>;

    /// The columns in which the row differs from the token.
    fn changes(&self, claims: &Self::Claims) -> Changes;

    /// The stored `iat` of the token that last wrote the row. Defaults to `None`, as for a model without such a column.
    fn watermark(&self) -> Option<i64> {
        None
    }

    /// Stores the `iat` of the token that wrote the row. Defaults to doing nothing.
    fn set_watermark(&mut self, issued_at: i64) {
        let _ = issued_at;
    }

    /// Whether the person may use this service at all. Defaults to yes, as for a model without such a column.
    fn is_active(&self) -> bool {
        true
    }

    /// The second since 1970 before which tokens for this person do not count: they were signed out everywhere at this
    /// service. Defaults to `None`, as for a model without such a column.
    fn not_before(&self) -> Option<i64> {
        None
    }

    /// Whether the person is staff. Defaults to no.
    fn is_staff(&self) -> bool {
        false
    }

    /// Whether the person is a superuser. Defaults to no.
    fn is_superuser(&self) -> bool {
        false
    }
}

/// A user that is its token: no table, no row. `#[derive(JwtUser)]` without `#[diesel(table_name)]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no claims-only user",
    note = "a model with `#[diesel(table_name = …)]` needs a `DieselUserStore`"
)]
pub trait ClaimsUser: JwtUser {
    /// Builds the user from the claims alone.
    fn from_claims(claims: &Self::Claims) -> Self;
}

/// A set of columns of a [`JwtUser`], by their place in [`JwtUser::COLUMNS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changes(u64);

impl Changes {
    /// No column.
    #[must_use]
    pub const fn none() -> Self {
        Self(0)
    }

    /// This set, and the column at `place` if it `differs`. There are places 0 to 63; others are never in the set.
    #[must_use]
    pub const fn and(self, place: u32, differs: bool) -> Self {
        if differs {
            Self(self.0 | bit(place))
        } else {
            self
        }
    }

    /// Whether the column at `place` is in the set.
    #[must_use]
    pub const fn contains(self, place: u32) -> bool {
        self.0 & bit(place) != 0
    }

    /// What is in both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is in this set and not in `other`.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    #[cfg(feature = "diesel")]
    pub(crate) const fn bits(self) -> u64 {
        self.0
    }

    #[cfg(feature = "diesel")]
    pub(crate) const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// Whether there is nothing to write.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The names of the columns in the set.
    pub fn names<U: JwtUser>(self) -> impl Iterator<Item = &'static str> {
        (0..)
            .zip(U::COLUMNS)
            .filter(move |(place, _)| self.contains(*place))
            .map(|(_, name)| *name)
    }
}

const fn bit(place: u32) -> u64 {
    match 1_u64.checked_shl(place) {
        Some(bit) => bit,
        None => 0,
    }
}
