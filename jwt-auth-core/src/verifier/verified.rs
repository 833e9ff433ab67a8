use std::fmt;
use std::sync::Arc;

use super::rules::Rules;
use crate::Refusal;
use crate::claims::{ClaimSet, FromClaims, RegisteredClaims};

/// The proof that a token was verified: its signature, its header and its registered claims were all judged good.
///
/// Only a [`Verifier`](crate::Verifier) can make one, so a function that takes `Verified<C>` cannot be handed claims
/// that nobody checked.
pub struct Verified<C> {
    claims: C,
    token: Arc<Token>,
}

struct Token {
    text: String,
    registered: RegisteredClaims,
    issued_at: Option<i64>,
    verified_at: u64,
    leeway: u64,
}

impl<C> Verified<C> {
    pub(super) fn new(
        claims: C,
        text: String,
        registered: RegisteredClaims,
        verified_at: u64,
        rules: &Rules,
    ) -> Self {
        let issued_at = match rules.issued_before_expiry {
            Some(lifetime) => Some(registered.expires_at() - seconds(lifetime)),
            None => registered.issued_at(),
        };
        let token = Arc::new(Token {
            text,
            registered,
            issued_at,
            verified_at,
            leeway: rules.leeway,
        });
        Self { claims, token }
    }

    /// The claims, typed.
    pub fn claims(&self) -> &C {
        &self.claims
    }

    /// The registered claims of RFC 7519 section 4.1.
    #[must_use]
    pub fn registered(&self) -> &RegisteredClaims {
        &self.token.registered
    }

    /// When the token was issued, in whole seconds, which orders the tokens of one person: `iat`, unless
    /// [`issued_at_from_expiry`](crate::VerifierBuilder::issued_at_from_expiry) is set. `None` when the token has none.
    #[must_use]
    pub fn issued_at(&self) -> Option<i64> {
        self.token.issued_at
    }

    /// The second from which on the token is no longer accepted, without leeway.
    #[must_use]
    pub fn expires_at(&self) -> i64 {
        self.token.registered.expires_at()
    }

    /// The verifier's time when it judged the token.
    #[must_use]
    pub fn verified_at(&self) -> u64 {
        self.token.verified_at
    }

    /// The latest `iat` that the verifier would have accepted: a stored one beyond it cannot have come from a token.
    #[must_use]
    pub fn latest_issued_at(&self) -> i64 {
        seconds(self.token.verified_at.saturating_add(self.token.leeway))
    }

    /// The same proof without its claims.
    #[must_use]
    pub fn without_claims(&self) -> Verified<()> {
        Verified {
            claims: (),
            token: Arc::clone(&self.token),
        }
    }

    /// The same proof with its claims read as another type. Nothing is verified again.
    ///
    /// # Errors
    /// [`Refusal::MissingClaim`], [`Refusal::InvalidClaim`] or [`Refusal::ClaimsMismatch`].
    pub fn read_as<D: FromClaims>(&self) -> Result<Verified<D>, Refusal> {
        let claims = D::from_claims(&ClaimSet::parse(&self.token.text)?)?;
        Ok(Verified {
            claims,
            token: Arc::clone(&self.token),
        })
    }
}

/// Shows when the token expires and nothing of what it says about a person.
impl<C> fmt::Debug for Verified<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("expires_at", &self.expires_at())
            .field("claims", &"[redacted]")
            .finish()
    }
}

fn seconds(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX)
}
