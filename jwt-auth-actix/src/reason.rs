use std::fmt;

use jwt_auth_core::{Category, Refusal};

/// Why a request has no user. Typed for handlers and logs; strangers see [`coarse`](Self::coarse) only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AnonymousReason {
    /// No token came with the request.
    NoToken,
    /// No access cookie came, but the other cookie that [`also_require_cookie`] names did: the person signed in before, the
    /// short-lived token has ended, and the Auth service can renew it without asking.
    ///
    /// [`also_require_cookie`]: crate::JwtAuthBuilder::also_require_cookie
    RenewalDue,
    /// The access cookie came without the other cookie that [`also_require_cookie`] names.
    ///
    /// [`also_require_cookie`]: crate::JwtAuthBuilder::also_require_cookie
    RequiredCookieMissing,
    /// More than four cookies have the access cookie's name. Cause: a sibling sub-domain that plants cookies.
    TooManyTokens,
    /// Two cookies verify for two people. Cause: a sibling sub-domain that plants cookies.
    ConflictingTokens,
    /// An unsafe request with a cookie, and nothing proves that it comes from an own or trusted origin.
    CrossOrigin,
    /// More than one `Authorization` line (RFC 6750 section 2).
    SeveralAuthorizations,
    /// `Authorization: Bearer` without a token in the grammar of RFC 6750 section 2.1.
    MalformedBearer,
    /// The token, or the person it names, was refused.
    Refused(Refusal),
}

impl AnonymousReason {
    /// A stable word for logs and metrics, such as `cross_origin` or `bad_signature`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NoToken => "no_token",
            Self::RenewalDue => "renewal_due",
            Self::RequiredCookieMissing => "required_cookie_missing",
            Self::TooManyTokens => "too_many_tokens",
            Self::ConflictingTokens => "conflicting_tokens",
            Self::CrossOrigin => "cross_origin",
            Self::SeveralAuthorizations => "several_authorizations",
            Self::MalformedBearer => "malformed_bearer",
            Self::Refused(refusal) => refusal.code(),
        }
    }

    /// What an answer may tell a stranger: `missing`, `expired`, `invalid`, `inactive` or `forbidden`.
    #[must_use]
    pub fn coarse(self) -> &'static str {
        match self {
            Self::NoToken | Self::RenewalDue | Self::RequiredCookieMissing => "missing",
            Self::CrossOrigin => "forbidden",
            Self::Refused(refusal) => match refusal.category() {
                Category::Expired => "expired",
                Category::Inactive => "inactive",
                Category::Forbidden => "forbidden",
                _ => "invalid",
            },
            _ => "invalid",
        }
    }

    /// Strangers cause most refusals and must not be able to fill a log; a clash of people or rows is worth a warning.
    pub(crate) fn log(self) {
        let code = self.code();
        let member = match self {
            Self::Refused(refusal) => refusal.member(),
            _ => None,
        };
        match self {
            Self::ConflictingTokens
            | Self::Refused(Refusal::NotAdopted | Refusal::KeyCollision | Refusal::RowConflict) => {
                tracing::warn!(target: "jwt_auth", event = "refused", reason = code, member);
            }
            _ => tracing::debug!(target: "jwt_auth", event = "refused", reason = code, member),
        }
    }
}

impl fmt::Display for AnonymousReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            _ => f.write_str(self.code()),
        }
    }
}
