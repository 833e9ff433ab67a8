use std::fmt;

/// Why a token, or the person it names, was refused.
///
/// It never carries text from the token: a claim is named only by the name that the service itself asked for.
/// Log [`code`](Self::code); show strangers no more than [`category`](Self::category).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// Longer than the size limit; nothing of it was decoded. Culprit: the client, or an Auth service with huge claims.
    TooLarge,
    /// No JWS in compact form (RFC 7515 section 7.1): wrong number of parts, not canonical base64url, not strict JSON, a
    /// duplicate member (sections 2 and 4; RFC 7519 section 4). Culprit: the client.
    Malformed,
    /// A header parameter that this verifier does not implement and must not ignore (RFC 7515 section 4.1.11).
    UnsupportedHeader(&'static str),
    /// Another kind of token: `typ` or `token_type` is not the expected one, for example a refresh token (RFC 8725 section
    /// 3.12).
    WrongType,
    /// No key is for the token's `alg` (RFC 8725 section 3.1). Cause: an Auth service that signs otherwise, or a forgery.
    AlgorithmNotAllowed,
    /// No key has the token's `kid` (RFC 7515 section 4.1.4). Cause: a rotation this service has not seen, or a foreign issuer.
    UnknownKid,
    /// The keys are not here: their source never answered, or not for too long. Nothing is known about the token.
    /// Culprit: whoever publishes the keys, or the network.
    KeysUnavailable {
        /// After how many seconds another try makes sense.
        retry_after: u16,
    },
    /// The signature does not fit any key that was tried (RFC 7515 section 5.2); four are at most. Cause: other keys than the
    /// Auth service's, or a forgery.
    BadSignature,
    /// `exp` has passed (RFC 7519 section 4.1.4). Reported only after the signature was found good.
    Expired,
    /// `nbf` is in the future (RFC 7519 section 4.1.5). Cause: clocks that differ.
    NotYetValid,
    /// `iat` is in the future (RFC 7519 section 4.1.6). Cause: clocks that differ.
    IssuedInFuture,
    /// `exp` is further away than the longest lifetime that the verifier allows: 24 hours, unless
    /// [`max_lifetime`](crate::VerifierBuilder::max_lifetime) says otherwise.
    LifetimeTooLong,
    /// `iss` is not the configured issuer (RFC 7519 section 4.1.1).
    WrongIssuer,
    /// `aud` does not contain the configured audience (RFC 7519 section 4.1.3).
    WrongAudience,
    /// A required claim is missing; of the model's own claims, also one that is null.
    MissingClaim(&'static str),
    /// A claim has the wrong JSON type, is too long, holds control characters or was refused by the model's `with` function.
    InvalidClaim(&'static str),
    /// The claims do not deserialize into the type that the service asked for.
    ClaimsMismatch,
    /// The person's row says that they are not active at this service.
    Inactive,
    /// The token was issued before the second from which on tokens count for this person (`not_before`), or has no `iat`.
    SignedOut,
    /// The person has no row, and the store does not make any (`UnknownUser::Reject`).
    UnknownUser,
    /// The row with the person's key was never written by a token, and the store does not take such rows over
    /// (`AdoptExisting::No`).
    NotAdopted,
    /// The database returned a row whose key differs from the token's byte for byte (a folding collation).
    KeyCollision,
    /// A unique or check constraint other than the key refused the person's row.
    RowConflict,
}

/// What a stranger may learn of a [`Refusal`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Category {
    /// The token was good once: signing in again helps.
    Expired,
    /// Anything else that is wrong with the token.
    Invalid,
    /// The person is known and may not use this service.
    Inactive,
    /// The person is known and the request is not allowed.
    Forbidden,
    /// Nobody can tell at the moment: neither accepted nor refused. To be answered as an outage, never as "anonymous".
    Unavailable,
}

impl Refusal {
    /// The coarse answer for the client.
    #[must_use]
    pub fn category(self) -> Category {
        match self {
            Self::Expired | Self::SignedOut => Category::Expired,
            Self::Inactive => Category::Inactive,
            Self::UnknownUser | Self::NotAdopted | Self::KeyCollision | Self::RowConflict => {
                Category::Forbidden
            }
            Self::KeysUnavailable { .. } => Category::Unavailable,
            _ => Category::Invalid,
        }
    }

    /// A stable word for logs and metrics, such as `bad_signature`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::Malformed => "malformed",
            Self::UnsupportedHeader(_) => "unsupported_header",
            Self::WrongType => "wrong_type",
            Self::AlgorithmNotAllowed => "algorithm_not_allowed",
            Self::UnknownKid => "unknown_kid",
            Self::KeysUnavailable { .. } => "keys_unavailable",
            Self::BadSignature => "bad_signature",
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
            Self::IssuedInFuture => "issued_in_future",
            Self::LifetimeTooLong => "lifetime_too_long",
            Self::WrongIssuer => "wrong_issuer",
            Self::WrongAudience => "wrong_audience",
            Self::MissingClaim(_) => "missing_claim",
            Self::InvalidClaim(_) => "invalid_claim",
            Self::ClaimsMismatch => "claims_mismatch",
            Self::Inactive => "inactive",
            Self::SignedOut => "signed_out",
            Self::UnknownUser => "unknown_user",
            Self::NotAdopted => "not_adopted",
            Self::KeyCollision => "key_collision",
            Self::RowConflict => "row_conflict",
        }
    }

    /// The claim or header parameter at fault, where there is one.
    #[must_use]
    pub fn member(self) -> Option<&'static str> {
        match self {
            Self::UnsupportedHeader(name) | Self::MissingClaim(name) | Self::InvalidClaim(name) => {
                Some(name)
            }
            _ => None,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        match self.member() {
            Some(name) => write!(f, " ({name})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Refusal {}
